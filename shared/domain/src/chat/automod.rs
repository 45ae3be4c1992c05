//! Which messages are held for review or refused for their words.
//!
//! Two judges: a list of harms by level, the deployment's ([`Lists`]), which holds; and the creator's own terms
//! ([`Terms`]), each of which holds or refuses. Both find words however they are disguised: by case, accents,
//! compatibility forms, look-alikes of other scripts, digits and symbols in place of letters, letters repeated,
//! parted by marks or spelt out, and whatever is not seen.
//!
//! What is not found, on purpose: words that their writer stars out (`f**k`), misspellings that no rule makes
//! (add them as terms), and words run together (`*word*` finds those).

mod fold;
mod lists;
mod look;
mod pattern;
mod terms;

pub use lists::{BadList, Harm, Lists, MAX_LEVEL};
pub use terms::{MAX_TERM, MAX_TERMS, MIN_TERM, Term, TermAction, Terms};

use fold::Folded;
use serde::{Deserialize, Serialize};

/// What becomes of a message for its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is against it.
    Pass,
    /// It waits for a moderator.
    Hold(Cause),
    /// It is refused: a term of the creator's says so.
    Block,
}

/// Why a message is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Cause {
    /// One of the creator's terms.
    Term,
    /// A word of the list: see [`Harm::Discrimination`].
    Discrimination,
    /// See [`Harm::Sexual`].
    Sexual,
    /// See [`Harm::Hostility`].
    Hostility,
    /// See [`Harm::Profanity`].
    Profanity,
}

impl From<Harm> for Cause {
    fn from(harm: Harm) -> Self {
        match harm {
            Harm::Discrimination => Self::Discrimination,
            Harm::Sexual => Self::Sexual,
            Harm::Hostility => Self::Hostility,
            Harm::Profanity => Self::Profanity,
        }
    }
}

