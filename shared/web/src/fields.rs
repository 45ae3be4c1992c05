//! A body is checked field by field, with every error collected. (serde alone stops at the first wrong type; the contract
//! wants them all.)

use std::time::Duration;

use domain::MAX_NAME;
use domain::text::{self, TextError};
use serde_json::Value;

use crate::body::Body;
use crate::error::{Error, FieldError, Result};
use crate::number;

/// Most milliseconds that a field is read as: exact as a floating point number.
const MAX_MILLIS: f64 = 9_007_199_254_740_991.0;

/// Collects what is wrong with a request's fields. Each reader answers a value to go on with; none of
/// it is used, since [`Fields::finish`] refuses the request if anything was wrong.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Notes an error.
    pub fn error(&mut self, field: &str, message: impl std::fmt::Display) {
        self.errors.push(FieldError::new(field, message));
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.errors.is_empty()
    }

    /// Refuses the request if anything was wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all of it.
    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }

    fn text<R>(&mut self, field: &str, value: &Value, rule: R) -> Option<String>
    where
        R: Fn(&str) -> Result<String, TextError>,
    {
        let Some(text) = value.as_str() else {
            self.error(field, "must be a string");
            return None;
        };
        rule(text).map_err(|error| self.error(field, error)).ok()
    }

    /// Text of one line that must be there, of `min` to `max` characters after trimming.
    pub fn line(&mut self, body: &Body, field: &str, min: usize, max: usize) -> String {
        match body.given(field) {
            None => {
                self.error(field, "is required");
                String::new()
            }
            Some(value) => self.text(field, value, |text| text::line(text, min, max)).unwrap_or_default(),
        }
    }

    /// The name that a guest goes by, wherever they ask for a token: `guestName`, 1 to [`MAX_NAME`] characters after trimming.
    pub fn guest_name(&mut self, body: &Body) -> String {
        self.line(body, "guestName", 1, MAX_NAME)
    }

    /// Text of one line that may be missing but not null, of `min` to `max` characters after trimming.
    pub fn line_if_given(&mut self, body: &Body, field: &str, min: usize, max: usize) -> Option<String> {
        let value = body.get(field)?;
        self.text(field, value, |text| text::line(text, min, max))
    }

    /// Text that must be there, of `min` to `max` characters after trimming; line breaks are kept.
    pub fn paragraph(&mut self, body: &Body, field: &str, min: usize, max: usize) -> String {
        match body.given(field) {
            None => {
                self.error(field, "is required");
                String::new()
            }
            Some(value) => self.text(field, value, |text| text::bounded(text, min, max)).unwrap_or_default(),
        }
    }

    /// Text that may be missing, of at most `max` characters; null, or nothing that could be seen, clears.
    pub fn clearable(&mut self, body: &Body, field: &str, max: usize) -> Option<Option<String>> {
        match body.get(field)? {
            Value::Null => Some(None),
            value => {
                let text = self.text(field, value, |text| text::bounded(text, 0, max))?;
                Some((!text.is_empty()).then_some(text))
            }
        }
    }

    /// A web address that may be missing, of at most `max` bytes in its normal form; null clears.
    pub fn clearable_url(&mut self, body: &Body, field: &str, max: usize) -> Option<Option<String>> {
        match body.get(field)? {
            Value::Null => Some(None),
            value => self.text(field, value, |text| text::web_url(text, max)).map(Some),
        }
    }

    /// A boolean that may be missing.
    pub fn boolean_if_given(&mut self, body: &Body, field: &str) -> Option<bool> {
        let value = body.get(field)?;
        if !value.is_boolean() {
            self.error(field, "must be a boolean");
        }
        value.as_bool()
    }

    /// A whole number that may be missing, of `min` to `max`; `30.0` and `3e1` are 30.
    pub fn integer_if_given(&mut self, body: &Body, field: &str, min: u32, max: u32) -> Option<u32> {
        let number = number::whole(body.get(field)?).filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.error(field, format_args!("must be a whole number from {min} to {max}"));
        }
        number
    }

    /// A number of seconds that may be missing, with fractions, of `min` to `max` milliseconds; read as milliseconds.
    pub fn seconds_within_if_given(&mut self, body: &Body, field: &str, min: u64, max: u64) -> Option<u64> {
        let millis = millis(body.get(field)?).filter(|millis| (min..=max).contains(millis));
        if millis.is_none() {
            let (min, max) = (Duration::from_millis(min).as_secs_f64(), Duration::from_millis(max).as_secs_f64());
            self.error(field, format_args!("must be a number of seconds from {min} to {max}"));
        }
        millis
    }

    /// The same that must be there.
    pub fn seconds_within(&mut self, body: &Body, field: &str, min: u64, max: u64) -> u64 {
        if body.given(field).is_none() {
            self.error(field, "is required");
            return min;
        }
        self.seconds_within_if_given(body, field, min, max).unwrap_or(min)
    }

    /// A list of objects that must be there, of `min` to `max` of them, each as a body of its own under its place.
    pub fn objects(&mut self, body: &Body, field: &str, min: usize, max: usize) -> Vec<(String, Body)> {
        let Some(given) = body.given(field) else {
            self.error(field, "is required");
            return vec![];
        };
        let Some(elements) = given.as_array() else {
            self.error(field, "must be a list");
            return vec![];
        };
        if !(min..=max).contains(&elements.len()) {
            self.error(field, format_args!("must have {min} to {max} elements"));
            return vec![];
        }
        let mut objects = vec![];
        for (place, element) in elements.iter().enumerate() {
            let place = format!("{field}[{place}]");
            match element.as_object() {
                Some(object) => objects.push((place, Body::of(object.clone()))),
                None => self.error(&place, "must be an object"),
            }
        }
        objects
    }

    /// Takes over what is wrong with an element of a list, under its place, as `ranges[2].start`.
    pub fn errors_of(&mut self, place: &str, element: Self) {
        self.errors.extend(
            element.errors.into_iter().map(|error| FieldError { field: format!("{place}.{}", error.field), ..error }),
        );
    }

    /// A list that must be there, of `min` to `max` of several names, each once. What is wrong with an
    /// element is told by its place, as `categories[2]`.
    pub fn list_of<T>(&mut self, body: &Body, field: &str, min: usize, max: usize, names: &[&str]) -> Vec<T>
    where
        T: serde::de::DeserializeOwned + PartialEq,
    {
        let Some(given) = body.given(field) else {
            self.error(field, "is required");
            return vec![];
        };
        let Some(elements) = given.as_array() else {
            self.error(field, "must be a list");
            return vec![];
        };
        if !(min..=max).contains(&elements.len()) {
            // Each element told by its place could be thousands, in an answer as long as the request.
            self.error(field, format_args!("must have {min} to {max} elements"));
            return vec![];
        }
        let mut list = vec![];
        for (place, element) in elements.iter().enumerate() {
            match serde_json::from_value(element.clone()) {
                Err(_) => self.error(&format!("{field}[{place}]"), format_args!("must be one of {}", names.join(", "))),
                Ok(found) if list.contains(&found) => self.error(&format!("{field}[{place}]"), "must not come twice"),
                Ok(found) => list.push(found),
            }
        }
        list
    }

    /// One of several names, that may be missing; null is none of them.
    pub fn one_of_if_given<T>(&mut self, body: &Body, field: &str, names: &[&str]) -> Option<T>
    where
        T: serde::de::DeserializeOwned,
    {
        body.get(field)?;
        if body.given(field).is_none() {
            self.error(field, format_args!("must be one of {}", names.join(", ")));
        }
        self.one_of(body, field, names)
    }

    /// One of several names, that may be missing.
    pub fn one_of<T: serde::de::DeserializeOwned>(&mut self, body: &Body, field: &str, names: &[&str]) -> Option<T> {
        let value = body.given(field)?;
        let found = serde_json::from_value(value.clone()).ok();
        if found.is_none() {
            self.error(field, format_args!("must be one of {}", names.join(", ")));
        }
        found
    }
}

/// A number of seconds as whole milliseconds; none of what is no number, or below zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and bounded by both")]
fn millis(value: &Value) -> Option<u64> {
    let millis = (value.as_f64()? * 1_000.0).round();
    (0.0..=MAX_MILLIS).contains(&millis).then_some(millis as u64)
}

#[cfg(test)]
mod tests;
