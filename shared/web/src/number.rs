//! Whole numbers as JSON writes them: `30`, `30.0` and `3e1` are one.

use serde_json::{Number, Value};

/// A whole number from 0 on; `None` for anything else: a fraction, a negative one, one too large, none.
pub(crate) fn whole(value: &Value) -> Option<u32> {
    let number = value.as_number()?;
    if let Some(number) = number.as_u64() {
        return u32::try_from(number).ok();
    }
    let number = number.as_f64()?;
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, and within the bounds of a u32"
    )]
    is_whole.then_some(number as u32)
}

/// The same of a query string, where a number may have zeros before it, too.
#[must_use]
pub fn whole_text(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { whole(&Value::Number(text.parse::<Number>().ok()?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_be_written_in_several_ways() {
        for (text, number) in [
            ("30", 30),
            ("30.0", 30),
            ("3e1", 30),
            ("3E+1", 30),
            ("0.3e2", 30),
            ("300e-1", 30),
            ("0", 0),
            ("-0", 0),
            ("-0.0", 0),
            ("0e9", 0),
            ("4294967295", u32::MAX),
            ("4294967295.0", u32::MAX),
        ] {
            assert_eq!(whole(&serde_json::from_str(text).unwrap()), Some(number), "{text}");
            assert_eq!(whole_text(text), Some(number), "{text}");
        }
        assert_eq!(whole_text("007"), Some(7));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "30.5",
            "-1",
            "-1e0",
            "1e-1",
            "4294967296",
            "4294967296.0",
            "1e300",
            "99999999999999999999",
            "18446744073709551616",
            "-1e300",
        ] {
            assert_eq!(whole(&serde_json::from_str(text).unwrap()), None, "{text}");
            assert_eq!(whole_text(text), None, "{text}");
        }
        for text in [
            "",
            " ",
            "NaN",
            "Infinity",
            "-Infinity",
            "nan",
            "inf",
            "1e999",
            "0x1e",
            "1_000",
            "+30",
            " 30",
            "30 ",
            "3e",
            "٣",
            "1,5",
            "1.",
            ".5",
            "--1",
        ] {
            assert_eq!(whole_text(text), None, "{text}");
        }
        for json in ["\"30\"", "true", "null", "[30]", "{}"] {
            assert_eq!(whole(&serde_json::from_str(json).unwrap()), None, "{json}");
        }
    }
}
