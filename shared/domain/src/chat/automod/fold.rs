//! A text as it is read, not as it was typed: what is done so that a word goes by unseen is undone.
//!
//! Each sign of a text has **readings**: what it is (without case, accents and compatibility forms), what it
//! looks like (Unicode's confusables: a Cyrillic `а` is read as an `a`), and what it is used for (`1` for `i` and
//! `l`, `$` for `s`). A sign of a pattern is met by any of them, so no reading takes the place of another: `ball`
//! is no `bail`, and a text in Greek or Russian is not made English by the way.
//!
//! What shows nothing is left out; white space is one gap, however much of it there is. Compatibility forms that
//! stand for whole words are left as they are, so that a text has at most [`EXPANSION`] times its letters.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::look::{is_passed_over, lettered, look};
use crate::tokenizer::{is_emoji, is_unspaced, plain};

/// Most signs that a letter of a text becomes.
const EXPANSION: usize = 4;
/// Most readings of a sign: itself, its look, two that it is used for, a gap.
const READINGS: usize = 5;
/// So many words of one letter, one after another, are one word spelt out.
const SPELT_OUT: usize = 3;

/// What a sign may be read as; the first is itself, the second its look. Repeated to fill.
pub(super) type Readings = [char; READINGS];

/// The gap between words.
pub(super) const GAP: char = ' ';

/// A sign of a folded text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    /// Its readings, as a place in [`Folded::readings`].
    pub class: usize,
    /// How many of the same stand here beside each other.
    pub run: usize,
    /// Whether it is the same as the one before it.
    pub is_repeated: bool,
    /// Whether a word may begin or end beside it.
    pub is_edge: bool,
    /// Whether it may stand within a word without being of it.
    pub is_passable: bool,
}

/// A text, folded.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The signs in their order.
    pub signs: Vec<Sign>,
    /// The different readings, each once.
    pub readings: Vec<Readings>,
    /// All that can be read, as bits of [`bit`].
    pub read: u128,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter or digit, or a mark that a script writes on it.
    Letter,
    /// Stands for itself: an emoji, a letter of a script without spaces.
    Alone,
    /// Punctuation and symbols.
    Mark,
    Gap,
}

struct Found {
    readings: Readings,
    kind: Kind,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut found = Vec::new();
        for word in text.split_whitespace() {
            let begins = found.len();
            if begins > 0 {
                found.push(Found { readings: [GAP; READINGS], kind: Kind::Gap });
            }
            let word_begins = found.len();
            let uses = Uses::of(word);
            for c in word.chars() {
                fold(c, uses, &mut found);
            }
            // Nothing of it is seen, so there is one gap and not two.
            if found.len() == word_begins {
                found.truncate(begins);
            }
        }
        Self::numbered(&found)
    }

    fn numbered(found: &[Found]) -> Self {
        let spelt = spelt_out(found);
        let mut folded = Self::default();
        let mut classes = HashMap::new();
        for (at, Found { readings, kind }) in found.iter().enumerate() {
            let class = *classes.entry(*readings).or_insert_with(|| {
                folded.readings.push(*readings);
                folded.read |= readings.iter().fold(0, |read, c| read | bit(*c));
                folded.readings.len() - 1
            });
            folded.signs.push(Sign {
                class,
                run: 1,
                is_repeated: at > 0 && found[at - 1].readings[0] == readings[0],
                is_edge: *kind != Kind::Letter,
                is_passable: spelt[at] || *kind == Kind::Mark && !is_contraction(found, at),
            });
        }
        let mut run = 0;
        for at in (0..folded.signs.len()).rev() {
            run += 1;
            if !folded.signs[at].is_repeated {
                folded.signs[at..at + run].iter_mut().for_each(|sign| sign.run = run);
                run = 0;
            }
        }
        folded
    }

    /// Whether a word may begin at `at`, or end before it.
    pub fn is_edge(&self, at: usize) -> bool {
        let is_edge = |at: usize| self.signs.get(at).is_none_or(|sign| sign.is_edge);
        at == 0 || is_edge(at - 1) || is_edge(at)
    }
}

