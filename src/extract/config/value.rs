//! What a value of a configuration file is: written out, or filled in from elsewhere.

use crate::extract::reference::references;
use crate::model::{Name, Node, Scalar, Scope, Source, Space, Take};

/// What a value takes, and whether it is written out.
pub(super) struct Value {
    pub takes: Vec<Take>,
    pub is_literal: bool,
}

/// Marks that make a value a template even where no name in it can be read.
const TEMPLATES: [&str; 7] = ["{{", "${", "{%", "$(", "@{", "{env:", "{file:"];

/// Read a value: `$X`, `${X}`, `${env:X}`, `{env:X}`, `{{ env_var('X') }}`, `{{ env.X }}`, `{{ secret('X') }}`, `{{X}}`.
pub(super) fn read(source: &Source, scalar: &Scalar, scope: &Scope) -> Value {
    let text = &scalar.text;
    let take = |space, name: &str, start, end| Take {
        name: Name::new(space, scope, name),
        span: scalar.span_of(source.id, start, end),
    };
    // In `${env:X}` the word before the colon is no name but the editor's word for where the name is kept.
    let kept = |name: &str| !matches!(name, "env" | "localEnv" | "input" | "secret");
    let found = references(text).into_iter().filter(|it| !it.has_default || kept(it.name));
    let mut takes: Vec<Take> =
        found.map(|it| take(Space::Env, it.name, it.start, it.end)).collect();
    takes.extend(
        prefixed(text).into_iter().map(|(space, name, start, end)| take(space, name, start, end)),
    );
    takes.extend(
        calls(text).into_iter().map(|(space, name, start, end)| take(space, name, start, end)),
    );
    let is_template = scalar.templated || TEMPLATES.iter().any(|mark| text.contains(mark));
    Value { is_literal: takes.is_empty() && !is_template, takes }
}

/// `{env: X}` in place of a value, as Dagster's configuration of runs names a variable.
pub(super) fn of_environment(source: &Source, node: &Node, scope: &Scope) -> Option<Value> {
    let [entry] = node.entries() else { return None };
    let scalar =
        entry.value.scalar().filter(|it| entry.key.text == "env" && !it.text.is_empty())?;
    let name = Name::new(Space::Env, scope, scalar.text.as_str());
    let span = scalar.span_of(source.id, 0, scalar.text.len());
    Some(Value { takes: vec![Take { name, span }], is_literal: false })
}

/// `${env:X}` and `{env:X}`, as editors write it, and `${input:X}`, for which they ask the person.
fn prefixed(text: &str) -> Vec<(Space, &str, usize, usize)> {
    const FORMS: [(&str, Space); 3] =
        [("{env:", Space::Env), ("{localEnv:", Space::Env), ("{input:", Space::Setting)];
    let found = FORMS.iter().flat_map(|(mark, space)| {
        text.match_indices(mark).map(|(start, mark)| (*space, start, start + mark.len()))
    });
    let name = |(space, start, from): (Space, usize, usize)| {
        let length = name_length(&text[from..]);
        (0 < length).then(|| (space, &text[from..from + length], start, from + length))
    };
    found.filter_map(name).collect()
}

/// Names between double braces, or in an expression that begins with `@`: in quotes behind a function, or behind `env.` or `secrets.`.
fn calls(text: &str) -> Vec<(Space, &str, usize, usize)> {
    const FORMS: [(&str, Space); 13] = [
        ("activity('", Space::Secret),
        ("activity(\"", Space::Secret),
        ("kv('", Space::Setting),
        ("kv(\"", Space::Setting),
        ("secret('", Space::Secret),
        ("secret(\"", Space::Secret),
        ("secrets.", Space::Secret),
        ("env_var('", Space::Env),
        ("env_var(\"", Space::Env),
        ("env('", Space::Env),
        ("env(\"", Space::Env),
        ("env.", Space::Env),
        ("envs.", Space::Env),
    ];
    let begins = text.starts_with('@').then_some(0);
    let Some(open) = text.find("{{").or(begins) else { return Vec::new() };
    let inside = &text[open..];
    let form = |(form, space): &(&str, Space)| {
        let start = inside.find(form)?;
        let from = open + start + form.len();
        let length = name_length(&text[from..]);
        (0 < length).then(|| (*space, &text[from..from + length], from, from + length))
    };
    FORMS.iter().find_map(form).or_else(|| alone(text, open)).into_iter().collect()
}

/// `{{X}}`, as Postman writes a variable of its own.
fn alone(text: &str, open: usize) -> Option<(Space, &str, usize, usize)> {
    let inside = text[open..].strip_prefix("{{")?;
    let from = open + 2 + inside.len() - inside.trim_start().len();
    let end = from + name_length(&text[from..]);
    let is_alone = from < end && text[end..].trim_start().starts_with("}}");
    is_alone.then(|| (Space::Setting, &text[from..end], from, end))
}

fn name_length(text: &str) -> usize {
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count()
}
