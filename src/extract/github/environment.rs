//! `env:` of a workflow, a job, a container or a step: what it sets, and which processes see it.

use super::file::{File, Place};
use super::known::Layer;
use crate::extract::ci::presumption::{self, presumed};
use crate::model::{Name, Node, Scope, Site, Space, Span, Take, Word};

/// A variable that an `env:` sets to what looks like a credential.
pub(super) struct Credential {
    /// The variable.
    pub name: String,
    /// Its value.
    pub span: Span,
}

/// Read an `env:`. `owner` is what messages call the scope. The answer is what of it are credentials.
pub(super) fn read(
    file: &mut File<'_>,
    env: Option<&Node>,
    place: &Place,
    owner: &str,
) -> Vec<Credential> {
    let mut credentials = Vec::new();
    for entry in env.map(Node::entries).unwrap_or_default() {
        let name = &entry.key.text;
        let mut site = file.site(&entry.value, place, [owner, " sets `", name, "`"].concat());
        let gives = Name::new(Space::Env, &place.scope, name.clone());
        from_outside(&mut site, &gives, &file.unit);
        if name == "TF_WORKSPACE"
            && let Some(text) = entry.value.text()
        {
            let words: Vec<Word> = file.words(text, place);
            let says = format!("{owner} sets the workspace");
            file.circumstance(
                &place.scope,
                crate::model::Matter::Variant(words),
                Some(entry.value.span),
                says,
            );
        }
        if file.is_credential(name, &site.takes) {
            credentials.push(Credential { name: name.clone(), span: entry.value.span });
        }
        site.gives = Some(gives);
        file.facts.sites.push(site);
    }
    credentials
}

/// What a variable is made of when it is set from itself is what it was before, further out.
fn from_outside(site: &mut Site, gives: &Name, unit: &Scope) {
    site.takes.retain(|take| take.name != *gives || take.name.scope != *unit);
    for take in &mut site.takes {
        if take.name == *gives {
            take.name.scope = gives.scope.outer().unwrap_or_default();
        }
    }
}

/// A process in `scope` sees these variables. `layers` are all environments around it.
pub(super) fn present(
    file: &mut File<'_>,
    credentials: &[Credential],
    scope: &Scope,
    owner: &str,
    layers: &[&Layer<'_>],
) {
    for credential in credentials {
        let beside = |name: &str| layers.iter().any(|layer| layer.resembles(name));
        if presumption::is_another_product(file.vendors, &credential.name, beside) {
            continue;
        }
        let all = credentials.iter().map(|it| it.name.as_str());
        let consumer = presumption::consumer(file.vendors, &credential.name, all);
        let name = Name::new(Space::Env, scope, credential.name.clone());
        file.facts.sites.push(Site {
            takes: vec![Take { name, span: credential.span }],
            presents: Some(presumed(consumer).into()),
            ..Site::new(
                credential.span,
                scope,
                format!("`{}` is in the environment of {owner}", credential.name),
            )
        });
    }
}
