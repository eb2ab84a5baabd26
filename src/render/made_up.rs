//! One made-up run over three files, for the tests of every format.

use std::path::Path;

use crate::model::{
    Categories, Class, Condition, Context, Credential, Encoding, Environment, Evidence, Exposure,
    ExposureForm, Finding, Fit, Grant, Kind, Level, Loose, Loosened, NamedFor, Need, Own,
    Permission, Policy, Problem, Projects, Report, Requires, Rest, Rule, Runner, Source, SourceId,
    Sources, Span, Step, Strength, Subject, Summary, Suppression, Usage, Verdict,
};

const WORKFLOW: &str = "\
name: deploy
on:
  push:
    branches: [main]
jobs:
  apply:
    runs-on: ubuntu-latest
    env:
      TF_VAR_dbt_token: ${{ secrets.DBT_PAT }}
    steps:
      - run: terraform -chdir=infra apply -auto-approve
      - uses: fal-ai/dbt-cloud-action@v2
        with:
          dbt_cloud_token: ${{ secrets.DBT_API_KEY }}
";
const VARIABLES: &str = "\
variable \"dbt_token\" {
  type      = string
  sensitive = true
}

variable \"fallback\" {
  default = \"VALUE\" # größer, 名
}
";
const MAIN: &str = "\
provider \"dbtcloud\" {
  account_id = 1
  token      = var.dbt_token
}
";

/// A value that has the shape of a token and never was one.
pub(super) fn value() -> String {
    format!("dbtu_{}", "aB3dE-6_hJ".repeat(5))
}

/// The sources of the run.
fn sources() -> Sources {
    let texts = [
        (".github/workflows/deploy.yml", WORKFLOW.to_owned()),
        ("infra/main.tf", MAIN.to_owned()),
        ("infra/variables.tf", VARIABLES.replace("VALUE", &value())),
    ];
    let source =
        |(at, (path, text))| Some(Source::new(SourceId(at as u32), path, text, Encoding::Utf8));
    Sources::new(texts.into_iter().enumerate().map(source).collect())
}

/// A place found by what is written there.
fn span(sources: &Sources, source: u32, text: &str) -> Span {
    let source = sources.get(SourceId(source)).unwrap();
    let start = source.text.find(text).unwrap();
    source.span(start, start + text.len())
}

fn step(span: Span, says: &str) -> Step {
    Step { span, says: says.to_owned() }
}

fn trace(sources: &Sources) -> Vec<Step> {
    vec![
        step(span(sources, 0, "secrets.DBT_PAT"), "the secret `DBT_PAT` enters here"),
        step(
            span(sources, 0, "${{ secrets.DBT_PAT }}"),
            "the job's environment sets `TF_VAR_dbt_token`, which Terraform reads as the variable `dbt_token`",
        ),
        step(span(sources, 2, "dbt_token"), "the root module declares the variable `dbt_token`"),
        step(span(sources, 1, "var.dbt_token"), "the provider `dbtcloud` is given it as its token"),
    ]
}

fn usage(id: usize, name: &str, kind: Kind, consumer: (&str, &str), trace: Vec<Step>) -> Usage {
    let span = trace.last().unwrap().span;
    Usage {
        id,
        credential: Credential {
            vendor: "dbt".into(),
            name: name.into(),
            identity: name.into(),
            kind,
            evidence: Vec::new(),
            contradiction: None,
        },
        consumer: consumer.0.into(),
        consumer_title: consumer.1.into(),
        class: Class::Infrastructure,
        needs: Requires::Either,
        requires: Requires::Service,
        requires_because: "production Terraform belongs to the account".into(),
        context: Context {
            runner: Runner::Unattended,
            runner_because: Some(step(trace[0].span, "a CI job runs it")),
            environment: Environment::Unknown,
            environment_because: None,
            active: true,
        },
        span,
        trace,
        also_in: Vec::new(),
        also_at: Vec::new(),
        accounts: Vec::new(),
        other_account: None,
        demands: Vec::new(),
        minted: None,
        applied: true,
        aliased: false,
        legacy: None,
    }
}

