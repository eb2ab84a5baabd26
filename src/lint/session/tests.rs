//! What a session knows after a run that came to no end.

use std::panic::AssertUnwindSafe;

use super::{Options, Session};

const SETTINGS: &str = "[levels]\npersonal-token-in-production = \"note\"\n";

const WORKFLOW: &str = "\
on: push
jobs:
  run:
    environment: production
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
";

/// A repository that was looked at.
fn begun() -> Session {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/menagerie").into();
    let mut session = Session::new(Options::of(vec![root], "2026-06-30".to_owned()))
        .unwrap_or_else(|failure| panic!("{failure:?}"));
    said(&mut session);
    session
}

/// The same with a new file and other settings, which were not looked at yet.
fn edited() -> Session {
    let mut session = begun();
    session.hold(".github/workflows/new.yml", WORKFLOW.as_bytes());
    session.hold(Session::SETTINGS, SETTINGS.as_bytes());
    session
}

fn said(session: &mut Session) -> String {
    let (report, broken) = session.report();
    assert!(broken.is_none());
    format!("{:?}", (&report.findings, &report.problems, &report.summary))
}

#[test]
fn after_a_run_that_failed_everything_is_looked_at_again() {
    let expected = said(&mut edited());
    assert!(said(&mut begun()) != expected);
    for steps in 0..3 {
        let mut session = edited();
        assert!(fails(&mut session, steps));
        assert!(said(&mut session) == expected, "after {steps} steps");
    }
}

/// Let a run fail after some of its steps; whether it did.
fn fails(session: &mut Session, steps: usize) -> bool {
    let run = || {
        session.run(|session, stale, _| {
            let is_new = 0 < steps && session.list(stale);
            if 1 < steps {
                session.believe(stale, is_new)?;
            }
            panic!("this stands in for a mistake")
        })
    };
    std::panic::catch_unwind(AssertUnwindSafe(run)).is_err()
}
