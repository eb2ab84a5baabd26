use super::{PATH, check};

#[test]
fn a_called_workflow_has_a_passage() {
    let text = r"
jobs:
  a:
    uses: ./.github/workflows/run.yml
    with:
      environment: prod
    secrets:
      token: ${{ secrets.DBT_PAT }}
  b:
    uses: ./.github/workflows/run.yml
    secrets: inherit
  c:
    uses: ./.github/workflows/run.yml
  d:
    uses: owner/repo/.github/workflows/run.yml@v1
    secrets:
      dbt_token: ${{ secrets.X }}
    with:
      plain: x
";
    check(
        PATH,
        text,
        "",
        r"
        site input:environment@~ / job:a / call: = `prod`
        site secret:token@~ / job:a / call: <- secret:DBT_PAT@~ / job:a `secrets.DBT_PAT`
        site = `x`
        site <- secret:X@~ / job:d `secrets.X` -> process?
        passage ~ / job:a / call: => workflow:.github/workflows/run.yml [input,secret]
        passage ~ / job:b / call: => workflow:.github/workflows/run.yml [input,secret+]
        passage ~ / job:c / call: => workflow:.github/workflows/run.yml [input]
    ",
    );
}

#[test]
fn a_nested_workflow_calls_from_its_own_root() {
    let text = r"
jobs:
  a:
    uses: ./.github/workflows/run.yml
  b:
    steps:
      - uses: ./actions/x/
        env: {A: b}
      - uses: ./
";
    check(
        "sub/.github/workflows/x.yml",
        text,
        "passage",
        r"
        passage ~ / job:a / call: => workflow:sub/.github/workflows/run.yml [input]
        passage ~ / job:b / step:0 / call: => action:sub/actions/x [input,env+]
        passage ~ / job:b / step:1 / call: => action:sub [input,env+]
    ",
    );
}

#[test]
fn outputs_come_back() {
    let text = r"
on:
  workflow_call:
    outputs:
      token:
        value: ${{ jobs.a.outputs.t }}
jobs:
  a:
    outputs:
      t: ${{ steps.s.outputs.x }}
    steps:
      - id: s
        uses: ./actions/x
  b:
    uses: ./.github/workflows/run.yml
  c:
    needs: b
    env:
      T: ${{ needs.b.outputs.o }}
";
    check(
        PATH,
        text,
        "site",
        r"
        site output:token@~ <- output:a.t@~ `jobs.a.outputs.t`
        site output:a.t@~ <- output:s.x@~ / job:a `steps.s.outputs.x`
        site env:T@~ / job:c <- output:b.o@~ `needs.b.outputs.o`
        site output:s.x@~ / job:a <- output:x@action:actions/x `./actions/x`
        site output:b.o@~ <- output:o@workflow:.github/workflows/run.yml `./.github/workflows/run.yml`
    ",
    );
}

#[test]
fn defaults_of_inputs_are_given() {
    let text = r"
on:
  workflow_call:
    inputs:
      a: {type: string}
      b: {default: dev}
  workflow_dispatch:
    inputs:
      c: {default: 3}
jobs: {}
";
    check(
        PATH,
        text,
        "site",
        r"
        site input:b@~ = `dev`
        site input:c@~ = `3`
    ",
    );
}

#[test]
fn an_action_hands_on_its_inputs() {
    let text = r"
inputs:
  token: {required: true}
  url: {default: x}
outputs:
  o:
    value: ${{ steps.s.outputs.x }}
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      env:
        DBT_TOKEN: ${{ inputs.token }}
      run: dbtc
";
    check(
        "actions/x/action.yml",
        text,
        "",
        r"
        site input:url@action:actions/x = `x`
        site output:o@action:actions/x <- output:s.x@action:actions/x `steps.s.outputs.x`
        site env:DBT_TOKEN@action:actions/x / step:0 <- input:token@action:actions/x / step:0 `inputs.token`
        site <- env:DBT_TOKEN@action:actions/x / step:0 `${{ inputs.token }}` -> process?
        site <- env:DBT_CLOUD_API_KEY@action:actions/x / step:0 `dbtc` -> dbtc!
        site <- env:DBT_CLOUD_SERVICE_TOKEN@action:actions/x / step:0 `dbtc` -> dbtc! (service)
    ",
    );
}

