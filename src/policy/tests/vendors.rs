//! Vendor files.

use super::{RULE, VENDOR, assert_mistakes, loaded};
use crate::model::{Environment, Kind, Plan, Policy, Requires, Runner};
use crate::policy::Mistake;

/// What is replaced in the good vendor file, by what, what is told, and at what.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("title = \"V\"\n", "", "the vendor `v` has no title", ""),
    ("title = \"V\"\n", "title = \"V\"\ncolour = 1\n", "unknown key `colour`", "colour"),
    (
        "title = \"V\"\n",
        "title = \"V\"\nhosts = [\"https://x\"]\n",
        "can match no host",
        "\"https://x\"",
    ),
    ("source = \"s\"\n", "", "`source` is missing / every row needs `source`", "[[name]]"),
    ("source = \"s\"\n", "source = \"\"\n", "`source` says nothing", "\"\""),
    ("read = \"2026-08\"\n", "", "`read` is missing", "[[name]]"),
    ("\"2026-08\"", "\"2026-13\"", "`2026-13` is no month", "\"2026-13\""),
    ("[\"v_*token\"]", "[\"v_*token\", \"V_*\"]", "`V_*` can match no name", "\"V_*\""),
    ("\"V_TOKEN\"", "\"V_TOKENS\"", "the example `V_TOKENS` is no name of its row", "\"V_TOKENS\""),
    (
        "\"OTHER\"",
        "\"vMyToken\"",
        "the near miss `vMyToken` is a name after all / it matches the row `v_*token`",
        "\"vMyToken\"",
    ),
    ("[[name]]", "[[name]]\nbut = [\"v_token\"]", "is no name of its row", "\"V_TOKEN\""),
    ("\"unknown\"", "\"person\"", "did you mean `personal`?", "\"person\""),
    ("\"tool\"", "\"Tool\"", "`Tool` cannot be the id of a consumer", "\"Tool\""),
    ("class = \"api\"\n", "", "`class` is missing / every consumer needs `class`", "[[consumer]]"),
    ("source = [\"s\"]", "source = []", "`source` is empty", "[]"),
    (
        "class = ",
        "actions = [{ uses = \"a/b\" }]\nclass = ",
        "`input` is missing / every slot needs `input`",
        "{ uses = \"a/b\" }",
    ),
    (
        "class = ",
        "commands = [{ program = \"x\", env = [{ name = \"A\", king = \"service\" }] }]\nclass = ",
        "did you mean `kind`?",
        "king",
    ),
    (
        "class = ",
        "keys = [{ files = [\"a[\"], path = \"x\" }]\nclass = ",
        "this is no glob",
        "\"a[\"",
    ),
    (
        "class = ",
        "providers = [{ names = [\"n\"], sources = [], argument = \"t\" }]\nclass = ",
        "`sources` is empty",
        "[]",
    ),
    ("class = ", "urls = [{ host = \"n\" }]\nclass = ", "`path` is missing", "{ host = \"n\" }"),
    (
        "class = ",
        "urls = [{ path = \"/x\", method = \"post\" }]\nclass = ",
        "`post` is no method",
        "\"post\"",
    ),
    ("examples = [{ file = \"e\", text = \"t\" }]\n", "", "`examples` is missing", "[[consumer]]"),
    (
        "examples = [{ file = \"e\", text = \"t\" }]",
        "examples = [1]",
        "`examples` must be a table",
        "1",
    ),
    ("class = \"api\"", "class = \"partner\"", "`family` is missing", "[[consumer]]"),
    (
        "class = ",
        "sets = [\"job_admn\"]\nclass = ",
        "unknown permission set `job_admn`",
        "\"job_admn\"",
    ),
    (
        "[[consumer]]",
        "[[statement]]\nid = \"A\"\nsays = \"s\"\nrules = [\"a-rul\"]\nsource = \"s\"\n[[consumer]]",
        "unknown rule `a-rul` / did you mean `a-rule`?",
        "\"a-rul\"",
    ),
    (
        "[[consumer]]",
        "[[statement]]\nid = \"A\"\nsays = \"s\"\nsource = \"s\"\n[[consumer]]",
        "held by rules or not checked",
        "[[statement]]",
    ),
    (
        "[[consumer]]",
        "[[prefix]]\ntext = \"x_\"\nkind = \"service\"\nbody = 0\nsource = \"s\"\n[[consumer]]",
        "`body` is out of range",
        "0",
    ),
    (
        "[[consumer]]",
        "[[environment]]\nname = \"unknown\"\nwords = [\"x\"]\nsource = \"s\"\n[[consumer]]",
        "`name` cannot be `unknown`",
        "\"unknown\"",
    ),
    (
        "[[consumer]]",
        "[[environment]]\nname = \"staging\"\nsource = \"s\"\n[[consumer]]",
        "names no word and no branch",
        "[[environment]]",
    ),
    (
        "[[consumer]]",
        "[[requirement]]\nclass = [\"ap\"]\nrequires = \"either\"\nbecause = \"b\"\nsource = \"s\"\n[[consumer]]",
        "did you mean `api`?",
        "\"ap\"",
    ),
    (
        "[[consumer]]",
        "[[mint]]\ntypes = [\"t\"]\nkind = \"service\"\nsource = \"s\"\n[[consumer]]",
        "`attribute` is missing",
        "[[mint]]",
    ),
    (
        "[[consumer]]",
        "[[store]]\nid = \"s\"\ntitle = \"S\"\nfills = [{ types = [\"t\"], entry = [\"e\"] }]\nsource = \"s\"\nread = \"2026-08\"\n[[consumer]]",
        "`value` is missing",
        "{ types = [\"t\"], entry = [\"e\"] }",
    ),
    (
        "[[consumer]]",
        "[[object]]\ntypes = []\nkind = \"service\"\nsource = \"s\"\n[[consumer]]",
        "`types` is empty",
        "[]",
    ),
    (
        "[[consumer]]",
        "[[word]]\nwords = [\"p-t\"]\nkind = \"service\"\nsource = \"s\"\nread = \"2026-01\"\n[[consumer]]",
        "`p-t` can match no name",
        "\"p-t\"",
    ),
];