/// A bit for a letter, one of 128: that it is missing proves that the letter is.
pub(super) const fn bit(c: char) -> u128 {
    1 << ((c as u32).wrapping_mul(0x9E37_79B1) >> 25)
}

/// Which of the signs are gaps between letters that spell a word out, whatever marks stand beside them.
fn spelt_out(found: &[Found]) -> Vec<bool> {
    let mut spelt = vec![false; found.len()];
    let mut gaps = Vec::new();
    let mut at = 0;
    for word in found.split(|sign| sign.kind == Kind::Gap) {
        let is_single = word.iter().filter(|sign| sign.kind != Kind::Mark).count() == 1;
        at += word.len();
        // The gap behind the word joins it with the next one, if that is single too.
        if is_single {
            gaps.push(at);
        }
        if !is_single || at == found.len() {
            if gaps.len() >= SPELT_OUT {
                gaps[..gaps.len() - 1].iter().for_each(|gap| spelt[*gap] = true);
            }
            gaps.clear();
        }
        at += 1;
    }
    spelt
}

/// Whether an apostrophe stands there as it does in `he'll`, and not between single letters as in `h'e'l'l`.
fn is_contraction(found: &[Found], at: usize) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| found.get(at)).is_some_and(|sign| sign.kind == Kind::Letter);
    is_apostrophe(found[at].readings[0]) && (is_letter(at.checked_sub(2)) || is_letter(Some(at + 2)))
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2032}')
}

/// What signs of a word may be used for.
#[derive(Clone, Copy)]
struct Uses {
    /// Digits and symbols in place of letters: where there are letters, and as many as digits. `455` is a number.
    as_letters: bool,
    /// A capital `I` in place of an `l`: where not all is in capitals.
    as_ell: bool,
}

impl Uses {
    fn of(word: &str) -> Self {
        let count = |is: fn(char) -> bool| word.chars().filter(|c| is(*c)).count();
        let (digits, letters) = (count(|c| c.is_ascii_digit()), count(char::is_alphabetic));
        Self { as_letters: letters > 0 && digits <= letters, as_ell: word.chars().any(char::is_lowercase) }
    }

    /// What `c` is used for, at most two.
    const fn of_sign(self, c: char) -> &'static [char] {
        match c {
            'I' if self.as_ell => &['l'],
            _ if !self.as_letters => &[],
            '0' => &['o'],
            '1' | '|' => &['i', 'l'],
            '3' | '€' => &['e'],
            '4' | '@' => &['a'],
            '5' | '$' => &['s'],
            '6' | '9' => &['g'],
            '7' | '+' => &['t'],
            '8' => &['b'],
            '!' | '¡' => &['i'],
            _ => &[],
        }
    }
}

fn fold(c: char, uses: Uses, found: &mut Vec<Found>) {
    let parts: Vec<char> = std::iter::once(lettered(c)).nfkd().take(EXPANSION + 1).collect();
    let parts = if parts.len() > EXPANSION { vec![c] } else { parts };
    for part in parts.into_iter().filter(|part| !is_passed_over(*part)) {
        let lower: Vec<char> = part.to_lowercase().filter(|letter| !is_passed_over(*letter)).collect();
        for letter in lower {
            match plain(letter) {
                Some(letters) => letters.chars().for_each(|letter| found.push(sign(letter, letter, uses))),
                None => found.push(sign(letter, part, uses)),
            }
        }
    }
}

