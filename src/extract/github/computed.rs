//! What an expression may come to, as far as the file says it: `format('DBT_TOKEN_{0}', matrix.stage)`.

use super::expression::Expression;
use super::file::Values;
use crate::model::{Most, Within as _};

/// More texts than these are not looked at.
const MANY: Most = Most::new(16, "texts that one expression may be");

/// No name is longer.
const LENGTH: usize = 200;

impl Expression {
    /// The texts that it may come to; none where part of it is not known.
    pub(super) fn texts(&self, values: &Values) -> Vec<String> {
        match self {
            Self::Literal(text) => vec![text.clone()],
            Self::Reference(path, _) => of_reference(path, values),
            Self::Call(name, arguments) if name.eq_ignore_ascii_case("format") => {
                formatted(arguments, values)
            }
            Self::Or(_) | Self::And(_) => {
                self.alternatives().iter().within(MANY).flat_map(|it| it.texts(values)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn of_reference(path: &[String], values: &Values) -> Vec<String> {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["matrix", keys @ ..] => {
            let key = keys.join(".");
            let found = values.matrix.iter().filter(|(name, _)| *name == key);
            found.map(|(_, value)| value.clone()).within(MANY).collect()
        }
        ["inputs", name] | ["github", "event", "inputs", name] => {
            values.inputs.get(&name.to_lowercase()).cloned().unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// `format('{0}-{1}', a, b)` with every text that the arguments may be.
fn formatted(arguments: &[Expression], values: &Values) -> Vec<String> {
    let Some((Expression::Literal(pattern), arguments)) = arguments.split_first() else {
        return Vec::new();
    };
    let mut texts = vec![pattern.clone()];
    for (index, argument) in arguments.iter().enumerate() {
        let place = format!("{{{index}}}");
        let choices = argument.texts(values);
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(|choice| text.replace(&place, choice)))
            .filter(|text| text.len() <= LENGTH)
            .within(MANY)
            .collect();
    }
    texts
}