/// The good vendor file with one piece replaced.
#[track_caller]
fn vendor_with(from: &str, to: &str) -> Result<Policy, Vec<Mistake>> {
    assert!(VENDOR.contains(from), "{from}");
    loaded(&[("a-rule.toml", RULE), ("vendors/v/all.toml", &VENDOR.replacen(from, to, 1))])
}

#[test]
fn a_mistake_in_a_vendor_file_is_told_at_its_place() {
    for (from, to, message, at) in MISTAKES {
        assert_mistakes(vendor_with(from, to), &[(message, at)]);
    }
}

#[test]
fn an_example_that_an_earlier_row_takes_and_an_id_that_is_there_twice_are_mistakes() {
    let twice = format!(
        "{VENDOR}{}",
        VENDOR.replacen("title = \"V\"", "", 1).replace("v_*token", "*_token")
    );
    assert_mistakes(
        loaded(&[("vendors/v/all.toml", &twice)]),
        &[
            ("the consumer `tool` is there more than once", "\"tool\""),
            ("the example `V_TOKEN` is taken by an earlier row", "\"V_TOKEN\""),
            ("the consumer `tool` is there more than once", "\"tool\""),
        ],
    );
    let title = [("vendors/v/a.toml", VENDOR), ("vendors/v/b.toml", "title = \"W\"")];
    let told = "the title `title` is there more than once";
    assert_mistakes(loaded(&title), &[(told, "\"V\""), (told, "\"W\"")]);
    assert_mistakes(loaded(&[("vendors/x.toml", "")]), &[("belongs to no vendor", "")]);
    assert_mistakes(loaded(&[("My_Rule.toml", RULE)]), &[("cannot be the name of a rule", "")]);
}

