//! Days, as an allowance names its last one.

use toml::de::DeValue;

use super::mistake::quoted;
use super::value::Value;

const HELP: &str = "write a day of the calendar as `2027-03-31`";

/// The day of a TOML date or of a quoted one, as `YYYY-MM-DD`.
pub(super) fn until(value: &Value) -> Option<String> {
    let day = match value.raw() {
        DeValue::Datetime(day) if day.time.is_none() && day.offset.is_none() => day.to_string(),
        DeValue::Datetime(_) => {
            value.mistake("an allowance ends with a day, not at a time of day", HELP);
            return None;
        }
        DeValue::String(_) => value.text()?,
        _ => {
            value.wrong_type("a date", "2027-03-31");
            return None;
        }
    };
    if !is_day(&day) {
        value.mistake(format!("{} is no day", quoted(&day)), HELP);
    }
    Some(day)
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(0);
    shape && (1..=days(number(0, 4), number(5, 7))).contains(&number(8, 10))
}

/// How many days a month has; none if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for (text, expected) in [
            ("2027-03-31", true),
            ("2028-02-29", true),
            ("2000-02-29", true),
            ("2027-02-29", false),
            ("2100-02-29", false),
            ("2027-04-31", false),
            ("2027-13-01", false),
            ("2027-00-01", false),
            ("2027-01-00", false),
            ("2027-1-01", false),
            ("27-01-0001", false),
            ("2027-01-é", false),
            ("", false),
        ] {
            assert_eq!(is_day(text), expected, "{text}");
        }
    }
}
