//! What would end a finding: the words of `fix` in rules, each a change to files.

mod grant;

use crate::model::{
    Edit, Fix, Grant, Requires, Rule, Safety, Source, Sources, Span, Usage, Vendor,
};

/// The change that a rule proposes for an exposure at a place, if it proposes one that can be made there.
pub(super) fn of_exposure(rule: &Rule, span: Span, sources: &Sources) -> Option<Fix> {
    let source = sources.get(span.source)?;
    match rule.fix.as_deref()? {
        "mark-sensitive" => mark_sensitive(source, label(source, span)),
        "ignore-file" => ignore_file(source),
        _ => None,
    }
}

/// The change that a rule proposes for a usage.
pub(super) fn of_usage(rule: &Rule, usage: &Usage, sources: &Sources) -> Option<Fix> {
    let source = sources.get(usage.span.source)?;
    match rule.fix.as_deref()? {
        "declare-service" if usage.requires == Requires::Service => {
            declare(source, usage.span, "service")
        }
        _ => None,
    }
}

/// The change that a rule proposes for what a token is given.
pub(super) fn of_grant(
    rule: &Rule,
    grant: &Grant,
    vendor: &Vendor,
    sources: &Sources,
) -> Option<Fix> {
    match rule.fix.as_deref()? {
        "give-needed" => grant::give_needed(grant, vendor, sources),
        _ => None,
    }
}

/// The label of the output that shows a value; a variable is told at its label already.
fn label(source: &Source, span: Span) -> Span {
    let line = source.text.get(line_start(source, span.start as usize)..span.start as usize);
    let before = source.text.get(..span.start as usize).unwrap_or_default();
    let is_value = line.is_some_and(|line| line.contains('='));
    let opens = before.rfind("output \"").filter(|_| is_value).map(|at| at + "output \"".len());
    let Some(start) = opens else { return span };
    let length = before[start..].find('"').unwrap_or_default();
    source.span(start, start + length)
}

/// `sensitive = true` in the block behind a label.
fn mark_sensitive(source: &Source, label: Span) -> Option<Fix> {
    if !has_ending(source, &["tf", "tofu"]) {
        return None;
    }
    let behind = source.text.get(label.end as usize..)?;
    let open = behind.find('{')?;
    let between = behind[..open].trim_start_matches('"');
    let inside = &behind[open + 1..];
    let body = inside.split('\n').next()?;
    let says_already =
        block(inside)?.lines().any(|line| line.trim_start().starts_with("sensitive"));
    // What takes the mark off by hand takes this one off, too.
    let is_bared = block(inside)?.contains("nonsensitive(");
    if !between.trim().is_empty() || says_already || is_bared {
        return None;
    }
    let at = label.end as usize + open + 1;
    let indent = indentation(source, label.start as usize);
    let newline = newline(source);
    let step = step(inside, &indent);
    let line = format!("{newline}{indent}{step}sensitive = true");
    let text = match body.trim() {
        // More lines follow; a blank one keeps what is lined up there lined up.
        "" if !only_closes(inside) => format!("{line}{newline}"),
        "" => line,
        // What a comment declares here holds for this line.
        told if told.contains("keyfit:") => return None,
        empty if empty.starts_with('}') => format!("{line}{newline}{indent}"),
        // A block of one line holds one argument; opened, it holds two.
        only => return opened(source, at, only, &indent),
    };
    let edit = Edit::Replace { span: source.span(at, at), text: text.replace("\r\r", "\r") };
    Some(fix("mark it with `sensitive = true`", Safety::Safe, edit))
}

/// A block on one line, `{ type = string }`, on lines of its own.
fn opened(source: &Source, at: usize, body: &str, indent: &str) -> Option<Fix> {
    let (argument, rest) = body.split_once('}')?;
    if !rest.trim().is_empty() || argument.contains(['{', '#']) || argument.contains("//") {
        return None;
    }
    let length = source.text.get(at..)?.find('}')?;
    let newline = newline(source);
    let argument = argument.trim();
    let step = step(&source.text, indent);
    let text = format!(
        "{newline}{indent}{step}sensitive = true{newline}{newline}{indent}{step}{argument}{newline}{indent}"
    );
    let edit = Edit::Replace { span: source.span(at, at + length), text };
    Some(fix("mark it with `sensitive = true`", Safety::Safe, edit))
}

