//! How loud a rule speaks, and in which of its words.

use crate::model::{Level, Policy, Rule, rule::LevelCase};

use super::vocabulary;

/// What cannot run is worth knowing, not worth stopping for.
pub(super) fn heard(level: Level, active: bool) -> Level {
    if active { level } else { Level::Note }
}

/// The case of a rule that a subject is, if it is one.
pub(super) fn special(
    rule: &Rule,
    said: impl Fn(&str) -> Option<Vec<String>>,
) -> Option<&LevelCase> {
    rule.levels.iter().find(|it| vocabulary::all(&it.when, &said))
}

/// The message: what the special case says, else the rule.
pub(super) fn say<'r>(rule: &'r Rule, special: Option<&'r LevelCase>) -> &'r str {
    special.and_then(|it| it.say.as_deref()).unwrap_or(&rule.say)
}

/// What to do: what the special case says, else the rule.
pub(super) fn help<'r>(rule: &'r Rule, special: Option<&'r LevelCase>) -> &'r str {
    special.and_then(|it| it.help.as_deref()).unwrap_or(&rule.help)
}

/// The level of a rule: the settings' own, else that of a special case or the rule as the preset takes it. None is off.
pub(super) fn level(rule: &Rule, special: Option<&LevelCase>, policy: &Policy) -> Option<Level> {
    let set =
        policy.settings.levels.iter().rev().find(|(id, _)| *id == rule.id).map(|(_, level)| *level);
    let own = || special.map_or(rule.level, |it| it.level);
    set.unwrap_or_else(|| own().map(|level| policy.settings.preset.of(level)))
}
