//! Texts in which names stand: templates of charts, and what a cluster fills in.

use crate::model::Scalar;

/// How long a template is looked at.
const LENGTH: usize = 400;

/// A name with each template as what it names: `{{ include "app.name" . }}-dbt` is `app.name-dbt`.
pub(super) fn name(scalar: &Scalar) -> String {
    let text = &scalar.text;
    let (mut name, mut at) = (String::new(), 0);
    for (start, end) in templates(text) {
        name.push_str(&text[at..start]);
        name.push_str(named(&text[start + 2..end - 2]));
        at = end;
    }
    name.push_str(&text[at..]);
    name.trim().to_owned()
}

/// The values of the chart that a text is made of: the path of each, and where its template stands.
pub(super) fn values(text: &str) -> Vec<(String, usize, usize)> {
    let found = templates(text).into_iter().filter_map(|(start, end)| {
        let inside = &text[start..end];
        let path = inside.split_once(".Values.")?.1;
        Some((word(path).trim_end_matches('.').to_owned(), start, end))
    });
    found.collect()
}

/// What the first template of a value names. Text between quotes there, or beside it, may be part of a secret.
pub(super) fn variable(text: &str) -> &str {
    let first = templates(text).first().map(|(start, end)| &text[start + 2..end - 2]);
    first.filter(|inside| !inside.contains(['"', '`', '\''])).map_or("a template", named)
}

/// Where the templates of a text stand.
pub(super) fn templates(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find("{{").map(|length| at + length) {
        let Some(length) = text[start..].find("}}") else { break };
        let end = start + length + 2;
        found.push((start, end));
        at = end;
    }
    found
}

/// What a template names: the value, the text between quotes of an `include`, or its first variable.
fn named(inside: &str) -> &str {
    let inside = inside.get(..LENGTH).unwrap_or(inside);
    if let Some((_, path)) = inside.split_once(".Values.") {
        return word(path);
    }
    let quoted = inside.split('"').nth(1).filter(|_| !inside.trim_start().starts_with(['.', '$']));
    quoted
        .unwrap_or_else(|| word(inside.trim_start_matches(|it: char| !it.is_ascii_alphanumeric())))
}

fn word(text: &str) -> &str {
    let part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-' | '/');
    text.split(|it| !part(it)).next().unwrap_or_default()
}

/// A name that the cluster fills in, `$(NAME)`, and where it stands. `$$(NAME)` is none.
pub(super) fn filled(text: &str) -> Vec<(&str, usize, usize)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text[at..].find("$(").map(|length| at + length) {
        at = start + 2;
        let escaped = text[..start].ends_with('$');
        let part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
        let length = text[at..].find(|it| !part(it)).unwrap_or(text.len() - at);
        let end = at + length;
        if !escaped && 0 < length && text[end..].starts_with(')') {
            found.push((&text[at..end], start, end + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    #[test]
    fn templates_stand_for_what_they_name() {
        for (text, expected) in [
            ("dbt", "dbt"),
            (r#"{{ include "app.fullname" . }}-dbt"#, "app.fullname-dbt"),
            ("{{ .Values.dbt.secretName }}", "dbt.secretName"),
            (r#"{{ .Values.dbt.name | default "x" | quote }}"#, "dbt.name"),
            ("{{ .Release.Name }}-x", "Release.Name-x"),
            (r#"{{- printf "%s-dbt" .Values.name -}}"#, "name"),
            ("{{ $name }}", "name"),
            ("{{ open", "{{ open"),
            ("{{}}", ""),
        ] {
            assert_eq!(name(&Scalar::verbatim(text, 0, Style::Plain)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_quoted_in_a_value_is_not_told() {
        for (text, expected) in [
            ("Bearer {{ $token }}", "token"),
            ("{{inputs.parameters.token}}", "inputs.parameters.token"),
            (r#"{{ "hunter2" | b64enc }}"#, "a template"),
            ("hunter2", "a template"),
        ] {
            assert_eq!(variable(text), expected, "{text}");
        }
    }

    #[test]
    fn values_of_a_chart_are_known_by_their_path() {
        let found = values("{{ .Values.dbt.pat | quote }}x{{ $.Values.a }}{{ .Release.Name }}");
        let paths: Vec<&str> = found.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(paths, ["dbt.pat", "a"]);
    }

    #[test]
    fn a_cluster_fills_in_names_between_brackets() {
        let found = filled("a$(B) $$(C) $(params.d-e) $(f g) $(");
        let names: Vec<&str> = found.iter().map(|it| it.0).collect();
        assert_eq!(names, ["B", "params.d-e"]);
    }
}
