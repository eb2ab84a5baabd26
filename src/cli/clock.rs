//! The day of the run.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::is_day;

/// The current day in UTC, `YYYY-MM-DD`.
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let (year, month, day) = civil((seconds / 86_400).cast_signed());
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar. Years are counted from
/// March, so that the leap day is the last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// A day as written on the command line.
pub fn date(text: &str) -> Result<String, String> {
    let day = is_day(text).then(|| text.to_owned());
    day.ok_or_else(|| "write a day of the calendar as YYYY-MM-DD".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{civil, date};

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (20_780, (2026, 11, 23)),
            (-1, (1969, 12, 31)),
        ] {
            assert_eq!(civil(days), expected, "{days}");
        }
    }

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for (text, expected) in [
            ("2026-06-30", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2026-06-31", false),
            ("2026-13-01", false),
            ("2026-00-01", false),
            ("2026-6-30", false),
            ("+026-06-30", false),
            ("2026-06-30-", false),
            ("today", false),
            ("", false),
        ] {
            assert_eq!(date(text).is_ok(), expected, "{text}");
        }
    }
}
