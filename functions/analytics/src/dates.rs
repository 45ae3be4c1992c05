//! The days that are asked for.

use domain::Time;
use domain::audience::Day;
use web::{Fields, PageQuery, Result};

/// Days unless asked otherwise.
const DEFAULT_DAYS: i64 = 30;
/// Most days.
const MAX_DAYS: i64 = 366;

/// The first and the last day that are asked for: the last 30 unless told otherwise, today among them.
///
/// # Errors
/// What is no date; days the wrong way round; more than 366.
pub fn read(query: &PageQuery, now: Time) -> Result<(Day, Day)> {
    let mut fields = Fields::default();
    let mut date =
        |name: &str| -> Option<Day> { query.get(name)?.parse().map_err(|error| fields.error(name, error)).ok() };
    let (from, to) = (date("from"), date("to"));
    let span = DEFAULT_DAYS - 1;
    let last = to.unwrap_or_else(|| from.map_or(Day::of(now), |from| from.plus(span).min(Day::of(now).max(from))));
    let first = from.unwrap_or_else(|| last.plus(-span));
    if last < first {
        fields.error("to", "must not be before from");
    } else if last.days_since(first) >= MAX_DAYS {
        fields.error("to", format_args!("must be within {MAX_DAYS} days of from"));
    }
    fields.finish()?;
    Ok((first, last))
}