fn usages(sources: &Sources) -> Vec<Usage> {
    let key = span(sources, 0, "${{ secrets.DBT_API_KEY }}");
    let terraform = ("terraform-provider", "the dbt Terraform provider");
    let action = ("fal-action", "the action `fal-ai/dbt-cloud-action`");
    let enters = vec![step(key, "the secret `DBT_API_KEY` is given to the action")];
    let mut first = usage(0, "secret:DBT_API_KEY", Kind::Unknown, action, enters);
    first.class = Class::Api;
    let mut second = usage(1, "secret:DBT_PAT", Kind::Personal, terraform, trace(sources));
    second.credential.evidence.push(Evidence {
        kind: Kind::Personal,
        strength: Strength::Name,
        span: Some(second.trace[0].span),
        says: "`PAT` in the name says that it is personal".into(),
    });
    second.context.environment = Environment::Production;
    second.context.environment_because =
        Some(step(span(sources, 0, "branches: [main]"), "a push to `main` starts it"));
    second.also_in = vec![Environment::Staging];
    let literal = span(sources, 2, &value());
    let written = vec![step(literal, "the value is written out as a default")];
    let mut third = usage(2, "literal dbtu_…", Kind::Personal, terraform, written);
    third.credential.evidence.push(Evidence {
        kind: Kind::Personal,
        strength: Strength::Prefix,
        span: Some(literal),
        says: "a value that begins with `dbtu_` is personal".into(),
    });
    third.context.active = false;
    vec![first, second, third]
}

fn finding(rule: &str, level: Level, span: Span, message: &str, help: &str) -> Finding {
    Finding {
        rule: rule.into(),
        level,
        message: message.into(),
        help: help.into(),
        span,
        trace: Vec::new(),
        notes: Vec::new(),
        fingerprint: format!("{:016x}", rule.len() * 0x9e37_79b9),
        ways: Vec::new(),
        also: Vec::new(),
        fix: None,
        usage: None,
        suppressed: None,
    }
}

fn findings(sources: &Sources) -> Vec<Finding> {
    let key = span(sources, 0, "${{ secrets.DBT_API_KEY }}");
    let pat = span(sources, 0, "${{ secrets.DBT_PAT }}");
    let mut undeclared = finding(
        "undeclared-token-kind",
        Level::Warning,
        key,
        "nothing says whether `secret:DBT_API_KEY` is a service token",
        "call it `DBT_SERVICE_TOKEN`, or declare it in `keyfit.toml`: `\"secret:DBT_API_KEY\" = \"service\"`",
    );
    undeclared.trace = vec![step(key, "the secret `DBT_API_KEY` is given to the action")];
    undeclared.notes = vec![step(key, "the action runs unattended in a CI job")];
    undeclared.usage = Some(0);
    let mut silenced = finding(
        "token-shared-across-environments",
        Level::Warning,
        pat,
        "`secret:DBT_PAT` serves production and staging",
        "create one token an environment",
    );
    silenced.suppressed = Some(Suppression {
        by: "config".into(),
        because: "staging goes away in spring".into(),
        until: Some("2027-03-31".into()),
        owner: Some("data-platform".into()),
    });
    let mut terraform = finding(
        "personal-token-in-production-terraform",
        Level::Error,
        span(sources, 1, "var.dbt_token"),
        "`secret:DBT_PAT` belongs to a person and applies Terraform to production",
        "create a service token with the permission sets that this root needs, store it as the secret `DBT_SERVICE_TOKEN`, and hand that to the provider",
    );
    terraform.trace = trace(sources);
    terraform.notes = vec![
        step(
            span(sources, 0, "branches: [main]"),
            "it is production, for a push to `main` starts it",
        ),
        step(span(sources, 0, "secrets.DBT_PAT"), "it is personal, for `PAT` in the name says so"),
    ];
    terraform.usage = Some(1);
    let literal = finding(
        "token-in-repository",
        Level::Error,
        span(sources, 2, &value()),
        "a personal token is written out in the repository",
        "revoke the token now, then take it out of the file and of the history",
    );
    vec![silenced, undeclared, terraform, literal]
}

fn grant(sources: &Sources) -> Grant {
    let block = span(sources, 1, "provider");
    Grant {
        id: 0,
        vendor: "dbt".into(),
        name: "dbtcloud_service_token.catalog".into(),
        title: Some("catalog".into()),
        title_span: None,
        named_for: NamedFor::Nothing,
        span: block,
        permissions: vec![Permission {
            set: Some("job_admin".into()),
            span: block,
            projects: Projects::All,
            categories: Categories::Unset,
            needed_by: None,
            beyond: true,
        }],
        whole: true,
        active: true,
        usages: vec![0],
        fit: Fit::Broader,
        excess: vec!["jobs".into()],
        rest: Rest::Short,
        unread: false,
        needed: vec!["metadata_only".into()],
        consumers: vec![Need {
            title: "DataHub".into(),
            sets: vec!["metadata_only".into()],
            is_refused: false,
            span: block,
            source: "https://docs.datahub.com".into(),
        }],
        trace: vec![step(block, "the token is declared here")],
    }
}

