//! Values that only say where a secret is kept: `op://vault/item/field`, or the sealed text of a secret's file.
//!
//! Whatever the dialect, such a value is no literal. It comes from outside under the name of its place.

use crate::model::{Facts, Name, Site, Source, Space, Take};

/// Take what is kept elsewhere for what it is.
pub fn settle(source: &Source, facts: &mut Facts) {
    for site in &mut facts.sites {
        let Some(text) = site.literal.as_ref().map(|it| it.expose().trim()) else { continue };
        if let Some(name) = place(text, site, source) {
            let unit = site.scope.whole();
            site.takes =
                vec![Take { name: Name::new(Space::Setting, &unit, name), span: site.span }];
            site.literal = None;
        }
    }
}

/// The name of the place at which a value is kept, if it is kept elsewhere.
fn place(text: &str, site: &Site, source: &Source) -> Option<String> {
    // A template for `op inject` has braces around the reference.
    let text = text.strip_prefix("{{").and_then(|it| it.strip_suffix("}}")).unwrap_or(text).trim();
    let is_one_line = !text.contains('\n');
    if is_one_line && REFERENCES.iter().any(|scheme| text.starts_with(scheme)) {
        return Some(text.to_owned());
    }
    // A sealed text says nothing; the name under which it goes on may.
    let is_sealed = text.starts_with("ENC[") && text.ends_with(']');
    let name = || site.gives.as_ref().map_or(source.file_name(), |name| &name.text).to_owned();
    is_sealed.then(name)
}

/// How references to an item of a secret manager begin: 1Password, the one that `vals` and Helmfile read.
const REFERENCES: [&str; 2] = ["op://", "ref+"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fixture::source;
    use crate::model::{Scope, Secret};

    #[test]
    fn what_is_kept_elsewhere_is_no_literal() {
        let scope = Scope::unit("file", ".env").within("x", 1);
        for (text, expected) in [
            ("op://Work/dbt pat/credential", Some("setting:op://Work/dbt pat/credential")),
            ("ref+vault://kv/dbt#token", Some("setting:ref+vault://kv/dbt#token")),
            ("ENC[AES256_GCM,data:eA==,type:str]", Some("setting:DBT_PAT")),
            ("{{ op://Work/dbt/pat }}", Some("setting:op://Work/dbt/pat")),
            ("ENC[", None),
            ("https://op://x", None),
            ("xyz", None),
        ] {
            let source = source(".env", text);
            let site = Site {
                gives: Some(Name::new(Space::Env, &scope, "DBT_PAT")),
                literal: Some(Secret::new(text)),
                ..Site::new(source.span(0, text.len()), &scope, "")
            };
            let mut facts = Facts { sites: vec![site].into(), ..Facts::default() };
            settle(&source, &mut facts);
            let site = &facts.sites[0];
            let found = site.takes.first().map(|take| take.name.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
            assert_eq!(site.literal.is_none(), expected.is_some(), "{text}");
        }
    }
}
