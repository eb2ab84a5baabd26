//! `terraform.workspace == "prod" ? var.a : var.b`: values among which a condition chooses. Each is a case of its own,
//! amid what its condition asks.

use std::ops::Range;

use crate::extract::targets;
use crate::model::Test;

/// More conditionals within one another are no configuration that people write.
const DEPTH: usize = 8;

/// Where each value of a conditional stands in its text, and what must hold for it; none where no condition can be
/// read.
pub(super) fn of(text: &str) -> Vec<(Test, Range<usize>)> {
    let mut cases = Vec::new();
    // An interpolation may hold quotes of its own; what is written that way is read as a whole.
    if text.contains('?') && !text.contains("${") {
        add(text, 0..text.len(), &[], &mut cases);
    }
    let chosen = cases.iter().any(|(asked, _)| asked.says_something());
    if chosen { cases } else { Vec::new() }
}

/// Add the cases of a piece of a text. It calls itself once a conditional in another one.
fn add(text: &str, piece: Range<usize>, around: &[Test], cases: &mut Vec<(Test, Range<usize>)>) {
    let piece = bare(text, piece);
    let parts = parts(&text[piece.clone()]).filter(|_| around.len() < DEPTH);
    let Some((condition, yes, no)) = parts else {
        let mut asked: Vec<Test> = around.to_vec();
        asked.retain(Test::says_something);
        let asked = if asked.len() == 1 { asked.swap_remove(0) } else { Test::All(asked) };
        cases.push((asked, piece));
        return;
    };
    let holds = asked(text[piece.clone()][condition].trim());
    let within = |it: Range<usize>| piece.start + it.start..piece.start + it.end;
    let with = |test: Test| [around, &[test]].concat();
    let opposite = match &holds {
        Test::Not(it) => (**it).clone(),
        it => Test::Not(Box::new(it.clone())),
    };
    add(text, within(yes), &with(holds), cases);
    add(text, within(no), &with(opposite), cases);
}

/// A piece without the spaces and parentheses around it.
fn bare(text: &str, piece: Range<usize>) -> Range<usize> {
    let mut piece = piece;
    for _ in 0..DEPTH {
        let slice = &text[piece.clone()];
        let start = piece.start + (slice.len() - slice.trim_start().len());
        piece = start..start + slice.trim().len();
        // Nothing but the parenthesis itself is outside of it.
        if !text[piece.clone()].starts_with('(') || 1 < outside(&text[piece.clone()]).len() {
            break;
        }
        piece = piece.start + 1..(piece.end - 1).max(piece.start + 1);
    }
    piece
}

/// The condition and both values of a conditional.
fn parts(text: &str) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
    let outside = outside(text);
    let mut marks = outside.iter().filter(|(_, byte)| matches!(byte, b'?' | b':'));
    let (question, _) = *marks.next().filter(|(_, byte)| *byte == b'?')?;
    let mut open = 0_usize;
    for (at, byte) in marks {
        match (byte, open) {
            (b'?', _) => open += 1,
            (_, 0) => return Some((0..question, question + 1..*at, *at + 1..text.len())),
            _ => open -= 1,
        }
    }
    None
}

/// The bytes that stand outside of brackets and quotes, and the brackets that open there.
pub(super) fn outside(text: &str) -> Vec<(usize, u8)> {
    let (mut outside, mut depth, mut quoted, mut escaped) = (Vec::new(), 0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'(' | b'[' | b'{' => {
                outside.extend((depth == 0).then_some((at, byte)));
                depth += 1;
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => outside.extend((depth == 0).then_some((at, byte))),
        }
    }
    outside
}

/// What a condition asks, if it compares the workspace or a target with a text.
fn asked(condition: &str) -> Test {
    let condition = &condition[bare(condition, 0..condition.len())];
    let outside = outside(condition);
    let sign =
        outside.windows(2).find(|pair| pair[1].1 == b'=' && matches!(pair[0].1, b'=' | b'!'));
    let Some([(at, sign), _]) = sign else { return listed(condition) };
    let sides = [condition[..*at].trim(), condition[at + 2..].trim()];
    let target = match sides {
        [name, value] | [value, name] if is_target(name) => text(value),
        _ => None,
    };
    match target.map(|it| Test::Target(it.to_owned())) {
        Some(test) if *sign == b'!' => Test::Not(Box::new(test)),
        Some(test) => test,
        None => Test::Unknown,
    }
}

/// `contains(["prod", "production"], terraform.workspace)`.
fn listed(condition: &str) -> Test {
    let inner = condition.strip_prefix("contains(").and_then(|rest| rest.strip_suffix(')'));
    let list = inner.and_then(|inner| inner.trim_start().strip_prefix('[')?.split_once(']'));
    match list {
        Some((list, rest)) if is_target(rest.trim_start_matches([',', ' '])) => {
            let texts = list.split(',').filter_map(|it| text(it.trim())).take(20);
            Test::Any(texts.map(|it| Test::Target(it.to_owned())).collect())
        }
        _ => Test::Unknown,
    }
}

/// A text in quotes.
fn text(written: &str) -> Option<&str> {
    written.strip_prefix('"')?.strip_suffix('"').filter(|it| !it.contains(['"', '\\']))
}

fn is_target(name: &str) -> bool {
    let name = name.trim();
    let is_name =
        |it: &str| it.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    name == "terraform.workspace"
        || name
            .strip_prefix("var.")
            .or_else(|| name.strip_prefix("local."))
            .is_some_and(|it| is_name(it) && targets::names_one(it))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_conditional_has_its_cases() {
        for (text, expected) in [
            (
                r#"terraform.workspace == "prod" ? var.a : var.b"#,
                "var.a for the target `prod`|var.b except for the target `prod`",
            ),
            (
                r#"("dev" != var.environment) ? (var.a) : var.b"#,
                "var.a except for the target `dev`|var.b for the target `dev`",
            ),
            (
                r#"var.env == "p" ? x["?"] : local.stage == "s" ? f(a ? 1 : 2) : c"#,
                "x[\"?\"] for the target `p`|f(a ? 1 : 2) except for the target `p` and for the target `s`|c except for the target `p` and except for the target `s`",
            ),
            (
                r#"contains(["a", "b"], var.env) ? x : y"#,
                "x for the target `a` or for the target `b`|y except for the target `a` or for the target `b`",
            ),
            ("var.use_pat ? var.a : var.b", ""),
            (r#"var.env == "${x}" ? var.a : var.b"#, ""),
            (r#"var.env == "x" ? var.a"#, ""),
            ("var.a", ""),
            ("(", ""),
            ("(((((((((((? : )", ""),
        ] {
            let cases = of(text);
            let told: Vec<String> =
                cases.iter().map(|(asked, at)| format!("{} {asked}", &text[at.clone()])).collect();
            assert_eq!(told.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn many_conditionals_end() {
        let many = r#"var.env == "a" ? x : "#.repeat(20_000) + "y";
        of(&many);
        of(&"(".repeat(100_000));
    }
}
