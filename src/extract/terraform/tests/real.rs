use super::*;
#[test]
fn real() {
    let list = std::env::var("REAL").unwrap_or_default();
    for file in list.split(':').filter(|it| !it.is_empty()) {
        let text = std::fs::read_to_string(file).unwrap();
        let (_, path) = file.split_once("/real/").unwrap();
        let (_, path) = path.split_once('/').unwrap();
        let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
        let start = std::time::Instant::now();
        let parsed = crate::parse::hcl::read(&source);
        let read = start.elapsed();
        let facts = facts(&source, &parsed.document, &[vendor::vendor()]);
        println!(
            "### {file} {:?} {:?} problems {}",
            read,
            start.elapsed() - read,
            parsed.problems.len()
        );
        if std::env::var("QUIET").is_ok() {
            continue;
        }
        for it in &facts.sites {
            println!("{} -- {}", shown_site(&source, it), it.says);
        }
        for it in &facts.passages {
            println!("{} -- {}", shown_passage(&source, it), it.says);
        }
        for it in &facts.demands {
            println!("{} -- {}", shown_demand(&source, it), it.says);
        }
        for it in &facts.circumstances {
            println!("{}", shown_circumstance(it));
        }
    }
}
