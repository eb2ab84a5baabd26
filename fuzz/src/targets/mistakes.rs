//! Mistakes: each lies in its file, and what is shown of them steers no terminal.

use keyfit::policy::{Mistake, show};

/// Hold the mistakes of what was not taken.
pub fn hold(mistakes: &[Mistake]) {
    assert!(!mistakes.is_empty(), "what is not taken has a mistake");
    for it in mistakes {
        let (start, end) = (it.start, it.end);
        assert!(start <= end && end <= it.text.len(), "{start}..{end} of {}", it.text.len());
        let is_between = it.text.is_char_boundary(start) && it.text.is_char_boundary(end);
        assert!(is_between, "{start}..{end} begins or ends inside of a character");
        assert!(!it.message.is_empty());
    }
    let shown = show(mistakes, false);
    assert!(!shown.is_empty());
    is_inert(&shown);
}

/// Hold that nothing that steers a terminal is in what is shown without colours.
pub fn is_inert(shown: &str) {
    let steers = shown.chars().find(|it| *it != '\n' && it.is_control());
    assert_eq!(steers, None, "nothing that steers a terminal is shown");
}
