use super::{PATH, check};

#[test]
fn triggers_are_stated() {
    for (on, expected) in [
        ("on: push", "trigger push @~"),
        ("\"on\": [push, workflow_call]", "trigger push @~"),
        ("true: [push]", "trigger push @~"),
        ("on:\n  push:\n    branches: [main, 'rel/**']", "trigger push on main,rel/** @~"),
        ("on:\n  push:\n    branches-ignore: main", "trigger push on !main @~"),
        ("on:\n  push:\n    tags: ['v*']", "trigger push tags @~"),
        (
            "on:\n  pull_request:\n    types: [closed]\n  # schedule:",
            "trigger pull_request types closed @~",
        ),
        (
            "on:\n  schedule:\n    - cron: '0 5 * * *'\n  workflow_dispatch:",
            "trigger schedule @~\ntrigger workflow_dispatch @~",
        ),
        ("on: workflow_call", ""),
    ] {
        check(PATH, &format!("{on}\njobs: {{}}\n"), "trigger", expected);
        let starts = if expected.is_empty() { "" } else { "starts ~" };
        check(PATH, &format!("{on}\njobs: {{}}\n"), "starts", starts);
    }
}

#[test]
fn conditions_that_must_hold_are_stated() {
    for (condition, expected) in [
        ("false", "disabled"),
        ("${{ false }}", "disabled"),
        ("${{ false }} && x", ""),
        ("github.event_name == 'push'", "only-event push"),
        ("'push' == github.event_name", "only-event push"),
        ("github.event_name != 'push'", "when except for the event `push`"),
        ("!(github.event_name == 'push')", "when except for the event `push`"),
        ("!(github.ref != 'refs/heads/main')", "only-branch main"),
        (
            "github.event_name == 'push' || github.event_name == 'schedule'",
            "when for the event `push` or for the event `schedule`",
        ),
        (
            "github.ref == 'refs/heads/main' || inputs.force",
            "when on the branch `main` or in other cases",
        ),
        ("startsWith(github.ref, 'refs/tags/v')", "when on tags"),
        ("github.ref_type == 'tag'", "when on tags"),
        ("startsWith(github.ref, 'refs/heads/release/')", "only-branch release/*"),
        ("github.ref_name == github.event.repository.default_branch", "when on the default branch"),
        (
            "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
            "when on the default branch",
        ),
        (
            "contains(fromJSON('[\"main\", \"prod\"]'), github.ref_name)",
            "when on the branch `main` or on the branch `prod`",
        ),
        ("github.event.workflow_run.head_branch == 'main'", "only-branch main"),
        ("inputs.deploy", ""),
        ("always() && (github.ref == 'refs/heads/main' && true)", "only-branch main"),
        ("github.ref_name == 'main'", "only-branch main"),
        ("github.ref == 'refs/tags/v1'", "when on tags"),
        ("inputs.dbt_environment == 'prod'", "only-target prod"),
        ("github.event.inputs.target == 'prod'", "only-target prod"),
        ("inputs.debug == 'prod'", ""),
        (
            "github.event.pull_request.merged == true",
            "trigger pull_request on main types closed merged",
        ),
        ("github.event.pull_request.merged", "trigger pull_request on main types closed merged"),
    ] {
        let text = format!(
            "on:\n  pull_request:\n    types: [closed]\n    branches: [main]\njobs:\n  a:\n    if: {condition}\n"
        );
        let expected =
            if expected.is_empty() { String::new() } else { format!("{expected} @~ / job:a") };
        let all = format!("trigger pull_request on main types closed @~\n{expected}\nstarts ~");
        check(PATH, &text, "", &all);
    }
}

#[test]
fn a_deployment_target_is_stated() {
    for (environment, expected) in [
        ("production", "target production"),
        ("{name: production, url: x}", "target production"),
        ("${{ inputs.env }}", "target input:env@~ / job:a"),
        ("${{ inputs.env || 'dev' }}", "target input:env@~ / job:a|dev"),
        ("${{ github.ref == 'refs/heads/main' && 'prod' || 'dev' }}", "target prod|dev"),
        ("${{ github.ref_name }}", ""),
    ] {
        let text = format!("jobs:\n  a:\n    environment: {environment}\n");
        let expected =
            if expected.is_empty() { String::new() } else { format!("{expected} @~ / job:a") };
        check(PATH, &text, "target", &expected);
    }
}

#[test]
fn a_condition_chooses_among_cases() {
    for (value, expected) in [
        ("secrets.A || secrets.B", ""),
        ("inputs.debug && secrets.A || secrets.B", ""),
        (
            "github.ref_name == 'main' && secrets.A || secrets.B",
            "when on the branch `main`\nwhen except on the branch `main`",
        ),
        (
            "github.ref_name == 'main' && (inputs.env == 'prod' && secrets.A || secrets.B)",
            "when on the branch `main` and for the target `prod`\nwhen on the branch `main` and except for the target `prod`",
        ),
        ("github.ref_name == 'main' && 'x' || secrets.B", "when except on the branch `main`"),
    ] {
        let text = format!("on: push\nenv:\n  DBT_PAT: ${{{{ {value} }}}}\n");
        let (source, facts) = super::facts(PATH, &text);
        let lines = super::printer::lines(&source, &facts);
        let found: Vec<&str> = lines
            .iter()
            .filter(|line| line.starts_with("when"))
            .filter_map(|line| line.split(" @").next())
            .collect();
        assert_eq!(found.join("\n"), expected, "{value}");
    }
}

#[test]
fn a_workspace_is_a_variant() {
    let text = r"
jobs:
  a:
    env:
      TF_WORKSPACE: ${{ inputs.ws }}
    steps:
      - run: terraform workspace select prod
      - run: terraform apply -var-file=env/prod.tfvars -backend-config=key=live/x
";
    check(
        PATH,
        text,
        "variant",
        r"
        variant input:ws@~ / job:a @~ / job:a
        variant prod @~ / job:a / step:0
        variant live/x @~ / job:a / step:1
        variant env/prod.tfvars @~ / job:a / step:1
    ",
    );
}