/// A sign that is `letter`, and was typed as `typed`.
fn sign(letter: char, typed: char, uses: Uses) -> Found {
    let kind = match letter {
        _ if is_unspaced(letter) || is_emoji(letter) => Kind::Alone,
        _ if letter.is_alphanumeric() || is_combining_mark(letter) => Kind::Letter,
        _ => Kind::Mark,
    };
    let mut readings = [letter; READINGS];
    if let Some(look) = look(typed) {
        readings[1] = look;
        // Unicode has one look for both.
        if look == 'l' {
            readings[2] = 'i';
        }
    }
    for (place, used) in readings[2..].iter_mut().zip(uses.of_sign(typed)) {
        *place = *used;
    }
    if kind == Kind::Mark {
        readings[READINGS - 1] = GAP;
    }
    Found { readings, kind }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reads(text: &str, at: usize) -> Readings {
        let folded = Folded::of(text);
        folded.readings[folded.signs[at].class]
    }

    fn itself(text: &str) -> String {
        let folded = Folded::of(text);
        folded.signs.iter().map(|sign| folded.readings[sign.class][0]).collect()
    }

    #[test]
    fn case_accents_forms_and_what_is_unseen_are_gone() {
        for text in ["Ärger", "ａｒｇｅｒ", "𝓪𝓻𝓰𝓮𝓻", "a\u{200D}r\u{AD}g\u{FE0F}er", "ⓐⓡⓖⓔⓡ", "🅰🆁🅶🅴🆁", "a̶r̶g̶e̶r̶", "🇦🇷🇬🇪🇷"]
        {
            assert_eq!(itself(text), "arger", "{text:?}");
        }
        assert_eq!(itself("Straße  \u{3164}\n Æther"), "strasse aether");
        assert_eq!(itself("की"), "की");
    }

    #[test]
    fn a_look_stands_beside_what_a_sign_is() {
        for (look, plain) in [('а', 'a'), ('о', 'o'), ('ρ', 'p'), ('к', 'k'), ('т', 't'), ('ꜰ', 'f'), ('ᴋ', 'k')]
        {
            let readings = reads(&look.to_string(), 0);
            assert_eq!((readings[0], readings[1]), (look, plain));
        }
        assert!(reads("І", 0).contains(&'i') && reads("І", 0).contains(&'l'));
        assert_eq!(reads("m", 0)[1], 'm');
    }

    #[test]
    fn digits_are_letters_only_among_letters() {
        assert!(reads("b1tch", 1).contains(&'i') && reads("b1tch", 1).contains(&'l'));
        assert!(!reads("455", 0).contains(&'a') && !reads("A55", 1).contains(&'s'));
        assert!(reads("a$$", 1).contains(&'s') && !reads("$$", 0).contains(&'s'));
        assert!(reads("baIl", 2).contains(&'l') && !reads("BAIL", 2).contains(&'l'));
    }

    #[test]
    fn letters_are_spelt_out_from_three_on() {
        let passed = |text: &str| Folded::of(text).signs.iter().filter(|sign| sign.is_passable).count();
        assert_eq!((passed("a b"), passed("a b c"), passed("say a b c d now"), passed("ab c d")), (0, 2, 3, 0));
    }

    #[test]
    fn runs_are_counted() {
        let runs: Vec<_> = Folded::of("abBb a").signs.iter().map(|sign| sign.run).collect();
        assert_eq!(runs, [1, 3, 3, 3, 1, 1]);
    }

    proptest! {
        #[test]
        fn a_text_grows_to_four_times_its_letters_at_most(text in "\\PC{0,200}") {
            prop_assert!(Folded::of(&text).signs.len() <= EXPANSION * text.chars().count());
        }

        #[test]
        fn a_text_of_anything_is_folded(text in proptest::collection::vec(any::<char>(), 0..200)) {
            let text: String = text.into_iter().collect();
            let folded = Folded::of(&text);
            prop_assert!(folded.signs.len() <= EXPANSION * text.chars().count());
            prop_assert!(folded.signs.iter().all(|sign| sign.class < folded.readings.len() && sign.run > 0));
        }
    }
}
