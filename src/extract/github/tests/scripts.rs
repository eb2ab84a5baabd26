use super::{PATH, check, script};

#[test]
fn a_script_names_a_secret_itself() {
    let text = script(
        "curl -H 'Authorization: Token ${{ secrets.DBT_TOKEN }}' https://cloud.getdbt.com/api/v2/\necho ${{ secrets.OTHER }}",
    );
    check(
        PATH,
        &text,
        "site",
        r"
        site <- secret:DBT_TOKEN@~ / job:a / step:0 `secrets.DBT_TOKEN` -> process?
        site <- secret:DBT_TOKEN@~ / job:a / step:0 `secrets.DBT_TOKEN` -> admin-api!
    ",
    );
}

#[test]
fn later_steps_see_what_is_written_for_them() {
    for (lines, expected) in [
        (
            r#"echo "X=$Y" >> $GITHUB_ENV"#,
            "site env:X@~ / job:a / after:0 <- env:Y@~ / job:a / step:0 `$Y`",
        ),
        (
            r#"echo "X=${{ secrets.Z }}" >> "$GITHUB_ENV""#,
            "site env:X@~ / job:a / after:0 <- secret:Z@~ / job:a / step:0 `secrets.Z`",
        ),
        (r#"echo X=1 | tee -a "$GITHUB_ENV""#, "site env:X@~ / job:a / after:0 = `1`"),
        (
            "{\n  echo \"X<<EOF\"\n  echo \"$Y\"\n  echo EOF\n  echo Z=1\n} >> ${GITHUB_ENV}",
            "site env:X@~ / job:a / after:0 <- env:Y@~ / job:a / step:0 `$Y`\nsite env:Z@~ / job:a / after:0 = `1`",
        ),
        (
            "echo 'X<<EOF' >> $GITHUB_ENV\necho $Y >> $GITHUB_ENV\necho EOF >> $GITHUB_ENV",
            "site env:X@~ / job:a / after:0 <- env:Y@~ / job:a / step:0 `$Y`",
        ),
        (
            "cat >> $GITHUB_ENV <<END\nX=$Y\nZ=2\nEND",
            "site env:X@~ / job:a / after:0 <- env:Y@~ / job:a / step:0 `$Y`\nsite env:Z@~ / job:a / after:0 = `2`",
        ),
        ("cat >> $GITHUB_ENV <<'END'\nX=$Y\nEND", "site env:X@~ / job:a / after:0 = `$Y`"),
        (
            "printf 'X=%s\\n' \"$Y\" >> $GITHUB_OUTPUT",
            "site output:s.X@~ / job:a <- env:Y@~ / job:a / step:0 `$Y`",
        ),
        (
            "echo \"::set-output name=x::$(echo $Y)\"",
            "site output:s.x@~ / job:a <- env:Y@~ / job:a / step:0 `$Y`",
        ),
        ("echo \"X=$Y\" >> $GITHUB_STEP_SUMMARY\n# echo X=1 >> $GITHUB_ENV", ""),
    ] {
        check(PATH, &script(lines), "site", expected);
    }
}

#[test]
fn only_later_steps_see_what_is_written_for_them() {
    let text = r#"
jobs:
  a:
    steps:
      - run: 'curl -H "Authorization: Token $T" https://cloud.getdbt.com/api/v2/accounts'
      - run: echo "T=1" >> $GITHUB_ENV
      - run: 'curl -H "Authorization: Token $T" https://cloud.getdbt.com/api/v2/accounts'
"#;
    let (source, facts) = super::facts(PATH, text);
    let scopes: Vec<String> = facts
        .sites
        .iter()
        .filter(|site| site.presents.is_some())
        .map(|site| site.scope.to_string().replace(&source.path, "x"))
        .collect();
    assert_eq!(scopes, ["workflow:x / job:a / step:0", "workflow:x / job:a / after:1 / step:2"]);
}

#[test]
fn the_folder_of_a_root_is_found() {
    for (head, expected) in [
        ("    steps:\n      - run: cd infra && terraform apply", "infra"),
        (
            "    steps:\n      - run: terraform -chdir=infra/prod plan\n        working-directory: ./sub",
            "sub/infra/prod",
        ),
        (
            "    defaults:\n      run:\n        working-directory: a\n    steps:\n      - run: tofu destroy",
            "a",
        ),
        (
            "    env:\n      TF_DIR: live\n    steps:\n      - run: terraform apply\n        working-directory: ${{ env.TF_DIR }}",
            "live",
        ),
        (
            "    env:\n      TF_DIR: live\n    steps:\n      - run: cd $TF_DIR/x && terraform apply",
            "live/x",
        ),
        ("    steps:\n      - run: cd a && cd $GITHUB_WORKSPACE/b && terraform apply", "b"),
        (
            "    steps:\n      - uses: dflook/terraform-apply@v1\n        with:\n          path: infra",
            "infra",
        ),
        ("    steps:\n      - uses: dflook/terraform-plan@v1", ""),
    ] {
        let text = format!("jobs:\n  a:\n{head}\n");
        let line = format!("passage ~ / job:a / step:0 => terraform:{expected} [env+,tfvars]");
        check(PATH, &text, "passage", &line);
    }
}

#[test]
fn a_folder_that_is_not_known_is_no_root() {
    for text in [
        "jobs:\n  a:\n    steps:\n      - run: terraform apply\n        working-directory: ${{ inputs.dir }}\n",
        "jobs:\n  a:\n    steps:\n      - run: cd $DIR && terraform apply\n",
        "jobs:\n  a:\n    steps:\n      - run: cd ../.. && terraform apply\n",
        "jobs:\n  a:\n    steps:\n      - run: terraform init\n",
    ] {
        check(PATH, text, "passage", "");
    }
}

#[test]
fn a_matrix_of_folders_is_several_roots() {
    let text = r"
jobs:
  a:
    strategy:
      matrix:
        env: [dev, prod]
    steps:
      - run: terraform apply
        working-directory: live/${{ matrix.env }}
";
    check(
        PATH,
        text,
        "passage",
        r"
        passage ~ / job:a / row:0 / step:0 => terraform:live/dev [env+,tfvars]
        passage ~ / job:a / row:1 / step:0 => terraform:live/prod [env+,tfvars]
    ",
    );
}

#[test]
fn a_script_in_another_language_calls_the_api() {
    let text = r#"
jobs:
  a:
    steps:
      - shell: python
        run: |
          token = os.environ["DBT_TOKEN"]
          other = os.getenv('OTHER')
          requests.get("https://cloud.getdbt.com/api/v2/accounts", headers={"Authorization": token})
"#;
    check(PATH, text, "site", "site <- env:DBT_TOKEN@~ / job:a / step:0 `DBT_TOKEN` -> admin-api!");
}

#[test]
fn a_generator_of_the_clis_configuration_sees_the_one_credential() {
    let text = r"
jobs:
  a:
    steps:
      - run: python profile.py > ~/.dbt/dbt_cloud.yml
        env:
          DBT_CLOUD_TOKEN: ${{ secrets.X }}
          TF_VAR_dbt_token: x
          OTHER: y
";
    let line = "site <- env:DBT_CLOUD_TOKEN@~ / job:a / step:0 `~/.dbt/dbt_cloud.yml` -> dbt-cli!";
    check(PATH, text, "site <- env:DBT_CLOUD_TOKEN@~ / job:a / step:0 `~", line);
    let two = text.replace("OTHER", "DBT_PAT");
    check(PATH, &two, "site <- env:DBT_CLOUD_TOKEN@~ / job:a / step:0 `~", "");
}

#[test]
fn variables_of_a_terraform_action_are_given() {
    let text = r#"
jobs:
  a:
    steps:
      - uses: dflook/terraform-apply@v1
        with:
          path: infra
          workspace: prod
          var_file: |
            env/prod.tfvars
          variables: |
            a = "${{ secrets.DBT_PAT }}"
            b = 1
"#;
    check(
        PATH,
        text,
        "site tf",
        r"
        site tfvars:a@~ / job:a / step:0 <- secret:DBT_PAT@~ / job:a / step:0 `secrets.DBT_PAT`
        site tfvars:b@~ / job:a / step:0 = `1`
    ",
    );
    check(
        PATH,
        text,
        "passage file",
        "passage file:env/prod.tfvars => ~ / job:a / step:0 [tfvars]",
    );
    check(
        PATH,
        text,
        "variant",
        r"
        variant env/prod.tfvars @~ / job:a / step:0
        variant prod @~ / job:a / step:0
    ",
    );
}