/// The report of the run.
pub(super) fn report() -> Report {
    let sources = sources();
    let exposure = Exposure {
        form: ExposureForm::Literal,
        span: span(&sources, 2, &value()),
        kind: Kind::Personal,
        credential: "literal dbtu_…".into(),
        says: "everyone who can read the repository can read the value".into(),
        written: true,
        value: None,
        applied: true,
        context: Context::unknown(),
        trace: Vec::new(),
    };
    let problems = vec![
        Problem {
            path: "infra/main.tf".into(),
            span: Some(span(&sources, 1, "account_id = 1")),
            message: "the block is not closed; what stands before it was read".into(),
        },
        Problem {
            path: "notes/\u{1b}[2Jbig.json".into(),
            span: None,
            message: "the file is larger than 8 MiB and was not read".into(),
        },
    ];
    Report {
        findings: findings(&sources),
        usages: usages(&sources),
        verdicts: vec![Verdict::Warning, Verdict::Violation, Verdict::Unknown],
        grants: vec![grant(&sources)],
        exposures: vec![exposure],
        problems,
        summary: Summary {
            files: 41,
            read: 38,
            errors: 2,
            warnings: 1,
            notes: 0,
            problems: 2,
            suppressed: 1,
            unfollowed: 3,
            unread_grants: 0,
            known: 0,
        },
        loosened: loosened(),
        baseline: None,
        change: None,
        sources,
    }
}

fn loosened() -> Loosened {
    let loose = Loose {
        off: vec!["token-in-url".into()],
        lowered: Vec::new(),
        allowances: 1,
        kinds: 2,
        contexts: 0,
        plan: false,
        limits: Vec::new(),
    };
    let own = Own { path: "keyfit.toml".into(), heeded: true, loose: Some(loose) };
    Loosened { own: Some(own), ..Loosened::default() }
}

fn rule(
    id: &str,
    title: &str,
    level: Option<Level>,
    subject: Subject,
    when: &[(&str, &str)],
) -> Rule {
    let condition = |(word, value): &(&str, &str)| Condition {
        word: (*word).into(),
        values: vec![(*value).into()],
    };
    Rule {
        id: id.into(),
        title: title.into(),
        level,
        subject,
        precedence: None,
        yields_to: Vec::new(),
        when: when.iter().map(condition).collect(),
        unless: Vec::new(),
        levels: Vec::new(),
        say: "{credential} is used in {context}".into(),
        help: "create a service token and store it as {origin}".into(),
        fix: None,
        weakness: Vec::new(),
        why: "When the person leaves or loses a right, production stops.\nUntil then every run can do all that they can.\n\nA service token belongs to the account.".into(),
        source: vec!["https://docs.getdbt.com/docs/dbt-apis/authentication".into()],
    }
}

/// The policy of the run.
pub(super) fn policy() -> Policy {
    let (error, warning) = (Some(Level::Error), Some(Level::Warning));
    Policy {
        rules: vec![
            rule(
                "allowance-unused",
                "An allowance silences nothing",
                warning,
                Subject::Allowance,
                &[],
            ),
            rule("legacy-provider-source", "The provider has moved", None, Subject::Usage, &[]),
            rule(
                "personal-token-in-production-terraform",
                "A person's token applies Terraform to production",
                error,
                Subject::Usage,
                &[("kind", "personal"), ("environment", "production")],
            ),
            rule(
                "token-in-repository",
                "A token is written out",
                error,
                Subject::Exposure,
                &[("form", "literal")],
            ),
            rule(
                "token-shared-across-environments",
                "One token serves several environments",
                warning,
                Subject::Usage,
                &[],
            ),
            rule(
                "undeclared-token-kind",
                "Nothing says whose the token is",
                warning,
                Subject::Usage,
                &[],
            ),
        ],
        ..Policy::default()
    }
}

/// Hold a page against its golden file, or write that with `UPDATE=1`.
pub(super) fn golden(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == expected, "{name} differs; UPDATE=1 rewrites it. Now:\n{page}");
}