/// By how much the lines of a block stand further in than the block: as its first line, else as Terraform formats it.
fn step(inside: &str, indent: &str) -> &'static str {
    let is_further = |line: &str| line.strip_prefix(indent).is_some_and(|it| it.starts_with('\t'));
    if inside.lines().skip(1).find(|line| !line.trim().is_empty()).is_some_and(is_further) {
        return "\t";
    }
    "  "
}

/// What stands in a block up to its closing brace; braces in texts may end it early, and then nothing is changed.
fn block(inside: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return inside.get(..at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether nothing but the closing brace follows on the next line.
fn only_closes(inside: &str) -> bool {
    inside.lines().nth(1).is_some_and(|line| line.trim() == "}")
}

/// A line of the ignore file. A name that would be more than one line, or a pattern of other files, proposes none.
fn ignore_file(source: &Source) -> Option<Fix> {
    let name = source.file_name();
    let is_pattern = |it: char| it.is_control() || "*?[]\\\u{fffd}".contains(it);
    if name.contains(is_pattern) || name.starts_with(['!', '#']) || name.trim() != name {
        return None;
    }
    let edit = Edit::Line { path: ".gitignore".to_owned(), text: name.to_owned() };
    Some(fix(&format!("add `{name}` to .gitignore"), Safety::Safe, edit))
}

/// A comment that declares the kind.
fn declare(source: &Source, span: Span, kind: &str) -> Option<Fix> {
    let says = format!("declare in place that it is a {kind} token");
    remark(source, span, &format!("keyfit: {kind}"), &says, Safety::Unsafe)
}

/// A comment above the line, or behind what is lined up there; none where the format has none at that place.
pub fn remark(source: &Source, span: Span, words: &str, says: &str, safety: Safety) -> Option<Fix> {
    const COMMENTED: [&str; 10] =
        ["yml", "yaml", "tf", "tofu", "tfvars", "toml", "sh", "py", "env", "envrc"];
    let is_commented = has_ending(source, &COMMENTED);
    // A comment inside of a script of several lines would be part of the script.
    if !is_commented || in_block_text(source, span) {
        return None;
    }
    let start = line_start(source, span.start as usize);
    let edit = match behind_argument(source, start) {
        Some(end) if has_ending(source, &["tf", "tofu", "tfvars"]) => {
            Edit::Replace { span: source.span(end, end), text: format!(" # {words}") }
        }
        _ => {
            let indent = indentation(source, start);
            let text = format!("{indent}# {words}{}", newline(source));
            Edit::Replace { span: source.span(start, start), text }
        }
    };
    Some(fix(says, safety, edit))
}

/// The end of a line of Terraform that is lined up with the argument above it: a comment between the two would part
/// them, and `terraform fmt` would move both. None where comments are lined up, too.
fn behind_argument(source: &Source, start: usize) -> Option<usize> {
    let above = source.text.get(..start)?.lines().next_back().unwrap_or_default();
    let mut lines = source.text.get(start..)?.lines();
    let (line, below) = (lines.next()?, lines.next().unwrap_or_default());
    let has_comment = |it: &str| it.contains('#') || it.contains(" //");
    let goes_on = line.trim_end().ends_with(['{', '[', '(', ',']) || line.contains("<<");
    let is_plain = !goes_on && ![above, line, below].into_iter().any(has_comment);
    (is_plain && above.contains('=')).then(|| start + line.trim_end().len())
}

/// Whether the line is part of a text that runs over several lines: a script within YAML, a command that goes on.
fn in_block_text(source: &Source, span: Span) -> bool {
    let start = line_start(source, span.start as usize);
    let line = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let is_entry = line.trim_start().split_once([':', '=']).is_some_and(|(key, _)| {
        key.trim().bytes().all(|it| it.is_ascii_alphanumeric() || b"_-. \"'".contains(&it))
    });
    let mut indent = indent_of(line);
    let above = source.text.get(..start).unwrap_or_default().lines().rev();
    let mut opens = false;
    for outer in above.filter(|it| !it.trim().is_empty()) {
        // Nothing begins further left.
        if opens || indent == 0 {
            break;
        }
        let is_outer = indent_of(outer) < indent;
        indent = indent.min(indent_of(outer));
        opens = is_outer && outer.trim_end().trim_end_matches(['-', '+']).ends_with(['|', '>']);
    }
    !is_entry || opens
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn fix(says: &str, safety: Safety, edit: Edit) -> Fix {
    Fix { says: says.to_owned(), safety, edits: vec![edit] }
}

/// Whether a file's name ends so, in whatever case: `main.tf`, `.env`.
fn has_ending(source: &Source, endings: &[&str]) -> bool {
    let (_, ending) = source.file_name().rsplit_once('.').unwrap_or_default();
    endings.iter().any(|it| it.eq_ignore_ascii_case(ending))
}

fn line_start(source: &Source, at: usize) -> usize {
    source.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |it| it + 1)
}

fn indentation(source: &Source, at: usize) -> String {
    let line = source.text.get(line_start(source, at)..).unwrap_or_default();
    line.chars().take_while(|it| matches!(it, ' ' | '\t')).collect()
}

/// How the file ends its lines.
fn newline(source: &Source) -> &'static str {
    if source.text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Encoding, SourceId};

    fn marked(text: &str) -> Option<String> {
        let source = Source::new(SourceId(0), "variables.tf", text, Encoding::Utf8);
        let start = text.find('"').expect("there is a label") + 1;
        let end = start + text[start..].find('"').expect("the label ends");
        let fix = mark_sensitive(&source, source.span(start, end))?;
        let [Edit::Replace { span, text: with }] = fix.edits.as_slice() else { return None };
        let mut text = text.to_owned();
        text.replace_range(span.start as usize..span.end as usize, with);
        Some(text)
    }

    #[test]
    fn a_script_within_yaml_takes_no_declaration() {
        let text = "jobs:\n  a:\n    env:\n      X: 1\n    run: |-\n      if x; then\n        Y=2\n      fi\n";
        let source = Source::new(SourceId(0), "a.yml", text, Encoding::Utf8);
        for (piece, is_declared) in [("X: 1", true), ("Y=2", false), ("if x", false)] {
            let at = text.find(piece).expect("the piece is there");
            let fix = declare(&source, source.span(at, at + 1), "service");
            assert_eq!(fix.is_some(), is_declared, "{piece}");
        }
    }

    #[test]
    fn a_declaration_parts_no_arguments_that_are_lined_up() {
        let group = "provider \"x\" {\n  account_id = 1\n  token      = var.t\n}\n";
        for (text, after) in [
            (group.to_owned(), "token      = var.t # keyfit: service\n"),
            (group.replace('\n', "\r\n"), "token      = var.t # keyfit: service\r\n"),
            (group.replace("var.t", "var.t # x"), "# keyfit: service\n  token "),
            (group.replace("  account_id = 1\n", ""), "{\n  # keyfit: service\n  token "),
        ] {
            let source = Source::new(SourceId(0), "a.tf", text.as_str(), Encoding::Utf8);
            let at = text.find("var.t").expect("the value is there");
            let fix = declare(&source, source.span(at, at + 5), "service").expect("there is one");
            let [Edit::Replace { span, text: with }] = fix.edits.as_slice() else { return };
            let mut changed = text.clone();
            changed.insert_str(span.start as usize, with);
            assert!(changed.contains(after), "{changed}");
        }
    }

    #[test]
    fn a_block_is_marked_and_keeps_the_rest() {
        for (before, after) in [
            ("variable \"t\" {}\n", Some("variable \"t\" {\n  sensitive = true\n}\n")),
            ("variable \"t\" {} # x\n", Some("variable \"t\" {\n  sensitive = true\n} # x\n")),
            ("variable \"t\" {\n}\n", Some("variable \"t\" {\n  sensitive = true\n}\n")),
            (
                "variable \"t\" {\n  type        = string\n  description = \"x\"\n}\n",
                Some(
                    "variable \"t\" {\n  sensitive = true\n\n  type        = string\n  description = \"x\"\n}\n",
                ),
            ),
            (
                "variable \"t\" { type = string }\n",
                Some("variable \"t\" {\n  sensitive = true\n\n  type = string\n}\n"),
            ),
            (
                "  variable \"t\" {\r\n    type = string\r\n  }\r\n",
                Some(
                    "  variable \"t\" {\r\n    sensitive = true\r\n\r\n    type = string\r\n  }\r\n",
                ),
            ),
            (
                "variable \"t\" {\n\ttype = string\n}\n",
                Some("variable \"t\" {\n\tsensitive = true\n\n\ttype = string\n}\n"),
            ),
            ("output \"t\" {\n  value = nonsensitive(var.t)\n}\n", None),
            ("variable \"t\" {\n  sensitive = false\n}\n", None),
            ("variable \"t\" { default = { a = 1 } }\n", None),
            ("variable \"t\" {", None),
        ] {
            assert_eq!(marked(before).as_deref(), after, "{before}");
        }
    }
}
