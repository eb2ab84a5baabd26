//! Secret managers of clouds and the like, asked by a method of a client: `client.get_secret_value(SecretId="x")`.
//!
//! What comes back is an answer around the secret, which is a text or JSON in it: a member or an entry of an answer is
//! the secret, too.

use std::collections::HashSet;
use std::ops::Range;

use super::module::Module;

/// The methods, each with the argument that names the secret; a number is its place where it has no name.
const METHODS: [(&str, &str, Option<usize>); 13] = [
    ("get_secret_value", "SecretId", None),
    ("get_secret_string", "secret_id", Some(0)),
    ("get_parameter", "Name", None),
    ("get_parameter", "name", Some(0)),
    ("access_secret_version", "name", None),
    ("access_secret_version", "request", Some(0)),
    ("get_secret", "name", Some(0)),
    ("read_secret_version", "path", Some(0)),
    ("read_secret", "path", Some(0)),
    (READ, "path", Some(0)),
    ("getSecret", "key", Some(0)),
    ("require_secret", "key", Some(0)),
    ("get_generic_secret_string", "secret_name", Some(0)),
];
/// What other things are asked for, too: it is a method of Vault's client where the program has one.
const READ: &str = "read";

fn is_method(module: &Module<'_>, known: &str, method: &str) -> bool {
    known == method && (known != READ || module.spells("hvac"))
}

/// How many assignments the name of a secret is followed through.
const DEPTH: usize = 4;
/// How often answers within answers are looked for.
const ROUNDS: usize = 4;

/// The name of a secret.
#[derive(Debug)]
pub(super) enum Secret {
    /// As it is written, and the token that spells it.
    Named(String, usize),
    /// Whatever a parameter holds.
    Asked(String),
}

/// The secret that a call of a method asks for, if it is one that asks.
pub(super) fn asked_for(
    module: &Module<'_>,
    block: usize,
    method: &str,
    open: usize,
) -> Option<Secret> {
    let methods = METHODS.iter().filter(|(name, ..)| is_method(module, name, method));
    methods.clone().next()?;
    let arguments = module.arguments(open);
    methods.into_iter().find_map(|(_, keyword, place)| {
        let named = arguments.iter().find(|it| it.keyword == Some(*keyword));
        let by_place = || arguments.get((*place)?).filter(|it| it.keyword.is_none());
        let value = &named.or_else(by_place)?.value;
        // `request={"name": …}`.
        let entries = module.entries(value);
        let entry = entries.iter().find(|(key, _)| *key == "name").map(|(_, value)| value);
        secret(module, entry.unwrap_or(value), block, DEPTH)
    })
}

fn secret(module: &Module<'_>, value: &Range<usize>, block: usize, depth: usize) -> Option<Secret> {
    let depth = depth.checked_sub(1)?;
    if let Some((text, content)) = module.text(value.start).filter(|_| value.len() == 1) {
        let name = of_resource(content);
        let hole = text.holes.iter().find(|_| name.starts_with('{') && name.ends_with('}'));
        let spelt = |hole: &&Range<usize>| {
            let inside = name.trim_matches(['{', '}']);
            hole.len() == 1 && module.word(hole.start) == inside
        };
        return match hole.and(text.holes.iter().find(spelt)) {
            Some(hole) => secret(module, hole, block, depth),
            None => named(name, value.start),
        };
    }
    let (parts, next) = module.chain(value.start);
    if parts.last() == Some(&"secret_version_path") && module.word(next) == "(" {
        let arguments = module.arguments(next);
        return secret(module, &arguments.get(1)?.value, block, depth);
    }
    if let Some(name) = given_instead(module, value, &parts, next) {
        return secret(module, &name, block, depth);
    }
    let name = parts.join(".");
    let is_whole = next == value.end && module.is_name(value.start);
    if is_whole && module.blocks[block].parameters.contains(&name) {
        return Some(Secret::Asked(name));
    }
    let home = module.home(block, &name).filter(|_| is_whole)?;
    let mut given = module.given(home, &name).take(4);
    given.find_map(|it| secret(module, &it.value, it.read_in, depth))
}

