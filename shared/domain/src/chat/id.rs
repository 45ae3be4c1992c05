//! Ids of messages are ULIDs: they begin with their time, so places in the history can be made of times.

use crate::Time;

/// Crockford's base 32, as ULIDs have it.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of the time, and of all of it.
const OF_TIME: usize = 10;
const ALL: usize = 26;

/// When the message of this id was sent; `None` of a text that is no id.
#[must_use]
pub fn sent_at(id: &str) -> Option<Time> {
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte).and_then(|at| i64::try_from(at).ok());
    let digits: Vec<i64> = id.bytes().map(digit).collect::<Option<_>>()?;
    let is_of_48_bits = digits.first().is_some_and(|first| *first < 8);
    let millis = digits.get(..OF_TIME)?.iter().fold(0, |millis, digit| millis * 32 + digit);
    (digits.len() == ALL && is_of_48_bits).then(|| Time::from_millis(millis))
}

/// The least id of this moment.
#[must_use]
pub fn first_at(at: Time) -> String {
    let millis = at.as_millis().max(0).unsigned_abs();
    let time = (0..OF_TIME).rev().map(|place| {
        let at = usize::try_from(millis >> (5 * place) & 31).unwrap_or_default();
        char::from(DIGITS[at])
    });
    time.chain(std::iter::repeat_n('0', ALL - OF_TIME)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_each_id() {
        // The specification's own example.
        assert_eq!(sent_at("01ARZ3NDEKTSV4RRFFQ69G5FAV").map(Time::as_millis), Some(1_469_922_850_259));
        let at = Time::from_millis(1_795_472_785_645);
        let first = first_at(at);
        assert_eq!((first.len(), sent_at(&first)), (26, Some(at)));
        assert!(first_at(at.plus_millis(-1)) < first && first < first_at(at.plus_millis(1)));
        for text in ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01arz3ndektsv4rrffq69g5fav", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "x"] {
            assert_eq!(sent_at(text), None, "{text}");
        }
    }
}
