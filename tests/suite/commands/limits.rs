//! `[limits]` of `keyfit.toml`: what they are, what is refused, and that each is told when it is reached.

use keyfit::model::Limit;

use super::{code, report, with_workflow};
use crate::folder::Folder;
use crate::{PERSONAL, text};

/// The messages of a run's problems.
fn problems(folder: &Folder) -> Vec<String> {
    let report = report(folder, &["--fail-on", "never"]);
    let problems = report["problems"].as_array().expect("a list").iter();
    problems.map(|it| it["message"].as_str().expect("a message").to_owned()).collect()
}

fn limited(folder: &Folder, limit: Limit, value: u32) -> &Folder {
    folder.write("keyfit.toml", format!("[limits]\n{} = {value}\n", limit.key()))
}

#[test]
fn a_limit_has_a_range_and_what_lies_beyond_is_refused() {
    let folder = with_workflow("limit-ranges", PERSONAL);
    for limit in Limit::ALL {
        let [least, usual, most] = limit.range();
        for value in [least, usual, most] {
            let run = limited(&folder, limit, value).keyfit(&["check", "--fail-on", "never"]);
            assert_eq!(code(&run), 0, "{}", text(&run.stderr));
        }
        for value in [least - 1, most + 1] {
            let run = limited(&folder, limit, value).keyfit(&["check"]);
            let told = text(&run.stderr);
            assert_eq!((code(&run), told.matches("error").count()), (2, 1), "{told}");
            assert!(told.contains(&format!("`{}` is out of range", limit.key())), "{told}");
            assert!(told.contains("keyfit.toml:2:"), "{told}");
        }
    }
    folder.write("keyfit.toml", "[limits]\nfile-sise = 3\n");
    let told = text(&folder.keyfit(&["check"]).stderr);
    assert!(told.contains("did you mean `file-size`?"), "{told}");
}

#[test]
fn a_limit_that_is_moved_is_told_as_loosening() {
    let folder = with_workflow("limit-moved", PERSONAL);
    limited(&folder, Limit::FileSize, 2);
    let told = report(&folder, &[])["summary"]["loosened"]["settings"]["loose"]["limits"].clone();
    assert_eq!(told, serde_json::json!(["file-size"]));
    limited(&folder, Limit::FileSize, 10);
    let told = report(&folder, &[])["summary"]["loosened"]["settings"]["loose"]["limits"].clone();
    assert_eq!(told, serde_json::json!([]));
}

#[test]
fn a_file_that_is_too_large_is_told_with_the_key_that_raises_it() {
    let folder = Folder::new("limit-size");
    let note = format!("# DBT_CLOUD_TOKEN {}\n", "x".repeat(2_000_000));
    folder.write("main.tf", note);
    assert_eq!(problems(&folder), Vec::<String>::new());
    let told = problems(limited(&folder, Limit::FileSize, 1));
    let expected = "this is larger than 1 MB; it was searched for tokens only; `file-size` under `[limits]` in keyfit.toml raises that";
    assert_eq!(told, [expected]);
}

#[test]
fn what_ends_a_file_that_is_too_large_is_seen() {
    let folder = Folder::new("limit-end");
    limited(&folder, Limit::FileSize, 1);
    let body: String = ('a'..='z').rev().chain(('A'..='X').rev()).collect();
    let (note, resource) = (format!("dbtu_{body}\n"), "provider \"dbtcloud\" {}\n");
    for more in [1, 100, 130_000, 140_000, 1 << 20] {
        let size = (1 << 20) + more;
        let filled = |end: &str| format!("{}\n{end}", "#".repeat(size - end.len() - 1));
        folder.write("notes.txt", filled(&note)).write("main.tf", filled(resource));
        let report = report(&folder, &["--fail-on", "never"]);
        assert_eq!(report["findings"][0]["rule"], "token-in-repository", "{more} bytes more");
        let told = report["problems"][0]["message"].as_str().unwrap_or_default();
        assert!(told.contains("this is larger than 1 MB"), "{more} bytes more: {told}");
    }
}

