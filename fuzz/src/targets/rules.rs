//! A user's own rules with their worlds: they are taken and judge, or their mistakes are shown.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use keyfit::lint::{Failure, Options, Progress, WORLDS, Worlds, lacking, own_rules, tried};
use keyfit::model::Policy;
use keyfit::render::{self, Look};
use keyfit::{lint, policy};

use super::pipeline::Tree;
use super::{beliefs, mistakes, told, world};

/// The rule and its world that are always tried.
const OWN: &str = "own";
const STANDING: &str = "fixtures/own/standing/.github/workflows/run.yml";

/// What stands behind the workflow of that world, so that whatever is asked of usages and exposures has something to
/// look at.
const MORE: &str = " # expect: own
      - run: curl -H \"Authorization: Token ${{ secrets.DBT_PAT }}\" http://cloud.getdbt.com/api/v2/accounts/
";

/// A folder of rules, of a vendor's rows and of worlds.
pub fn rules(bytes: &[u8]) {
    let tree = Tree::of(&world::decoded(bytes, paths()));
    tree.write(STANDING, (world::PERSONAL.trim_end().to_owned() + MORE).as_bytes());
    let policy = match policy::with_rules(beliefs().clone(), tree.path()) {
        Ok(policy) => policy,
        Err(told) => return mistakes::hold(&told),
    };
    let options = Options {
        paths: vec![tree.path().join(WORLDS).join(OWN).join("standing")],
        rules: Some(tree.path().to_owned()),
        ..tree.options(1)
    };
    let turn = told::turn(bytes);
    let (report, _) = lint(&options, &Progress::default()).expect("the rules were taken before");
    told::hold(&report);
    told::tell(&report, &policy, turn);
    explain(&policy);
    if turn % 4 == 1 {
        try_them(&tree, &options);
    }
}

/// Show what is believed.
fn explain(policy: &Policy) {
    mistakes::is_inert(&render::rules(policy, Look::default()));
    for rule in policy.rules.iter().filter(|it| beliefs().rule(&it.id).is_none()) {
        mistakes::is_inert(&render::explain_rule(rule, Look::default()));
    }
    let known = beliefs().vendors.iter().flat_map(|it| &it.consumers);
    let known: Vec<&str> = known.map(|it| it.id.as_str()).collect();
    let rows = policy.vendors.iter().flat_map(|it| &it.consumers);
    for row in rows.filter(|it| !known.contains(&it.id.as_str())) {
        mistakes::is_inert(&render::explain_consumer(row, Look::default()));
    }
}

/// Try the rules on their worlds, whose settings may be mistaken.
fn try_them(tree: &Tree, options: &Options) {
    let own = own_rules(tree.path()).expect("the rules were taken before");
    let folder = tree.path().join(WORLDS);
    match tried(&Worlds { folder: &folder, judged: Some(&own), options }) {
        Ok(trials) => {
            let page = render::trials(&trials, &lacking(&own, &trials), Look::default());
            mistakes::is_inert(&page);
        }
        Err(Failure::Mistakes(told)) => mistakes::hold(&told),
        Err(failure) => panic!("every world can be read: {failure:?}"),
    }
}

/// Every path that a file may have: rules, rows, and the files of two worlds.
fn paths() -> &'static [String] {
    static PATHS: OnceLock<Vec<String>> = OnceLock::new();
    PATHS.get_or_init(|| {
        let own = ["own.toml", "second.toml", "vendors/dbt/own.toml", "vendors/other/own.toml"];
        let worlds = ["flagged", "left"].into_iter().flat_map(|world| {
            world::paths().iter().map(move |path| format!("{WORLDS}/{OWN}/{world}/{path}"))
        });
        let mut paths: Vec<String> = own.into_iter().map(str::to_owned).chain(worlds).collect();
        paths.sort();
        paths
    })
}

/// Every rule with two of its worlds, and every row of a vendor.
pub fn seeds() -> Vec<Vec<u8>> {
    let texts = world::files(&crate::project("rules"));
    let texts = texts.iter().filter(|(path, _)| path.strip_suffix(".toml").is_some());
    let (rows, rules): (Vec<_>, Vec<_>) = texts.partition(|(path, _)| path.contains('/'));
    let rules = rules.into_iter().map(|(path, text)| rule(path.trim_end_matches(".toml"), text));
    let rows = rows.into_iter().flat_map(|(_, text)| each_row(&String::from_utf8_lossy(text)));
    rules.chain(rows).collect()
}

/// A rule under another name, with two of its worlds.
fn rule(id: &str, text: &[u8]) -> Vec<u8> {
    let mut files = BTreeMap::from([("own.toml".to_owned(), text.to_vec())]);
    let worlds = world::folders(&crate::project("fixtures").join(id));
    for (name, folder) in ["flagged", "left"].into_iter().zip(&worlds) {
        for (path, bytes) in world::files(folder) {
            let text = String::from_utf8_lossy(&bytes);
            let marked = text.replace(&format!("expect: {id}"), &format!("expect: {OWN}"));
            files.insert(format!("{WORLDS}/{OWN}/{name}/{path}"), marked.into_bytes());
        }
    }
    encoded(&files)
}

/// A vendor of one row, for each.
fn each_row(text: &str) -> Vec<Vec<u8>> {
    let begins = text.match_indices("\n[[").map(|(at, _)| at);
    let ends = begins.clone().skip(1).chain([text.len()]);
    let rows = begins.zip(ends).map(|(begin, end)| {
        let vendor = format!("title = \"Other\"\n{}", &text[begin..end]);
        encoded(&BTreeMap::from([("vendors/other/own.toml".to_owned(), vendor.into_bytes())]))
    });
    rows.collect()
}

fn encoded(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let files = files.iter().map(|(path, held)| (path.as_str(), held.as_slice()));
    world::encoded_of(files, paths())
}
