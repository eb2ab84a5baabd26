//! Jinja in a value: `{{ env_var('X') }}`.

/// The variables that `env_var` names, each with its offsets in the text.
pub fn env_vars(text: &str) -> Vec<(&str, usize, usize)> {
    if !is_template(text) {
        return Vec::new();
    }
    let calls = text.match_indices("env_var");
    calls.filter_map(|(at, call)| argument(text, at + call.len())).collect()
}

/// The first argument of a call whose name ends at `at`, if it is a string.
fn argument(text: &str, at: usize) -> Option<(&str, usize, usize)> {
    let rest = text[at..].trim_start().strip_prefix('(')?.trim_start();
    let quote = rest.chars().next().filter(|letter| matches!(letter, '\'' | '"'))?;
    let rest = &rest[1..];
    let name = &rest[..rest.find(quote)?];
    let start = text.len() - rest.len();
    (!name.is_empty()).then_some((name, start, start + name.len()))
}

/// Whether a value is to be filled in by a template engine.
pub fn is_template(text: &str) -> bool {
    text.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::env_vars;

    #[test]
    fn a_call_names_its_variable() {
        for (text, expected) in [
            ("{{ env_var('A') }}", &["A"][..]),
            ("x{{env_var ( \"A_B\" , 'no' )}}{{ env_var('C') }}", &["A_B", "C"]),
            ("{{ env_var(name) }}", &[]),
            ("{{ env_var('') }}", &[]),
            ("{{ env_var('open", &[]),
            ("env_var('A')", &[]),
            ("{{ env_var", &[]),
        ] {
            let found = env_vars(text);
            assert!(found.iter().all(|(name, start, end)| &text[*start..*end] == *name));
            assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