#[test]
fn a_vendor_becomes_what_is_meant() {
    let text = r#"
[[prefix]]
text = "vu_"
kind = "personal"
body = 50
source = "s"
[[consumer]]
id = "cli"
title = "the CLI"
class = "client"
needs = "personal"
source = ["s"]
read = "2026-08"
actions = [{ uses = "a/b", input = "token", kind = "service" }]
commands = [{ program = "v", subcommand = "run", env = ["V_A", { name = "V_B", kind = "service" }], flags = ["--token"] }]
providers = [{ names = ["v"], sources = ["v/v"], argument = "token", env = "V_TOKEN" }]
keys = [{ files = ["**/v.yml"], path = "a[].b", mention = "c" }]
urls = [{ path = "/x/*", method = "POST" }]
sets = ["all"]
vendor-says = "service"
variables = [{ name = "V_*", beside = ["W"] }]
resources = [{ type = "w_x", argument = "a.b", with = ["c=d"] }]
examples = [{ file = "e", text = "t" }]
near-misses = [{ file = "n", text = "t" }]
[[permission-set]]
id = "all"
title = "All"
reach = "project"
breadth = 7
does = "everything"
source = "s"
read = "2026-08"
[[plan]]
name = "starter"
sets = ["all"]
source = "s"
read = "2026-08"
[[requirement]]
runner = ["unattended"]
requires = "service"
because = "b"
source = "s"
[[object]]
types = ["v_x"]
with = ["a=b"]
kind = "personal"
source = "s"
[[mint]]
types = ["v_token"]
attribute = "value"
kind = "service"
source = "s"
[[environment]]
name = "production"
words = ["prod"]
branches = ["main"]
source = "s"
[[statement]]
id = "A1"
says = "it"
not-checked = "cannot"
source = "s"
"#;
    let policy =
        loaded(&[("vendors/v/all.toml", VENDOR), ("vendors/v/more.toml", text)]).expect("right");
    let vendor = &policy.vendors[0];
    assert_eq!((vendor.id.as_str(), vendor.title.as_str()), ("v", "V"));
    let prefix = vendor.prefix_of("vu_x").expect("known");
    assert_eq!((prefix.kind, prefix.body), (Kind::Personal, Some(50)));
    assert_eq!(vendor.consumer("tool").expect("known").needs, Requires::Either);
    let cli = vendor.consumer("cli").expect("known");
    assert_eq!((cli.needs, cli.read.as_str()), (Requires::Personal, "2026-08"));
    assert_eq!(cli.actions[0].kind, Some(Kind::Service));
    let env: Vec<_> = cli.commands[0].env.iter().map(|it| (it.name.as_str(), it.kind)).collect();
    assert_eq!(env, [("V_A", None), ("V_B", Some(Kind::Service))]);
    assert_eq!(cli.providers[0].env.as_deref(), Some("V_TOKEN"));
    assert_eq!(cli.keys[0].mention.as_deref(), Some("c"));
    let url = &cli.urls[0];
    assert_eq!(
        (url.path.as_str(), &url.host, url.method.as_deref()),
        ("/x/*", &None, Some("POST"))
    );
    assert_eq!(
        (cli.sets.as_slice(), cli.vendor_says),
        (&["all".to_owned()][..], Requires::Service)
    );
    let is_known = |name, beside: bool| vendor.variable(name, |_| beside).is_some();
    assert_eq!((is_known("V_A", true), is_known("V_A", false)), (true, false));
    assert_eq!((cli.resources[0].kind.as_str(), cli.resources[0].with[0].as_str()), ("w_x", "c=d"));
    assert_eq!(vendor.set("all").expect("known").breadth, 7);
    let tool = vendor.consumer("tool").expect("known");
    let starter = Some(Plan::Starter);
    assert_eq!((vendor.allows(starter, cli), vendor.allows(starter, tool)), (true, false));
    assert!(vendor.allows(None, tool));
    assert_eq!(vendor.requirements[0].runners, [Runner::Unattended]);
    assert!(vendor.requirements[0].classes.is_empty());
    assert_eq!(
        (&vendor.objects[0].with[..], vendor.mints[0].kind),
        (&["a=b".to_owned()][..], Kind::Service)
    );
    assert_eq!(vendor.environments[0].environment, Environment::Production);
    assert_eq!(vendor.statements[0].not_checked.as_deref(), Some("cannot"));
}
