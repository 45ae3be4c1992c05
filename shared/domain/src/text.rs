//! Rules for text that people type.
//!
//! A text has to show something: at least one character of it is **visible**. White space, control
//! characters, what Unicode says to show nothing of (`Default_Ignorable_Code_Point`: joiners, fillers, soft
//! hyphens, marks of direction, tags, variation selectors) and a few that fonts leave blank are not.
//!
//! Marks that turn the direction of what follows (overrides, embeddings, isolates) and spaces without width
//! are refused wherever they stand: they make a name look like another, or reach into the text beside it.
//! Joiners, selectors and the plain marks of direction may stand between visible ones: scripts and emoji
//! need them.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest address, in bytes of its normal form.
pub const MAX_URL: usize = 2_048;

/// What is wrong with a text, in the words of the answer's `details`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Fewer characters than asked for.
    #[error("must be at least {0} characters")]
    TooShort(usize),
    /// More characters than allowed.
    #[error("must be at most {0} characters")]
    TooLong(usize),
    /// Nothing that could be seen.
    #[error("must not be empty")]
    Empty,
    /// Control characters, or invisible ones that turn or hide the text around them.
    #[error("must not contain control characters")]
    Control,
    /// Not an absolute http or https address.
    #[error("must be an http or https URL")]
    NotUrl,
    /// An address with a user or a password in it, which everybody would be shown.
    #[error("must not contain a user name or password")]
    Credentials,
}

/// Trims `text` and checks its length, counted in characters and not in bytes; `min` above 0 asks for a
/// visible one. Line breaks and tabs are kept; other control characters are refused.
///
/// # Errors
/// The first rule that the text breaks.
pub fn bounded(text: &str, min: usize, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.chars().any(is_refused) {
        return Err(TextError::Control);
    }
    if !text.chars().any(is_visible) {
        return if min > 0 { Err(TextError::Empty) } else { Ok(String::new()) };
    }
    match text.chars().count() {
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
    if text.chars().any(breaks_line) {
        return Err(TextError::Control);
    }
    Ok(text)
}

/// A line of 1 to `max` characters of a text that nobody can be asked to shorten: what is too long is cut,
/// and not within what is read as one letter. `None` where no line is to be made of it.
#[must_use]
pub fn cut_line(text: &str, max: usize) -> Option<String> {
    let whole = line(text, 1, usize::MAX).ok()?;
    let mut left = max;
    let fitting = whole.graphemes(true).take_while(|letter| {
        let needed = letter.chars().count();
        let fits = needed <= left;
        left = left.saturating_sub(needed);
        fits
    });
    let mut cut: String = fitting.collect();
    if cut.is_empty() {
        cut = whole.chars().take(max).collect();
    }
    line(&cut, 1, max).ok()
}

/// An absolute http or https URL with a host and without credentials, in its normal form (WHATWG URL),
/// which has at most `max` bytes.
///
/// # Errors
/// The first rule that the text breaks.
pub fn web_url(text: &str, max: usize) -> Result<String, TextError> {
    let text = line(text, 1, usize::MAX)?;
    let url = url::Url::parse(&text).map_err(|_| TextError::NotUrl)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || text.contains(char::is_whitespace) {
        return Err(TextError::NotUrl);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TextError::Credentials);
    }
    if url.as_str().len() > max {
        return Err(TextError::TooLong(max));
    }
    Ok(url.into())
}

/// Whether a reader sees something of it.
#[must_use]
pub fn is_visible(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || is_ignorable(c) || is_blank(c))
}

/// What Unicode says to show nothing of.
#[must_use]
pub fn is_ignorable(c: char) -> bool {
    const IGNORABLE: icu_properties::CodePointSetDataBorrowed<'static> =
        CodePointSetData::new::<DefaultIgnorableCodePoint>();
    !c.is_ascii() && IGNORABLE.contains(c)
}

/// Blank, and in no property of Unicode's: the empty Braille cell, anchors of annotations, the null
/// notehead, the Khitan filler, format controls of hieroglyphs.
const fn is_blank(c: char) -> bool {
    matches!(c,
        '\u{2800}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D159}' | '\u{16FE4}' | '\u{13430}'..='\u{13440}')
}