#[test]
fn an_action_that_is_a_program_takes_its_inputs() {
    let text = r"
inputs:
  dbt_token: {required: true}
  other: {required: true}
runs:
  using: node20
";
    check(
        "action.yml",
        text,
        "",
        r"
        site <- input:dbt_token@action: `dbt_token` -> process?
    ",
    );
}

#[test]
fn a_matrix_gives_its_values() {
    let text = r"
jobs:
  a:
    strategy:
      matrix:
        env: [dev, prod]
        include:
          - env: stage
            cfg: {secret: x}
        exclude:
          - env: prod
    environment: ${{ matrix.env }}
    env:
      A: ${{ matrix.cfg.secret }}
";
    check(
        PATH,
        text,
        "",
        r"
        site matrix:env@~ / job:a / row:0 = `dev`
        site env:A@~ / job:a / row:0 <- matrix:cfg.secret@~ / job:a / row:0 `matrix.cfg.secret`
        site matrix:env@~ / job:a / row:1 = `stage`
        site matrix:cfg.secret@~ / job:a / row:1 = `x`
        site env:A@~ / job:a / row:1 <- matrix:cfg.secret@~ / job:a / row:1 `matrix.cfg.secret`
        target matrix:env@~ / job:a / row:0 @~ / job:a / row:0
        target matrix:env@~ / job:a / row:1 @~ / job:a / row:1
    ",
    );
}

#[test]
fn the_rows_of_a_matrix_are_told_apart() {
    for (matrix, expected) in [
        ("a: [1, 2]|b: [3, 4]", "a=1 b=3|a=1 b=4|a=2 b=3|a=2 b=4"),
        ("a: [1, 2]|b: [3, 4]|exclude:|- a: 1|  b: 3|- b: 4", "a=2 b=3"),
        ("a: [1, 2]|include:|- a: 1|  c: 5", "a=1 c=5|a=2"),
        ("a: [1, 2]|include:|- c: 5", "a=1 c=5|a=2 c=5"),
        ("a: [1]|include:|- a: 2|  c: 5|- a: 3", "a=1|a=2 c=5|a=3"),
        ("include:|- a: 1|  b: {c: 2}|- a: 3", "a=1 b.c=2|a=3"),
        ("a: [1, 2, 3, 4, 5, 6]|b: [1, 2, 3]", "a=1 a=2 a=3 a=4 a=5 a=6 b=1 b=2 b=3"),
    ] {
        let lines = matrix.replace('|', "\n        ");
        let text = format!("jobs:\n  a:\n    strategy:\n      matrix:\n        {lines}\n");
        let source = crate::model::Source::new(
            crate::model::SourceId(0),
            PATH,
            text,
            crate::model::Encoding::Utf8,
        );
        let document = super::reader::document(&source);
        let job = document.roots[0].at(&["jobs", "a"]).expect("the job is there");
        let rows = crate::extract::github::matrix::rows(job);
        let told: Vec<String> = rows
            .iter()
            .map(|row| {
                let values: Vec<String> = row
                    .iter()
                    .map(|(key, node)| format!("{key}={}", node.text().unwrap_or_default()))
                    .collect();
                values.join(" ")
            })
            .collect();
        assert_eq!(told.join("|"), expected, "{matrix}");
    }
}

#[test]
fn a_name_may_be_computed() {
    for (value, expected) in [
        ("secrets[matrix.key]", "A|B"),
        ("secrets[format('{0}_{1}', matrix.key, matrix.env)]", "A_x|B_y"),
        ("secrets[inputs.name]", "C"),
        ("secrets[github.ref_name]", ""),
        ("secrets[format('{0}', env.X)]", ""),
    ] {
        let text = format!(
            r"
on:
  workflow_dispatch:
    inputs:
      name:
        default: C
jobs:
  a:
    strategy:
      matrix:
        include:
          - key: A
            env: x
          - key: B
            env: y
    env:
      DBT_TOKEN: ${{{{ {value} }}}}
"
        );
        let (_, facts) = super::facts(PATH, &text);
        let mut names: Vec<&str> = facts
            .sites
            .iter()
            .flat_map(|site| &site.takes)
            .filter(|take| take.name.space == crate::model::Space::Secret)
            .map(|take| take.name.text.as_str())
            .collect();
        names.dedup();
        assert_eq!(names.join("|"), expected, "{value}");
    }
}
