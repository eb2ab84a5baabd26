//! A secret that is called otherwise everywhere is judged the same: a name is evidence for a kind by its words, and
//! by nothing else.

use std::collections::BTreeSet;

use super::verdicts::{World, hold};

#[test]
fn a_secret_that_is_renamed_everywhere_is_judged_the_same() {
    let changed = hold("renamed", renamed, Clone::clone);
    assert!(100 < changed, "only {changed} worlds name a secret that can be renamed");
}

/// A world with a word more in the name of each secret; none where no secret can be renamed.
fn renamed(world: &World) -> Option<World> {
    let texts = || world.values().map(|it| text(it));
    // A name that Terraform puts together out of pieces is nowhere written as a whole.
    if texts().any(|it| it.contains("secret_name")) {
        return None;
    }
    let names: BTreeSet<String> = world.values().flat_map(|it| secrets(it)).collect();
    let mut changed = world.clone();
    for name in &names {
        // Some names are known as wholes, those of users' and personal tokens among them.
        let known = ["USER", "PERSONAL"].iter().any(|it| name.contains(it));
        let Some((first, rest)) = name.split_once('_').filter(|_| !known) else { continue };
        let other = format!("{first}_QUUX_{rest}");
        let forms = |name: &str| [format!("secrets.{name}"), format!("\"secret:{name}\"")];
        let count = |pattern: &str| texts().map(|it| it.matches(pattern).count()).sum::<usize>();
        // What also names something else cannot be renamed without knowing what it is.
        if count(name) != forms(name).iter().map(|it| count(it)).sum::<usize>() {
            continue;
        }
        for (form, other) in forms(name).iter().zip(forms(&other)) {
            for bytes in changed.values_mut().filter(|it| text(it).contains(form)) {
                *bytes = text(bytes).replace(form, &other).into_bytes();
            }
        }
    }
    (changed != *world).then_some(changed)
}

/// The names of secrets that a text takes as `secrets.NAME`.
fn secrets(bytes: &[u8]) -> Vec<String> {
    let text = text(bytes);
    let name = |rest: &str| {
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    let names = text.split("secrets.").skip(1).map(name);
    names.filter(|it| !it.is_empty() && it != "GITHUB_TOKEN").collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