/// The name that is asked for where the environment holds none: `os.environ.get("NAME", "dbt/pat")`.
fn given_instead(
    module: &Module<'_>,
    value: &Range<usize>,
    parts: &[&str],
    next: usize,
) -> Option<Range<usize>> {
    let of_environment = ["environ.get", "getenv"].iter().any(|it| parts.join(".").ends_with(it));
    let is_whole = module.word(next) == "(" && module.behind(next) == value.end;
    let mut arguments = module.arguments(next).into_iter();
    let instead = arguments.nth(1).filter(|_| of_environment && is_whole)?.value;
    module.plain(instead.start).is_some().then_some(instead)
}

/// Of `projects/1/secrets/NAME/versions/latest` the name.
fn of_resource(text: &str) -> &str {
    let rest = text.split_once("/secrets/").filter(|_| text.starts_with("projects/"));
    rest.map_or(text, |(_, rest)| rest.split('/').next().unwrap_or(rest))
}

fn named(name: &str, at: usize) -> Option<Secret> {
    let fits = !name.is_empty() && name.len() < 200;
    fits.then(|| Secret::Named(name.to_owned(), at))
}

/// The names of a file that hold an answer of a secret manager, or something read from one.
pub(super) type Answers = HashSet<(usize, String)>;

/// The names that hold answers.
pub(super) fn answers(module: &Module<'_>) -> Answers {
    let mut answers = Answers::new();
    let mut spelt = METHODS.iter().map(|(name, ..)| *name).chain(["environ", "getenv"]);
    if !spelt.any(|it| module.spells(it)) {
        return answers;
    }
    for _ in 0..ROUNDS {
        let known = answers.len();
        for it in &module.assignments {
            let at = opened(module, it.value.start);
            if asks(module, at) || is_answer(module, &answers, at, it.read_in) {
                answers.insert((it.block, it.target.clone()));
            }
        }
        if answers.len() == known {
            break;
        }
    }
    answers
}

/// Functions that open what they are given.
const OPENING: [&str; 4] = ["loads", "b64decode", "str", "dict"];

/// Where the expression begins that is opened here: of `json.loads(answer)` the answer.
fn opened(module: &Module<'_>, mut at: usize) -> usize {
    for _ in 0..DEPTH {
        let (parts, next) = module.chain(at);
        let opens = parts.last().is_some_and(|last| OPENING.contains(last));
        if !opens || module.word(next) != "(" {
            break;
        }
        at = next + 1;
    }
    at
}

/// Whether an expression asks a secret manager, or opens what the environment holds.
fn asks(module: &Module<'_>, at: usize) -> bool {
    let (parts, mut next) = module.chain(at);
    let is_opened = at.checked_sub(1).is_some_and(|at| module.word(at) == "(");
    let of_environment = parts.iter().any(|it| matches!(*it, "environ" | "getenv"));
    let mut method = parts.last().copied();
    for _ in 0..8 {
        let is_one = |method| METHODS.iter().any(|(name, ..)| is_method(module, name, method));
        if module.word(next) == "(" && method.is_some_and(is_one) {
            return true;
        }
        next = if matches!(module.word(next), "(" | "[") { module.behind(next) } else { next };
        if module.word(next) != "." {
            break;
        }
        method = Some(module.word(next + 1));
        next += 2;
    }
    is_opened && of_environment
}

fn is_answer(module: &Module<'_>, answers: &Answers, at: usize, block: usize) -> bool {
    if answers.is_empty() || !module.is_name(at) {
        return false;
    }
    let called = if module.word(at + 1) == "(" { "()" } else { "" };
    let name = format!("{}{called}", module.word(at));
    module.outwards(block).any(|block| answers.contains(&(block, name.clone())))
}

/// The name that holds the answer of which a name is a member or an entry.
pub(super) fn holder<'n>(module: &Module<'_>, block: usize, name: &'n str) -> Option<&'n str> {
    let mut rest = name;
    for _ in 0..6 {
        rest = &rest[..rest.rfind(['.', '['])?];
        let home = module.home(block, rest);
        if home.is_some_and(|home| module.answers.contains(&(home, rest.to_owned()))) {
            return Some(rest);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::of_resource;

    #[test]
    fn a_resource_has_the_secrets_name() {
        for (text, expected) in [
            ("projects/p/secrets/dbt-pat/versions/latest", "dbt-pat"),
            ("projects/{p}/secrets/{name}/versions/1", "{name}"),
            ("kv/secrets/dbt", "kv/secrets/dbt"),
            ("dbt/pat", "dbt/pat"),
        ] {
            assert_eq!(of_resource(text), expected);
        }
    }
}
