//! Why something is allowed.

/// What stands in the place of a reason until somebody gives one.
pub const TO_BE_SAID: &str = "TODO: say why";

/// Whether a text gives a reason. A blank one does not, nor does what stands where one is to be filled in.
pub fn is_reason(text: &str) -> bool {
    let text = text.trim();
    let behind = |mark: &str| {
        let (head, rest) = text.split_at_checked(mark.len())?;
        head.eq_ignore_ascii_case(mark).then_some(rest)
    };
    let rest = behind("TODO").map_or(text, |rest| rest.trim_start_matches([':', ' ']));
    let is_left = rest.len() < text.len() && rest.trim_end_matches('.') == "say why";
    !rest.chars().all(|it| !it.is_alphanumeric()) && !is_left
}

#[cfg(test)]
mod tests {
    use super::{TO_BE_SAID, is_reason};

    #[test]
    fn what_is_to_be_filled_in_is_no_reason() {
        for text in ["", " ", "\u{2026}", "TODO", "todo:", "TODO say why", TO_BE_SAID] {
            assert!(!is_reason(text), "{text}");
        }
        for text in ["it must", "say why", "TODO: move to a service token", "PLAT-1", "\u{4f8b}"] {
            assert!(is_reason(text), "{text}");
        }
    }
}
