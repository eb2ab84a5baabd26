use std::collections::BTreeSet;

use super::markup::{bounded, text};
use super::{SCRIPT, STYLE, hash};
use crate::model::{Policy, Report, SourceId, Span, Step, Suppression};
use crate::render::made_up::{policy, report, value};
use crate::render::{Format, Look, map as render_map, report as render, uncommanded};

/// A text that would act in an element, in an attribute, in a script, in a log or on a reader's eye.
const HOSTILE: &str =
    "\"'><img src=x onerror=alert(1)></script><!--&amp;\u{202e}\u{1b}[31m ##vso[x] a::b `c";

fn page(report: &Report, policy: &Policy) -> String {
    render(report, policy, Format::Html, Look::default())
}

/// A report in which everything that can be said by others is hostile.
fn hostile() -> (Report, Policy) {
    let (mut report, mut policy) = (report(), policy());
    let words = || HOSTILE.to_owned();
    let say = |steps: &mut Vec<Step>| steps.iter_mut().for_each(|step| step.says = HOSTILE.into());
    for usage in &mut report.usages {
        usage.credential.name = format!("secret:{HOSTILE}");
        usage.credential.identity = format!("{HOSTILE}{}", usage.id);
        (usage.consumer, usage.consumer_title, usage.requires_because) =
            (words(), words(), words());
        usage.credential.evidence.iter_mut().for_each(|it| it.says = HOSTILE.into());
        say(&mut usage.trace);
    }
    for finding in &mut report.findings {
        (finding.rule, finding.message, finding.help) = (words(), words(), words());
        say(&mut finding.trace);
        say(&mut finding.notes);
        let (until, owner) = (Some(words()), Some(words()));
        finding.suppressed = finding.suppressed.as_ref().map(|it| Suppression {
            by: it.by.clone(),
            because: HOSTILE.into(),
            until,
            owner,
        });
    }
    for grant in &mut report.grants {
        (grant.name, grant.title) = (words(), Some(words()));
        grant.permissions.iter_mut().for_each(|it| it.set = Some(HOSTILE.into()));
        grant.consumers.iter_mut().for_each(|it| it.source = format!("javascript:{HOSTILE}"));
    }
    report.exposures.iter_mut().for_each(|it| it.says = HOSTILE.into());
    report.problems.iter_mut().for_each(|it| (it.path, it.message) = (words(), words()));
    let mut rule = policy.rules[0].clone();
    (rule.id, rule.title, rule.why) = (words(), words(), words());
    rule.source = vec![format!("https://example.com/{HOSTILE}"), "javascript:alert(1)".into()];
    policy.rules.push(rule);
    (report, policy)
}

/// The page without its own style and script.
fn body(page: &str) -> String {
    page.replace(STYLE, "").replace(SCRIPT, "")
}

#[test]
fn text_is_text_wherever_it_stands() {
    let safe = "&quot;&#39;&gt;&lt;img src=x&gt;&amp;#&#35; a:&#58;b";
    assert_eq!(text("\"'><img src=x>&## a::b"), safe);
}

#[test]
fn nothing_of_others_is_markup() {
    let (report, policy) = hostile();
    for page in
        [page(&report, &policy), render_map(&report, &policy, Format::Html, Look::default())]
    {
        let body = body(&page);
        let tags: BTreeSet<&str> = body
            .split('<')
            .skip(1)
            .map(|it| it.split([' ', '>', '\n']).next().unwrap().trim_start_matches('/'))
            .collect();
        let known = "!doctype a article b body button code details div footer form h1 h2 h3 head header html input kbd label li main mark meta nav ol option output p pre rect script section select span style summary svg title ul wbr";
        let known: BTreeSet<&str> = known.split(' ').collect();
        assert!(tags.is_subset(&known), "{:?}", tags.difference(&known));
        assert!(body.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert!(!body.contains("href=\"javascript"), "a link goes to the web alone");
        assert!(page.chars().all(|it| it == '\n' || !it.is_control() && it != '\u{202e}'));
        assert_eq!(uncommanded(&page), page, "no log is commanded, and the hashes stay right");
    }
}

#[test]
fn the_policy_names_the_style_and_the_script_that_stand_there() {
    let page = page(&report(), &policy());
    let between = |open: &str, close: &str| {
        let rest = page.split_once(open).unwrap().1;
        rest.split_once(close).unwrap().0.to_owned()
    };
    let policy = between("Security-Policy\" content=\"", "\"");
    let style = hash::of(&between("<style>", "</style>"));
    let script = hash::of(&between("<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
        )
    );
    // A style of its own would be refused, and so would anything that is loaded.
    for word in [" style=\"", " src=\"", "@import", "url(", "fetch(", "innerHTML", "localStorage"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn the_page_tells_all_of_a_report() {
    let page = page(&report(), &policy());
    for told in [
        "2 errors</span>",
        "1 warning</span>",
        "2 inputs could not be wholly read",
        "3 files in languages that keyfit does not follow",
        "staging goes away in spring",
        "data-platform answers for it",
        "1 rule off (token-in-url)",
        "rel=\"noreferrer noopener\">docs.getdbt.com/docs/dbt-apis/authentication",
        "<mark>var.dbt_token</mark>",
        "more than its consumers need",
        "\\u{1b}[2Jbig.json",
    ] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains(&value()[..10]));
    let empty =
        super::super::report(&Report::default(), &Policy::default(), Format::Html, Look::default());
    assert!(empty.contains("<h1>No finding</h1>"), "{empty}");
}

#[test]
fn one_secret_in_nine_jobs_is_one_graph() {
    let mut report = report();
    let usage = report.usages[0].clone();
    report.usages = (0..9)
        .map(|id| {
            let mut usage = usage.clone();
            usage.id = id;
            usage.trace[0].span = Span::new(SourceId(0), 10 * id, 10 * id + 4);
            usage
        })
        .collect();
    let page = page(&report, &policy());
    assert_eq!(page.matches("class=\"origin box\"").count(), 1);
    assert_eq!(page.matches("class=\"stretch box\"").count(), 1);
    assert_eq!(page.matches("<li class=\"use\"").count(), 9);
}

#[test]
fn what_is_cut_is_counted() {
    let list = bounded(&[1, 2, 3], 1, "use", |it| format!("<li>{it}</li>"));
    assert!(list.starts_with("<li>1</li><li class=\"cut\">2 more uses not on this page"), "{list}");
    let mut report = report();
    let usage = report.usages[0].clone();
    report.usages = (0..2_003).map(|id| crate::model::Usage { id, ..usage.clone() }).collect();
    let page = page(&report, &policy());
    assert!(page.contains("3 more uses not on this page"));
}

#[test]
fn the_same_report_gives_the_same_page() {
    assert_eq!(page(&report(), &policy()), page(&report(), &policy()));
}
