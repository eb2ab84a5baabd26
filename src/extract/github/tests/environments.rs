use super::{PATH, check};

#[test]
fn a_variable_is_given_where_it_is_set() {
    let text = r#"
env:
  A: ${{ secrets.DBT_PAT }}
  A2: ${{ env.A2 }}
jobs:
  a:
    env:
      B: "x-${{env.A}}-${{ vars.B }}"
      A: ${{ env.A }}
    steps:
      - env: {C: plain, D: "${{ secrets.GITHUB_TOKEN }}"}
"#;
    check(
        PATH,
        text,
        "site",
        r"
        site env:A@~ <- secret:DBT_PAT@~ `secrets.DBT_PAT`
        site env:A2@~
        site env:B@~ / job:a <- env:A@~ / job:a `env.A` <- setting:B@~ / job:a `vars.B`
        site env:A@~ / job:a <- env:A@~ `env.A`
        site env:C@~ / job:a / step:0 = `plain`
        site env:D@~ / job:a / step:0
    ",
    );
}

#[test]
fn a_process_sees_what_is_called_a_credential() {
    let text = r"
env:
  DBT_API_KEY: ${{ secrets.X }}
  DBT_WEBHOOK_TOKEN: ${{ secrets.Y }}
  DBT_BIGQUERY_TOKEN: ${{ secrets.Z }}
jobs:
  a:
    steps:
      - run: python a.py
      - env:
          TOKEN: ${{ secrets.DBT_PAT }}
        uses: x/y@v1
  b:
    env:
      DBT_API_KEY: ${{ secrets.OTHER }}
    steps:
      - uses: x/y@v1
  c:
    uses: ./.github/workflows/y.yml
  d:
    steps:
      - name: nothing
";
    check(
        PATH,
        text,
        "site <- env",
        r"
        site <- env:DBT_API_KEY@~ / job:a `${{ secrets.X }}` -> process?
        site <- env:TOKEN@~ / job:a / step:1 `${{ secrets.DBT_PAT }}` -> process?
        site <- env:DBT_API_KEY@~ / job:b `${{ secrets.OTHER }}` -> process?
    ",
    );
}

#[test]
fn neighbours_make_it_another_products_credential() {
    let text = r"
jobs:
  a:
    env:
      DBT_TOKEN: ${{ secrets.X }}
    steps:
      - run: x
        env:
          DBT_TOKEN: ${{ secrets.Y }}
          DBT_HTTP_PATH: x
      - run: x
";
    check(
        PATH,
        text,
        "site <- env",
        r"
        site <- env:DBT_TOKEN@~ / job:a `${{ secrets.X }}` -> process?
    ",
    );
}

#[test]
fn containers_and_services_have_environments() {
    let text = r"
jobs:
  a:
    container:
      env:
        DBT_PAT: ${{ secrets.DBT_PAT }}
    services:
      db:
        env:
          DBT_TOKEN: ${{ secrets.T }}
    steps:
      - run: x
";
    check(
        PATH,
        text,
        "site",
        r"
        site env:DBT_TOKEN@~ / job:a / service:db <- secret:T@~ / job:a / service:db `secrets.T`
        site <- env:DBT_TOKEN@~ / job:a / service:db `${{ secrets.T }}` -> process?
        site env:DBT_PAT@~ / job:a <- secret:DBT_PAT@~ / job:a `secrets.DBT_PAT`
        site <- env:DBT_PAT@~ / job:a `${{ secrets.DBT_PAT }}` -> process?
    ",
    );
}

#[test]
fn an_input_of_an_action_is_presented() {
    let text = r#"
jobs:
  a:
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
          dbt_cloud_job_id: 3
      - uses: some/action@v1
        with: {service_token: "${{ secrets.A || secrets.B }}"}
      - uses: other/action@v1
        with:
          token: ${{ secrets.DBT_CLOUD_TOKEN }}
          dbt_token: ${{ secrets.A }}
          plain: ${{ secrets.C }}
          dbt_api_key: text
"#;
    check(
        PATH,
        text,
        "site",
        r"
        site <- secret:DBT_PAT@~ / job:a / step:0 `secrets.DBT_PAT` -> ci-action!
        site = `3`
        site <- secret:A@~ / job:a / step:1 `secrets.A` <- secret:B@~ / job:a / step:1 `secrets.B` -> ci-action! (service)
        site <- secret:DBT_CLOUD_TOKEN@~ / job:a / step:2 `secrets.DBT_CLOUD_TOKEN` -> process?
        site <- secret:A@~ / job:a / step:2 `secrets.A` -> process?
        site <- secret:C@~ / job:a / step:2 `secrets.C`
        site = `text`
    ",
    );
}

#[test]
fn computed_names_are_passed_over() {
    let text = r"
env:
  A: ${{ secrets[inputs.name] }} ${{ secrets['B'] }}
  C: ${{ toJSON(secrets) }}
";
    check(
        PATH,
        text,
        "site",
        r"
        site env:A@~ <- secret:B@~ `secrets['B']`
        site env:C@~
    ",
    );
}