#[test]
fn copies_that_are_too_many_are_told_with_the_key_that_raises_them() {
    let folder = Folder::new("limit-copies");
    let rows = "  - DBT_CLOUD_TOKEN\n".repeat(1_500);
    folder.write(".github/workflows/x.yml", format!("a: &a\n{rows}b: *a\n"));
    assert_eq!(problems(&folder), Vec::<String>::new());
    // The last alias of a file is told too where its copy ends early.
    let told = problems(limited(&folder, Limit::AliasCopies, 1_000));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`alias-copies` under `[limits]`"), "{told:?}");
}

#[test]
fn what_nests_too_deeply_is_told_with_the_key_that_raises_it() {
    let folder = Folder::new("limit-depth");
    let nested =
        |depth: usize| format!("{}DBT_CLOUD_TOKEN{}", "[".repeat(depth), "]".repeat(depth));
    for (depth, least, most) in [(50, true, false), (150, true, true), (190, true, true)] {
        folder.write(".github/workflows/x.yml", format!("a: {}\n", nested(depth)));
        let is_told = |told: Vec<String>| told.iter().any(|it| it.contains("`yaml-depth` under"));
        assert_eq!(is_told(problems(limited(&folder, Limit::YamlDepth, 20))), least, "{depth}");
        assert_eq!(is_told(problems(limited(&folder, Limit::YamlDepth, 100))), most, "{depth}");
        assert_eq!(problems(limited(&folder, Limit::YamlDepth, 200)), Vec::<String>::new());
    }
}

#[test]
fn ways_that_are_too_many_are_told_with_the_keys_that_raise_them() {
    let folder = Folder::new("limit-ways");
    folder.write(
        super::WORKFLOW,
        PERSONAL
            .replace("push:\n    branches: [main]", "workflow_call:")
            .replace("DBT_PAT", "token"),
    );
    for at in 0..20 {
        let caller = format!(
            "on: push\njobs:\n  call:\n    uses: ./{}\n    secrets:\n      token: ${{{{ secrets.DBT_PAT_{at} }}}}\n",
            super::WORKFLOW
        );
        folder.write(&format!(".github/workflows/call-{at}.yml"), caller);
    }
    assert_eq!(problems(&folder), Vec::<String>::new());
    let told = problems(limited(&folder, Limit::FollowContexts, 16));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`follow-contexts`"), "{told:?}");
}

#[test]
fn a_folder_of_too_many_configurations_is_told() {
    let folder = Folder::new("limit-folder");
    let minted = "resource \"dbtcloud_service_token\" \"ci\" {\n  name = \"ci\"\n}\n";
    folder.write("infra/main.tf", minted);
    for at in 0..199 {
        folder.write(&format!("infra/more-{at}.tf"), "locals {}\n");
    }
    assert_eq!(problems(&folder), Vec::<String>::new());
    folder.write("infra/one-more.tf", "locals {}\n");
    let told = problems(&folder);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("than keyfit reads together"), "{told:?}");
}

#[test]
fn a_file_behind_too_many_others_is_told() {
    let folder = Folder::new("limit-far");
    folder.write(
        super::WORKFLOW,
        "on: push\njobs:\n  run:\n    runs-on: ubuntu-latest\n    env:\n      DBT_CLOUD_TOKEN: ${{ secrets.A }}\n    steps:\n      - run: bash ./run-0.sh\n",
    );
    for at in 0..12 {
        folder.write(&format!("run-{at}.sh"), format!("#!/bin/bash\nbash ./run-{}.sh\n", at + 1));
    }
    let told = problems(&folder);
    assert_eq!(told, ["this lies behind more than 8 other files and was not read"]);
}

