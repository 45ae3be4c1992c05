//! What a stream is about, in its creator's own words.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Most tags of a stream.
pub const MAX_TAGS: usize = 10;
/// Most letters of a tag.
const MAX_LETTERS: usize = 25;

/// A text that is no tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {MAX_LETTERS} letters and digits")]
pub struct NotATag;

/// A tag: letters and digits of any script, as its creator wrote them. Case makes no other tag: see
/// [`Tag::folded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// Reads a tag, without the white space around it, in the composed form in which an é is one letter.
    ///
    /// # Errors
    /// Something else than letters and digits, none of them, or too many.
    pub fn parse(text: &str) -> Result<Self, NotATag> {
        let text: String = text.trim().nfc().collect();
        let begins_with_a_letter = text.chars().next().is_some_and(|c| !is_combining_mark(c));
        if begins_with_a_letter && text.chars().count() <= MAX_LETTERS && text.chars().all(is_of_a_tag) {
            return Ok(Self(text));
        }
        Err(NotATag)
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is the same for two tags that differ in case only.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Letters, digits, and the marks that scripts write on their letters; none that nobody sees.
fn is_of_a_tag(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c)
}

/// The fillers of Hangul, which Unicode counts as letters, and the marks that only tell how to show others.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}')
        || matches!(c, '\u{3164}' | '\u{FFA0}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_of_any_script_are_a_tag() {
        for text in ["chess", "Rust2024", "höhö", "東京", "हिन्दी", "7", " trimmed ", &"x".repeat(25)] {
            assert_eq!(Tag::parse(text).as_ref().map(Tag::as_str), Ok(text.trim()), "{text}");
        }
        // A letter and its mark are one letter.
        assert_eq!(Tag::parse(&"e\u{301}".repeat(25)).unwrap().as_str(), "é".repeat(25));
    }

    #[test]
    fn anything_else_is_none() {
        let long = "x".repeat(26);
        for text in ["", " ", "two words", "c++", "#chess", "a_b", "e-sports", "🎸", "\u{301}a", "a\u{200D}", &long] {
            assert_eq!(Tag::parse(text), Err(NotATag), "{text:?}");
        }
        for invisible in ["\u{3164}", "\u{115F}\u{1160}", "a\u{FE0F}", "\u{FFA0}"] {
            assert_eq!(Tag::parse(invisible), Err(NotATag), "{invisible:?}");
        }
    }

    #[test]
    fn case_makes_no_other_tag() {
        let folded = |text| Tag::parse(text).unwrap().folded();
        assert_eq!(folded("GameDev"), folded("gamedev"));
        assert_eq!(folded("ÉTÉ"), folded("e\u{301}té"));
        assert_ne!(folded("chess"), folded("chess2"));
    }
}
