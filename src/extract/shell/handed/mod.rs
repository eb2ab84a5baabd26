//! Commands that set the environment of a program elsewhere, or put a value into a store: `gcloud run deploy
//! --set-secrets X=dbt-pat:latest`, `gh secret set X --body "$Y"`.

mod rows;
mod values;

use super::program::Program;
use super::run::Run;
use super::word::{self, Command, Word};
use super::write;
use crate::extract::ci::presumption::is_another_product;
use crate::extract::deployment::store;
use crate::extract::stores::Entry;
use crate::model::vendor::normalised;
use crate::model::{
    Circumstance, Matter, Most, Name, Presentation, Scope, Site, Space, Span, Take, Weight,
    Within as _,
};
use rows::{ROWS, Row, To};
use values::Handed;

/// How many values one command may hand on.
const MANY: Most = Most::new(200, "values that one command hands on");

/// What a command hands to a place elsewhere.
pub(super) fn command(run: &mut Run<'_>, command: &Command, program: &Program<'_>) {
    for row in ROWS.iter().filter(|row| row.words[0] == program.name) {
        if let Some(behind) = behind(program, &row.words[1..]) {
            let slots = row.slots.iter();
            let mut handed: Vec<Handed> = slots
                .flat_map(|slot| values::of_slot(run, command, program, &behind, slot))
                .within(MANY)
                .collect();
            handed.iter_mut().for_each(Handed::find_address);
            hand(run, command, program, row, &behind, handed);
        }
    }
}

/// The plain words behind those of a row, if a command has them.
fn behind<'c>(program: &Program<'c>, words: &[&str]) -> Option<Vec<&'c Word>> {
    let plain: Vec<&Word> =
        program.arguments().filter(|word| !word.beginning().starts_with('-')).collect();
    let fits = |some: &[&Word]| some.iter().zip(words).all(|(word, it)| word.is_bare(it));
    let at = plain.windows(words.len()).position(fits)?;
    Some(plain[at + words.len()..].to_vec())
}

/// Hand on what is a credential: by its name, by those of what it is made of, or by the secret at its address.
fn hand(
    run: &mut Run<'_>,
    command: &Command,
    program: &Program<'_>,
    row: &Row,
    behind: &[&Word],
    all: Vec<Handed>,
) {
    let vendors = run.script.vendors;
    let names: Vec<String> = all.iter().map(|it| normalised(&it.name)).collect();
    let beside = |name: &str| names.contains(&normalised(name));
    let start = command.start;
    let scope = run.script.scope.within("handed", start);
    let n_before = run.facts.sites.len();
    for handed in all {
        let site = site(run, &handed, row);
        let mut called = site.takes.iter().map(|take| take.name.text.as_str());
        let is_one = write::is_credential(vendors, &handed.name)
            || called.any(|name| write::is_credential(vendors, name));
        let is_one = is_one && !is_another_product(vendors, &handed.name, beside);
        match row.to {
            // What is kept under a name that says nothing may still be asked for.
            To::Store => {
                fill(run, row, program, &site, &handed.name);
                keep(run, site, &handed.name, is_one);
            }
            To::Program if is_one => show(run, site, &handed.name, &scope),
            To::Program => {}
        }
    }
    if n_before < run.facts.sites.len() && row.to == To::Program {
        let span = run.span(command.start, command.end);
        surroundings(run, &scope, span, row, behind);
    }
}

fn site(run: &Run<'_>, handed: &Handed, row: &Row) -> Site {
    let content = word::content(&handed.pieces).unwrap_or_default();
    let word = Word { start: content.start, end: content.end, pieces: Vec::new() };
    let (label, what) = (&run.script.label, row.words.join(" "));
    let says = format!("{label} hands it to `{what}` as `{}`", handed.name);
    let mut site = run.site(&word, &handed.pieces, says);
    if handed.is_address {
        let secret = store::secret(run.script.vendors, &run.rendered(&handed.pieces));
        let name = Name::new(Space::Setting, &run.script.scope, secret.text);
        site.takes = vec![Take { name, span: site.span }];
        site.literal = None;
    }
    site
}

/// What a command puts into an entry of a store, which the files may read again.
fn fill(run: &mut Run<'_>, row: &Row, program: &Program<'_>, site: &Site, name: &str) {
    // What is kept for a person, or for another product than the CI, is no secret of the CI.
    const APART: [&str; 4] = ["--app", "-a", "--user", "-u"];
    let is_apart = row.id == Some("github-actions")
        && program.literals().iter().any(|it| APART.contains(&it.split('=').next().unwrap_or(it)));
    let Some(id) = row.id.filter(|_| !is_apart && !site.takes.is_empty()) else { return };
    let environment = ["--env", "-e", "--scope", "-s"].iter().find_map(|flag| {
        let pieces = program.values(flag).into_iter().next()?;
        Some(run.rendered(&pieces)).filter(|it| it != "*")
    });
    let entry = Entry::new(id, name).map(|entry| entry.of(environment.as_deref()));
    for gives in entry.iter().flat_map(Entry::names) {
        run.facts.kept.push(Site { gives: Some(gives), literal: None, ..site.clone() });
    }
}

fn keep(run: &mut Run<'_>, site: Site, name: &str, is_credential: bool) {
    let gives = Some(Name::new(Space::Setting, &run.script.scope, name));
    let presents = is_credential.then(|| presented("secret-store").into());
    run.facts.sites.push(Site { gives, presents, ..site });
}

fn show(run: &mut Run<'_>, site: Site, name: &str, scope: &Scope) {
    let given = Name::new(Space::Env, scope, name);
    let says = format!("a program elsewhere has `{name}` in its environment");
    let takes = vec![Take { name: given.clone(), span: site.span }];
    let seen = Site {
        takes,
        presents: Some(presented("process").into()),
        ..Site::new(site.span, scope, says)
    };
    run.facts.sites.extend([Site { gives: Some(given), scope: scope.clone(), ..site }, seen]);
}

fn presented(consumer: &str) -> Presentation {
    Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }
}

/// The program runs where no person is, and is called as the command calls it.
fn surroundings(run: &mut Run<'_>, scope: &Scope, span: Span, row: &Row, behind: &[&Word]) {
    let mut tell = |matter, says: String| {
        let (scope, span) = (scope.clone(), Some(span));
        run.facts.circumstances.push(Circumstance { scope, matter, span, says });
    };
    let what = row.words.join(" ");
    tell(Matter::Unattended, format!("`{what}` is about a program that no person runs"));
    let name = behind.first().and_then(|word| word.literal());
    if let Some(name) = name.filter(|name| !name.contains('=')) {
        tell(Matter::Label(name.into_owned()), format!("what `{what}` names"));
    }
}
