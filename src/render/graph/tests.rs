use crate::model::{Report, Usage};
use crate::render::made_up::{policy, report};
use crate::render::{Format, Look, map};

fn drawn(report: &Report, format: Format) -> String {
    map(report, &policy(), format, Look::default())
}

/// Uses of one credential under a name.
fn named(name: &str, uses: usize) -> Report {
    let mut report = report();
    let mut usage = report.usages[0].clone();
    usage.credential.name = name.into();
    report.usages = (0..uses).map(|id| Usage { id, ..usage.clone() }).collect();
    report
}

#[test]
fn a_graph_goes_from_the_credential_to_its_consumer() {
    let chart = drawn(&report(), Format::Mermaid);
    for line in [
        "  n0([\"secret:DBT_PAT<br>personal\"]):::violation\n",
        "  n1(\".github/workflows/deploy.yml\"):::file\n",
        "  n0 --> n1\n  n1 --> n2\n  n2 --> n3\n  n3 --> n4\n",
        "could not be wholly read",
    ] {
        assert!(chart.contains(line), "{line}\n{chart}");
    }
    let digraph = drawn(&report(), Format::Dot);
    assert!(digraph.contains("  n0 -> n1\n") && digraph.ends_with("}\n"), "{digraph}");
}

#[test]
fn nothing_of_a_name_is_read_as_a_graph() {
    let hostile = "secret:a\"] click n0 <b>&#60; \\N %%{x}%% `c` ##d http://e www.f {{g}}";
    let chart = drawn(&named(hostile, 1), Format::Mermaid);
    let label = chart.lines().nth(1).unwrap();
    assert_eq!(
        label,
        "  n0([\"secret:a#34;#93; click n0 #60;b#62;#38;#35;60#59; #92;N #37;#37;#123;x#125;#37;#37; #96;c#96; #35;#35;d http#58;//e www…<br>unknown\"]):::warning"
    );
    let digraph = drawn(&named("a\"]; b [x=\\N &lt; ##d", 1), Format::Dot);
    assert!(
        digraph.contains("[label=\"a\\\"]; b [x=\\\\N &amp;lt; #&#35;d\\nunknown\""),
        "{digraph}"
    );
}

#[test]
fn what_is_not_drawn_is_counted() {
    let chart = drawn(&named("secret:A", 1_000), Format::Mermaid);
    let edges = chart.matches(" --> ").count();
    assert!(250 < edges && edges < 300, "{edges}");
    assert!(chart.contains(&format!("{} more uses not drawn", 1_001 - edges)), "{edges}");
    assert!(chart.len() < 50_000, "Mermaid takes no longer text");
}
