//! Lists of what is held for review, by kind of harm and by level. One is built in; an operator may bring another.
//!
//! A line is `harm level words`: `hostility 1 go away*`. The words are a pattern as a creator's term is. A line
//! that begins with `#` says something to people. Letters may come doubled (`fuuck`), so no word belongs into a list
//! that another one becomes by doubling a letter.

use super::fold::Folded;
use super::pattern::{Pattern, Stretch};

/// The list that is built in. English; what other languages need is for an operator to add.
const BUILT_IN: &str = include_str!("lists/built_in.txt");

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// Slurs against a group of people.
    Discrimination,
    /// Sexual acts and body parts.
    Sexual,
    /// Threats and insults.
    Hostility,
    /// Coarse words that are aimed at nobody.
    Profanity,
}

impl Harm {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Discrimination, Self::Hostility, Self::Sexual, Self::Profanity];

    /// Its name in a list.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Discrimination => "discrimination",
            Self::Sexual => "sexual",
            Self::Hostility => "hostility",
            Self::Profanity => "profanity",
        }
    }
}

/// How strict a chat is, 0 to 4: at a level all is held that a list has from 1 up to it. 0 holds nothing.
pub const MAX_LEVEL: u8 = 4;

/// A line that is none of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the AutoMod list is not \"harm level words\"")]
pub struct BadList {
    /// Its number, from 1.
    pub line: usize,
}

/// A list, made ready once for all messages.
#[derive(Debug)]
pub struct Lists(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    harm: Harm,
    level: u8,
    pattern: Pattern,
}

impl Lists {
    /// The list that is built in.
    #[must_use]
    pub fn built_in() -> Self {
        // A test reads it through; a line that nobody can read would find nothing.
        Self(BUILT_IN.lines().filter_map(|line| entry(line).ok().flatten()).collect())
    }

    /// Reads a list.
    ///
    /// # Errors
    /// The first line that is not as it should be.
    pub fn parse(text: &str) -> Result<Self, BadList> {
        let entries = text.lines().enumerate().filter_map(|(at, line)| match entry(line) {
            Ok(entry) => entry.map(Ok),
            Err(()) => Some(Err(BadList { line: at + 1 })),
        });
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// The gravest harm that `text` does at `level`.
    pub(super) fn harm(&self, text: &Folded, level: u8) -> Option<Harm> {
        let found = |entry: &&Entry| entry.level <= level && entry.pattern.is_in(text);
        let harms = self.0.iter().filter(found).map(|entry| entry.harm);
        harms.min_by_key(|harm| Harm::ALL.iter().position(|other| other == harm))
    }
}

/// What a line says; `None`: nothing.
fn entry(line: &str) -> Result<Option<Entry>, ()> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (harm, rest) = line.split_once(char::is_whitespace).ok_or(())?;
    let (level, words) = rest.trim_start().split_once(char::is_whitespace).ok_or(())?;
    let harm = Harm::ALL.into_iter().find(|of| of.as_str() == harm).ok_or(())?;
    let level = level.parse().ok().filter(|level| (1..=MAX_LEVEL).contains(level)).ok_or(())?;
    let pattern = Pattern::parse(words, Stretch::Double).ok_or(())?;
    Ok(Some(Entry { harm, level, pattern }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_can_be_read_and_has_each_harm_and_level() {
        let lists = Lists::parse(BUILT_IN).unwrap();
        assert_eq!(lists.0.len(), Lists::built_in().0.len());
        assert!(lists.0.len() > 100);
        for harm in Harm::ALL {
            assert!(lists.0.iter().any(|entry| entry.harm == harm), "{harm:?}");
        }
        for level in 1..=MAX_LEVEL {
            assert!(lists.0.iter().any(|entry| entry.level == level), "{level}");
        }
    }

    #[test]
    fn a_level_holds_what_is_of_it_and_below() {
        let lists = Lists::parse("# mine\n\nprofanity 3 drat\ndiscrimination  2 go home*\n").unwrap();
        let harm = |text: &str, level| lists.harm(&Folded::of(text), level);
        assert_eq!(
            (harm("drat", 2), harm("Dr4t!", 3), harm("drat", 4)),
            (None, Some(Harm::Profanity), Some(Harm::Profanity))
        );
        assert_eq!(harm("drat, go homeward", 4), Some(Harm::Discrimination));
        assert_eq!((harm("go homeward", 1), harm("go homeward", 0)), (None, None));
    }

    #[test]
    fn a_line_of_another_form_is_named() {
        for (text, line) in [
            ("profanity 1 a\nprofanity 5 b", 2),
            ("rudeness 1 a", 1),
            ("profanity 1", 1),
            ("profanity one a", 1),
            ("#\nprofanity 1 *", 2),
            ("profanity 0 a", 1),
        ] {
            assert_eq!(Lists::parse(text).err(), Some(BadList { line }), "{text}");
        }
    }
}
