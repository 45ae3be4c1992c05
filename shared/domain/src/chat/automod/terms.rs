//! A creator's own terms: what nobody may say in their chat, or nobody unseen.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fold::Folded;
use super::pattern::{Pattern, Stretch};
use crate::text::{TextError, line};

/// Most terms of a chat.
pub const MAX_TERMS: usize = 500;
/// Fewest characters of a term.
pub const MIN_TERM: usize = 2;
/// Most characters of a term.
pub const MAX_TERM: usize = 100;

/// What becomes of a message that a term is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TermAction {
    /// It is refused.
    Block,
    /// It waits for a moderator.
    Hold,
}

impl TermAction {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Block, Self::Hold];

    /// Its name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "BLOCK",
            Self::Hold => "HOLD",
        }
    }
}

/// A term: a word or words, as its creator wrote them. A `*` at an end stands for whatever a word begins or ends
/// with. It is met however it is disguised; see [`super`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Term(String);

impl Term {
    /// Reads a term, without the white space around it.
    ///
    /// # Errors
    /// Fewer than 2 characters, more than 100, more than one line, or nothing but stars and what is not seen.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = line(text, MIN_TERM, MAX_TERM)?;
        match Pattern::parse(&text, Stretch::Triple) {
            Some(_) => Ok(Self(text)),
            None => Err(TextError::Empty),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id made of what it finds, so that two have one which differ in case or in white space only, or in what is read
    /// as the same: 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        let canonical = Pattern::parse(&self.0, Stretch::Triple).map(|pattern| pattern.canonical());
        let digest = Sha256::digest(canonical.unwrap_or_default());
        digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The terms of a chat, made ready once for all messages.
#[derive(Debug, Default)]
pub struct Terms(Vec<(Pattern, TermAction)>);

impl Terms {
    /// Makes terms ready.
    #[must_use]
    pub fn new<'a>(terms: impl IntoIterator<Item = (&'a Term, TermAction)>) -> Self {
        let ready =
            terms.into_iter().filter_map(|(term, action)| Some((Pattern::parse(&term.0, Stretch::Triple)?, action)));
        Self(ready.collect())
    }

    /// What the strictest of the terms that stand in `text` says.
    pub(super) fn action(&self, text: &Folded) -> Option<TermAction> {
        let found = |action| self.0.iter().any(|(pattern, of)| *of == action && pattern.is_in(text));
        TermAction::ALL.into_iter().find(|action| found(*action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_has_2_to_100_characters_and_something_to_say() {
        for text in ["ab", "*a", " spoiler* ", "go away", "🍆🍆", &"x".repeat(100)] {
            assert_eq!(Term::parse(text).as_ref().map(Term::as_str), Ok(text.trim()), "{text}");
        }
        for text in ["", "a", " a ", "**", "*\u{3164}", "a\nb", &"x".repeat(101)] {
            assert!(Term::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_stricter_term_counts() {
        let [spoiler, film] = ["spoiler*", "film"].map(|text| Term::parse(text).unwrap());
        let terms = Terms::new([(&film, TermAction::Hold), (&spoiler, TermAction::Block)]);
        let action = |text: &str| terms.action(&Folded::of(text));
        assert_eq!(action("a film with sp0ilers"), Some(TermAction::Block));
        assert_eq!((action("a f.i.l.m"), action("nothing")), (Some(TermAction::Hold), None));
    }

    #[test]
    fn terms_that_find_the_same_are_the_same() {
        let same = |one: &str, other: &str| Term::parse(one).unwrap().id() == Term::parse(other).unwrap().id();
        assert!(same("Spoiler*", "spoiler*") && same("go  away", "GO away"));
        assert!(!same("spoiler", "spoiler*") && !same("god", "good") && !same("*ab", "ab*"));
        assert_eq!(Term::parse("ab").unwrap().id().len(), 32);
    }
}