/// Files of which not all is looked at: a path, a text in which something stands so many times that there is one too
/// many, and what is then told.
fn crowded(times: usize) -> Vec<(&'static str, String, &'static str)> {
    let each = |it: &dyn Fn(usize) -> String, most: usize| -> String {
        (0..most + times).map(it).collect()
    };
    let workflow =
        |rest: &str| format!("on: push\njobs:\n  run:\n    environment: production\n{rest}\n");
    let matrix = each(&|it| format!("d{it}, "), 16);
    vec![
        (
            ".circleci/config.yml",
            format!(
                "jobs:\n  a:\n    steps:\n{}workflows:\n  w:\n    jobs: [a]\n",
                each(&|it| format!("      - run: echo $DBT_CLOUD_TOKEN {it}\n"), 1_000)
            ),
            "more than 1000 steps of a job",
        ),
        (
            ".gitlab-ci.yml",
            format!(
                "a:\n  script: [dbt build]\n  variables:\n{}",
                each(&|it| format!("    DBT_TOKEN_{it}: x\n"), 300)
            ),
            "more than 300 variables of a job",
        ),
        (
            ".gitlab-ci.yml",
            format!(
                "a:\n  script: [dbt build]\n  variables: {{DBT_TOKEN: x}}\n  rules:\n{}",
                each(&|it| format!("    - if: $A == \"{it}\"\n"), 50)
            ),
            "more than 50 rules of a job",
        ),
        (
            "bitbucket-pipelines.yml",
            format!(
                "pipelines:\n  default:\n{}",
                each(&|it| format!("    - step: {{script: [echo $DBT_TOKEN {it}]}}\n"), 300)
            ),
            "more than 300 steps of a pipeline",
        ),
        (
            "azure-pipelines.yml",
            format!(
                "variables:\n{}steps:\n- script: dbt build\n",
                each(&|it| format!("- name: DBT_TOKEN_{it}\n  value: x\n"), 200)
            ),
            "more than 200 variables in one block",
        ),
        (
            super::WORKFLOW,
            workflow(&format!(
                "    strategy: {{matrix: {{dir: [{matrix}]}}}}\n    env: {{TF_VAR_dbt_token: \"${{{{ secrets.DBT_PAT }}}}\"}}\n    steps:\n      - run: terraform apply\n        working-directory: ${{{{ matrix.dir }}}}\n"
            )),
            "more than 16 values of one path",
        ),
        (
            "main.tf",
            format!(
                "resource \"dbtcloud_service_token\" \"a\" {{\n  for_each = {{\n{}  }}\n  name = each.key\n}}\n",
                each(&|it| format!("    k{it} = \"a\"\n"), 200)
            ),
            "more than 200 elements of one `for_each`",
        ),
        (
            "run.sh",
            format!(
                "#!/bin/bash\n{}",
                each(&|it| format!("curl -u x:$DBT_TOKEN_{it} https://a.example.com/{it}\n"), 500)
            ),
            "more than 500 places that show a value",
        ),
        (
            "run.py",
            format!(
                "import os\nimport our\n{}",
                each(&|it| format!("our.f{it}(os.environ['DBT_TOKEN'])\n"), 2_000)
            ),
            "more than 2000 calls of imported functions",
        ),
        (
            "serverless.yml",
            format!(
                "service: a\nprovider:\n  environment:\n    DBT_TOKEN: \"{}\"\n",
                each(&|it| format!("${{env:A{it}}}"), 32)
            ),
            "more than 32 references in one value",
        ),
    ]
}

#[test]
fn what_is_not_looked_at_in_a_crowded_file_is_told() {
    let mut wrong = Vec::new();
    for (times, is_told) in [(0, false), (1, true)] {
        for (nth, (path, text, expected)) in crowded(times).into_iter().enumerate() {
            let folder = Folder::new(&format!("limit-crowded-{nth}-{times}"));
            folder.write(path, text);
            let told = problems(&folder);
            let expected = format!("{expected}; the others were not looked at");
            if told.contains(&expected) != is_told {
                wrong.push(format!("{path}, {times} more: {expected}: {told:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
