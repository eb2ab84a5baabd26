//! The same value in every format, in forms that people and programs give it.

use std::fmt::Write as _;

use super::generator::{Dice, Meant};

/// A value as JSON, which is YAML too.
pub fn json(value: &Meant) -> String {
    match value {
        Meant::Nothing => "null".to_owned(),
        Meant::Text(text) => double(text),
        Meant::List(items) => format!("[{}]", joined(items.iter().map(json))),
        Meant::Map(entries) => {
            let pair = |(key, value): &(String, Meant)| format!("{}: {}", double(key), json(value));
            format!("{{{}}}", joined(entries.iter().map(pair)))
        }
    }
}

/// A map as the attributes of an object of HCL.
pub fn hcl(value: &Meant) -> String {
    format!("it = {}\n", expression(value))
}

fn expression(value: &Meant) -> String {
    match value {
        Meant::Nothing => "null".to_owned(),
        Meant::Text(text) => hcl_text(text),
        Meant::List(items) => format!("[{}]", joined(items.iter().map(expression))),
        Meant::Map(entries) => {
            let pair = |(key, value): &(String, Meant)| {
                format!("  {} = {}\n", hcl_text(key), expression(value))
            };
            format!("{{\n{}}}", entries.iter().map(pair).collect::<String>())
        }
    }
}

fn hcl_text(text: &str) -> String {
    double(text).replace("${", "$${").replace("%{", "%%{")
}

/// A map as TOML; what is nothing is left out there.
pub fn toml(value: &Meant) -> String {
    let Meant::Map(entries) = value else { return String::new() };
    let line = |(key, value): &(String, Meant)| {
        Some(format!("{} = {}\n", double(key), toml_value(value)?))
    };
    entries.iter().filter_map(line).collect()
}

fn toml_value(value: &Meant) -> Option<String> {
    Some(match value {
        Meant::Nothing => return None,
        Meant::Text(text) if text.contains('\'') || text.contains(['\n', '\t']) => double(text),
        Meant::Text(text) => format!("'{text}'"),
        Meant::List(items) => format!("[{}]", joined(items.iter().filter_map(toml_value))),
        Meant::Map(entries) => {
            let pair = |(key, value): &(String, Meant)| {
                Some(format!("{} = {}", double(key), toml_value(value)?))
            };
            format!("{{{}}}", joined(entries.iter().filter_map(pair)))
        }
    })
}

/// A map of texts as an env file: bare where a text can be, else between single quotes, over lines if need be.
pub fn dotenv(value: &Meant, dice: &mut Dice) -> String {
    let Meant::Map(entries) = value else { return String::new() };
    let mut text = String::new();
    for (key, value) in entries {
        let Meant::Text(value) = value else { continue };
        let bare = !value.is_empty() && value.bytes().all(|it| it.is_ascii_alphanumeric());
        let value = if bare && dice.below(2) == 0 { value.clone() } else { format!("'{value}'") };
        let _ = writeln!(text, "{}{key}={value}", ["", "export "][dice.below(2)]);
    }
    text
}

/// A value as YAML in blocks, each text in one of the styles that can hold it.
pub fn yaml(value: &Meant, dice: &mut Dice) -> String {
    block(value, 0, dice)
}

/// What stands behind a key's colon or an item's dash, its line break included.
fn block(value: &Meant, depth: usize, dice: &mut Dice) -> String {
    let margin = "  ".repeat(depth);
    match value {
        Meant::Nothing => [" null\n", " ~\n", "\n"][dice.below(3)].to_owned(),
        Meant::Text(text) => format!(" {}\n", styled(text, &margin, dice)),
        Meant::List(items) if items.is_empty() => " []\n".to_owned(),
        Meant::Map(entries) if entries.is_empty() => " {}\n".to_owned(),
        _ if dice.below(6) == 0 && 0 < depth => format!(" {}\n", json(value)),
        Meant::List(items) => {
            let item = |it: &Meant| format!("{margin}-{}", block(it, depth + 1, dice));
            format!("\n{}", items.iter().map(item).collect::<String>())
        }
        Meant::Map(entries) => {
            let mut text = "\n".to_owned();
            for (key, value) in entries {
                let value = block(value, depth + 1, dice);
                let _ = write!(text, "{margin}{}:{value}", quoted(key, dice));
            }
            text
        }
    }
}

fn styled(text: &str, margin: &str, dice: &mut Dice) -> String {
    let takes_block = text.len() > 1 && !text.starts_with([' ', '\n', '\u{feff}', '\t']);
    if takes_block && text.contains('\n') && dice.below(2) == 0 {
        let body = text.trim_end_matches('\n');
        let chomp = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => return double(text),
        };
        let indented = |line: &str| {
            if line.is_empty() { "\n".to_owned() } else { format!("{margin}  {line}\n") }
        };
        let lines: String = body.split('\n').map(indented).collect();
        return format!("|{chomp}\n{}", lines.trim_end_matches('\n'));
    }
    let plain =
        text.bytes().all(|it| it.is_ascii_alphabetic()) && !["", "true", "null"].contains(&text);
    if plain { text.to_owned() } else { quoted(text, dice) }
}

fn quoted(text: &str, dice: &mut Dice) -> String {
    let fits = !text.contains(['\n', '\t', '\u{feff}']);
    if fits && dice.below(2) == 0 {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double(text)
    }
}

/// A text in double quotes, by the escapes that all formats know.
fn double(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    let escaped = escaped.replace('\n', "\\n").replace('\t', "\\t").replace('\u{feff}', "\\ufeff");
    format!("\"{escaped}\"")
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