/// Judges a text by the words in it, at a level of 0 (the terms alone) to [`MAX_LEVEL`]. Pure, and in the time of
/// its letters.
#[must_use]
pub fn judge(text: &str, level: u8, terms: &Terms, lists: &Lists) -> Verdict {
    let folded = Folded::of(text);
    match terms.action(&folded) {
        Some(TermAction::Block) => Verdict::Block,
        Some(TermAction::Hold) => Verdict::Hold(Cause::Term),
        None => lists.harm(&folded, level).map_or(Verdict::Pass, |harm| Verdict::Hold(harm.into())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    static LISTS: LazyLock<Lists> = LazyLock::new(Lists::built_in);

    fn at(level: u8, text: &str) -> Verdict {
        judge(text, level, &Terms::default(), &LISTS)
    }

    #[test]
    fn a_creators_term_comes_before_the_list() {
        let term = Term::parse("shit").unwrap();
        let by = |action, text| judge(text, 4, &Terms::new([(&term, action)]), &LISTS);
        assert_eq!(by(TermAction::Block, "oh sh1t"), Verdict::Block);
        assert_eq!(by(TermAction::Hold, "oh sh1t"), Verdict::Hold(Cause::Term));
        assert_eq!(by(TermAction::Hold, "oh crap"), Verdict::Hold(Cause::Profanity));
    }

    #[test]
    fn the_gravest_harm_is_told() {
        assert_eq!(at(4, "damn, kill yourself"), Verdict::Hold(Cause::Hostility));
        assert_eq!(at(1, "damn"), Verdict::Pass);
        assert_eq!(at(0, "kill yourself"), Verdict::Pass);
    }

    #[test]
    fn disguises_are_seen_through() {
        for text in [
            "kіll уourself",
            "k1ll yourself",
            "K I L L yourself",
            "kill  yourseeelf",
            "k.i.l.l yourself!!",
            "kiII yourself",
        ] {
            assert_eq!(at(1, text), Verdict::Hold(Cause::Hostility), "{text}");
        }
    }

    #[test]
    fn everyday_talk_passes_at_each_level() {
        for text in [
            "Scunthorpe United play Essex and Sussex in class, assess the cocktail, pass the bass",
            "good game everyone, that was close! 455 viewers and 1337 likes, gg wp",
            "the classic analysis of Dickens' grape harvest, hello from Penistone and Slutsk",
            "a condominium, niggardly heated",
            "I'll be right back, it's at 10:55 — A55 is closed, see https://example.com/shop",
            "Ну как дела, всё хорошо? Когда следующий стрим?",
            "東京の夜はきれいですね 🎮🎮🎮",
            "what a shame, he'll sit at the back of the pushcart... therapist says so",
            "Π = 3.14159, ψ and φ, a*b + c = $100 @alice",
        ] {
            assert_eq!(at(4, text), Verdict::Pass, "{text}");
        }
    }

    /// The worst that a creator and a writer can bring together: 500 long terms, each of which nearly stands in
    /// the text. The bound is far above what it takes (in a debug build too), and far below what a way of
    /// trying all combinations would take.
    #[test]
    fn the_worst_text_takes_no_longer_than_its_letters() {
        let terms: Vec<_> =
            (0..MAX_TERMS).map(|n| Term::parse(&format!("*{}{n:03}*", "a".repeat(90))).unwrap()).collect();
        let terms = Terms::new(terms.iter().map(|term| (term, TermAction::Block)));
        // All digits are there, and nowhere three beside each other.
        let text = format!("{}0b1b2b3b4b5b6b7b8b9", "a".repeat(480));
        let started = Instant::now();
        assert_eq!(judge(&text, 4, &terms, &LISTS), Verdict::Pass);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }

    /// Ways to write a letter that nobody takes for another one.
    fn disguise(letter: char, how: usize) -> String {
        let upper = letter.to_ascii_uppercase();
        let wide = char::from_u32(letter as u32 - 'a' as u32 + 'ａ' as u32).unwrap();
        let bold = char::from_u32(letter as u32 - 'a' as u32 + '𝐚' as u32).unwrap();
        match how {
            0 => letter.to_string(),
            1 => upper.to_string(),
            2 => wide.to_string(),
            3 => bold.to_string(),
            4 => format!("{letter}\u{301}"),
            5 => format!("{letter}\u{200D}"),
            6 => format!("{letter}."),
            7 => String::from(letter).repeat(4),
            _ => format!("{letter}\u{AD}-"),
        }
    }

    proptest! {
        #[test]
        fn no_disguise_hides_a_term(
            word in "[a-hj-z]{3,12}",
            ways in proptest::collection::vec(0_usize..9, 12),
            before in "([0-9!? ]{0,8} )?",
            after in "( [0-9!? ]{0,8})?",
        ) {
            let terms = Terms::new([(&Term::parse(&word).unwrap(), TermAction::Block)]);
            let disguised: String = word.chars().zip(ways).map(|(letter, how)| disguise(letter, how)).collect();
            let text = format!("{before}{disguised}{after}");
            prop_assert_eq!(judge(&text, 0, &terms, &LISTS), Verdict::Block, "{:?}", text);
        }

        #[test]
        fn a_word_that_is_not_there_is_not_found(word in "[cdfhjk]{3,8}", text in "[l-z0-9 .!$@-]{0,200}") {
            let terms = Terms::new([(&Term::parse(&word).unwrap(), TermAction::Block)]);
            prop_assert_eq!(judge(&text, 0, &terms, &LISTS), Verdict::Pass);
        }

        #[test]
        fn any_text_is_judged(text in "\\PC{0,500}", term in "\\PC{2,100}", level in 0_u8..=4) {
            if let Ok(term) = Term::parse(&term) {
                let terms = Terms::new([(&term, TermAction::Block)]);
                let _ = judge(&text, level, &terms, &LISTS);
                let word = term.as_str();
                let word = word.strip_prefix('*').unwrap_or(word);
                let alone = judge(word.strip_suffix('*').unwrap_or(word), 0, &terms, &LISTS);
                prop_assert_eq!(alone, Verdict::Block, "a term stands in itself");
            }
        }
    }
}
