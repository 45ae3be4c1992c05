//! Rules for text that people type.

/// What is wrong with a text, in the words of the answer's `details`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Fewer characters than asked for.
    #[error("must be at least {0} characters")]
    TooShort(usize),
    /// More characters than allowed.
    #[error("must be at most {0} characters")]
    TooLong(usize),
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Control characters, or invisible ones that turn or hide the text around them.
    #[error("must not contain control characters")]
    Control,
    /// Not an absolute http or https address.
    #[error("must be an http or https URL")]
    NotUrl,
}

/// Trims `text` and checks its length, counted in characters and not in bytes.
/// Line breaks and tabs are kept; other control characters are refused.
///
/// # Errors
/// The first rule that the text breaks.
pub fn bounded(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.chars().any(is_refused) {
        return Err(TextError::Control);
    }
    match text.chars().count() {
        0 if min > 0 => Err(TextError::Empty),
        n if n < min => Err(TextError::TooShort(min)),
        n if n > max => Err(TextError::TooLong(max)),
        _ => Ok(text.to_owned()),
    }
}

/// Like [`bounded`], for text of one line: names, titles, queries.
///
/// # Errors
/// The first rule that the text breaks.
pub fn line(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let text = bounded(text, min, max)?;
    if text.chars().any(char::is_control) {
        return Err(TextError::Control);
    }
    Ok(text)
}

/// An absolute http or https URL with a host, of at most `max` characters.
///
/// # Errors
/// The first rule that the text breaks.
pub fn web_url(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, 1, max)?;
    match url::Url::parse(&text) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https") && url.has_host() && !text.contains(char::is_whitespace) =>
        {
            Ok(text)
        }
        _ => Err(TextError::NotUrl),
    }
}

/// Control characters but line break and tab; the marks that turn the direction of text that follows
/// (bidi overrides and isolates); zero-width characters that make two names look like one (the
/// joiners stay: scripts and emoji need them).
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_after_trimming() {
        assert_eq!(bounded("  höhö  ", 1, 4).as_deref(), Ok("höhö"));
        assert_eq!(bounded("höhöh", 1, 4), Err(TextError::TooLong(4)));
        assert_eq!(bounded("   ", 1, 4), Err(TextError::Empty));
        assert_eq!(bounded("ab", 3, 4), Err(TextError::TooShort(3)));
        assert_eq!(bounded("   ", 0, 4).as_deref(), Ok(""));
    }

    #[test]
    fn control_bidi_and_zero_width_characters_are_refused() {
        for text in ["a\u{0}b", "a\u{202E}b", "a\u{200B}b", "a\u{7}"] {
            assert_eq!(bounded(text, 1, 10), Err(TextError::Control), "{text:?}");
        }
        assert!(bounded("two\nlines", 1, 10).is_ok());
        assert_eq!(line("two\nlines", 1, 10), Err(TextError::Control));
        assert!(line("👩‍💻 here", 1, 10).is_ok());
    }

    #[test]
    fn urls_are_absolute_and_of_the_web() {
        assert!(web_url("https://example.com/a.png", 2048).is_ok());
        for url in ["javascript:alert(1)", "ftp://a/b", "/a.png", "https://", "http://a b", "data:,x"] {
            assert!(web_url(url, 2048).is_err(), "{url}");
        }
    }
}
