//! Days, as an allowance names its last one.

use crate::model::is_day;

use super::mistake::quoted;
use super::value::Value;

const HELP: &str = "write a day of the calendar as `2027-03-31`";

/// The day of a TOML date or of a quoted one, as `YYYY-MM-DD`.
pub(super) fn until(value: &Value) -> Option<String> {
    let day = match value.node().as_date() {
        Some(day) if day.time.is_none() && day.offset.is_none() => day.to_string(),
        Some(_) => {
            value.mistake("an allowance ends with a day, not at a time of day", HELP);
            return None;
        }
        None if value.node().as_text().is_some() => value.text()?,
        None => {
            value.wrong_type("a date", "2027-03-31");
            return None;
        }
    };
    if !is_day(&day) {
        value.mistake(format!("{} is no day", quoted(&day)), HELP);
    }
    Some(day)
}