/// Control characters but line break and tab; the marks that turn the direction of text that follows
/// (bidi overrides, embeddings and isolates); zero-width characters that make two names look like one.
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// Control characters, and the two that Unicode has for the end of a line and of a paragraph.
fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
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
        for text in ["a\u{0}b", "a\u{202E}b", "\u{202E}", "a\u{200B}b", "a\u{7}", "a\u{85}b", "a\u{2067}b"] {
            assert_eq!(bounded(text, 1, 10), Err(TextError::Control), "{text:?}");
        }
        assert!(bounded("two\nlines", 1, 10).is_ok());
        for text in ["two\nlines", "two\u{2028}lines", "two\u{2029}lines", "a\tb"] {
            assert_eq!(line(text, 1, 10), Err(TextError::Control), "{text:?}");
        }
        assert!(line("👩‍💻 here", 1, 10).is_ok());
    }

    #[test]
    fn what_shows_nothing_is_empty() {
        for text in [
            "\u{3164}",
            "\u{200D}",
            "\u{115F}",
            "\u{1160}",
            "\u{FFA0}",
            "\u{2800}",
            "\u{AD}",
            "\u{200E}\u{200F}\u{61C}",
            "\u{E0061}\u{E007F}",
            "\u{FE0F}",
            "\u{180E}",
            "\u{34F}",
            "\u{17B4}",
            "\u{2061}",
            "\u{A0}\u{3000}\u{3164} \u{2003}",
            "\u{1D159}",
            "\u{FFF9}",
        ] {
            assert_eq!(line(text, 1, 10), Err(TextError::Empty), "{text:?}");
            assert_eq!(line(&text.repeat(9), 5, 10_000), Err(TextError::Empty), "{text:?}");
            assert_eq!(bounded(text, 0, 10).as_deref(), Ok(""), "{text:?}");
            assert_eq!(cut_line(text, 10), None, "{text:?}");
            let shown = format!("{text}a");
            assert!(line(&shown, 1, 20).is_ok(), "{text:?}");
        }
        for text in
            ["a", "é", "☃", "👩🏽‍💻", "🏴\u{E0067}\u{E0062}\u{E007F}", "❤\u{FE0F}", "\u{301}", "ᄀ", "نمی\u{200C}خواهم"]
        {
            assert!(line(text, 1, 20).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_cut_leaves_whole_letters() {
        assert_eq!(cut_line(&"x".repeat(60), 50), Some("x".repeat(50)));
        assert_eq!(cut_line(" abc ", 50).as_deref(), Some("abc"));
        assert_eq!(cut_line("ab cd", 3).as_deref(), Some("ab"));
        assert_eq!(cut_line("ae\u{301}", 2).as_deref(), Some("a"));
        assert_eq!(cut_line("a👩🏽‍💻", 4).as_deref(), Some("a"));
        assert_eq!(cut_line("🇩🇪🇫🇷", 3).as_deref(), Some("🇩🇪"));
        // One letter that is longer than all there may be.
        assert_eq!(cut_line(&format!("a{}", "\u{301}".repeat(60)), 50).unwrap().chars().count(), 50);
        assert_eq!(cut_line(&format!("{}a", "\u{3164}".repeat(60)), 50), None);
        for text in ["", "  ", "two\nlines", "a\u{202E}b"] {
            assert_eq!(cut_line(text, 50), None, "{text:?}");
        }
    }

    #[test]
    fn urls_are_absolute_and_of_the_web() {
        for url in [
            "javascript:alert(1)",
            "ftp://a/b",
            "/a.png",
            "//a/b.png",
            "a.png",
            "https://",
            "https:",
            "http://a b",
            "https://a/b c",
            "data:,x",
            "blob:https://a/b",
            "https://a/\u{202E}b",
            "https://a/\nb",
            "https://a:99999/",
            "https://[::1/",
        ] {
            assert!(web_url(url, 2048).is_err(), "{url}");
        }
        for url in ["https://user@a/b", "https://user:secret@a/b", "https://:secret@a/b"] {
            assert_eq!(web_url(url, 2048), Err(TextError::Credentials), "{url}");
        }
    }

    #[test]
    fn urls_are_kept_in_their_normal_form() {
        for (given, kept) in [
            ("https://example.com/a.png", "https://example.com/a.png"),
            ("https:example.com/a.png", "https://example.com/a.png"),
            ("https:///example.com/a.png", "https://example.com/a.png"),
            ("https:\\\\example.com\\a.png", "https://example.com/a.png"),
            ("HTTPS://EXAMPLE.com:443", "https://example.com/"),
            ("https://example.com/a/../b/./c", "https://example.com/b/c"),
            ("https://bücher.example/ä?ö#ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6#%C3%BC"),
            ("http://127.1/", "http://127.0.0.1/"),
            ("https://a/\"<>`", "https://a/%22%3C%3E%60"),
        ] {
            assert_eq!(web_url(given, 2048).as_deref(), Ok(kept), "{given}");
            assert_eq!(web_url(kept, 2048).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn a_url_is_as_long_as_its_normal_form() {
        let of = |letters: usize| format!("https://a/{}", "x".repeat(letters));
        assert_eq!(web_url(&of(2038), 2048).unwrap().len(), 2048);
        assert_eq!(web_url(&of(2039), 2048), Err(TextError::TooLong(2048)));
        // Each of these has four bytes, and twelve when it is escaped.
        assert!(web_url(&format!("https://a/{}", "𝒳".repeat(169)), 2048).is_ok());
        assert_eq!(web_url(&format!("https://a/{}", "𝒳".repeat(170)), 2048), Err(TextError::TooLong(2048)));
        // What is cut away does not count.
        assert_eq!(web_url(&format!("https://a/{}b", "x/../".repeat(1_000)), 2048).as_deref(), Ok("https://a/b"));
    }
}
