//! Words that search knows: the same rules make them from what creators write and from what is looked
//! for, so that the two meet.
//!
//! Case and accents are taken away: compatibility decomposition (NFKD), then every mark that combines
//! with the letter before it, then lower case, and the few letters whose accent Unicode does not take
//! apart. What is neither letter nor digit parts words, with these exceptions. An emoji is a word of its
//! own; what shows nothing (joiners, soft hyphens, variation selectors) and skin tones are passed over.
//!
//! Signs that people leave out when they type (apostrophes, hyphens, dots within a word) part a word and
//! join it: of `Don't` and `e-sports` stand `dont` and `t`, `esports` and `sports`, so that each is found
//! with the sign, without it, and by its parts. For that each part is written with up to three that follow it,
//! which is four times the text at most.
//! Scripts that are written without
//! spaces (Chinese, Japanese, Thai, Khmer, Lao, Burmese) have no words to split at, so each letter and
//! the next one make a word there, and 東京の夜 is found by 京の as well as by 東.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use crate::text::is_ignorable;

/// Letters of a word that are a prefix of their own; what is typed beyond them is a filter.
pub const PREFIX_LETTERS: usize = 12;

/// Parts of a word that are written as one.
const JOINED_PARTS: usize = 4;

/// The words of a text, in their order, each once.
#[must_use]
pub fn of_text(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(parts) => {
                for at in 0..parts.len() {
                    note(&mut words, parts[at..].iter().take(JOINED_PARTS).map(String::as_str).collect());
                }
            }
            Run::Unspaced(letters) => {
                for at in 0..letters.len() {
                    note(&mut words, letters[at..].iter().take(2).collect());
                }
            }
        }
    }
    words
}

/// What has to stand in a creator's words for them to be found by `query`, each as the beginning of a
/// word, the longest first. One that begins another one asks for nothing more and is left out. Empty
/// when the query has neither letter nor digit nor emoji: it finds nothing.
#[must_use]
pub fn of_query(query: &str) -> Vec<String> {
    let mut wanted = Vec::new();
    for run in runs(query) {
        match run {
            Run::Word(parts) => parts.chunks(JOINED_PARTS).for_each(|parts| note(&mut wanted, parts.concat())),
            Run::Unspaced(letters) if letters.len() == 1 => note(&mut wanted, letters.into_iter().collect()),
            Run::Unspaced(letters) => letters.windows(2).for_each(|pair| note(&mut wanted, pair.iter().collect())),
        }
    }
    let begins_another = |word: &String| wanted.iter().any(|other| other != word && other.starts_with(word.as_str()));
    let mut asked: Vec<_> = wanted.iter().filter(|word| !begins_another(word)).cloned().collect();
    // Stable: of two as long as each other the first one typed leads.
    asked.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    asked
}

/// The first letters of a word, as many as an index entry has.
#[must_use]
pub fn prefix(word: &str) -> &str {
    word.char_indices().nth(PREFIX_LETTERS).map_or(word, |(end, _)| &word[..end])
}

/// Every beginning of a word that is a prefix of its own.
pub fn prefixes(word: &str) -> impl Iterator<Item = &str> {
    word.char_indices().take(PREFIX_LETTERS).map(|(at, letter)| &word[..at + letter.len_utf8()])
}

enum Run {
    /// A word, in the parts that signs make of it.
    Word(Vec<String>),
    /// Two letters or more, or one, of a script without spaces.
    Unspaced(Vec<char>),
}

/// Runs as they grow.
#[derive(Default)]
struct Runs {
    done: Vec<Run>,
    parts: Vec<String>,
    unspaced: Vec<char>,
    /// A sign stands behind the last part, and joins it with what may follow.
    is_joining: bool,
}

impl Runs {
    fn close(&mut self) {
        if !self.parts.is_empty() {
            self.done.push(Run::Word(std::mem::take(&mut self.parts)));
        }
        if !self.unspaced.is_empty() {
            self.done.push(Run::Unspaced(std::mem::take(&mut self.unspaced)));
        }
        self.is_joining = false;
    }

    fn letter(&mut self, letter: char) {
        if !self.unspaced.is_empty() {
            self.close();
        }
        if self.parts.is_empty() || self.is_joining {
            self.parts.push(String::new());
            self.is_joining = false;
        }
        let Some(part) = self.parts.last_mut() else { return };
        match plain(letter) {
            Some(plain) => part.push_str(plain),
            None => part.push(letter),
        }
    }

    /// A sign within a word; one at an end of it, or a second one, parts words like any other.
    fn sign(&mut self) {
        if self.parts.is_empty() || self.is_joining {
            self.close();
        } else {
            self.is_joining = true;
        }
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Runs::default();
    // An accent that stands alone is an apostrophe; taken apart it would be a space.
    let letters = text.chars().map(|c| if c == '\u{B4}' { '\'' } else { c });
    for letter in letters.nfkd().filter(|c| !is_passed_over(*c)).flat_map(char::to_lowercase) {
        if is_passed_over(letter) {
            continue;
        }
        if is_emoji(letter) {
            runs.close();
            runs.done.push(Run::Word(vec![letter.into()]));
        } else if is_sign(letter) {
            runs.sign();
        } else if !letter.is_alphanumeric() {
            runs.close();
        } else if is_unspaced(letter) {
            if !runs.parts.is_empty() {
                runs.close();
            }
            runs.unspaced.push(letter);
        } else {
            runs.letter(letter);
        }
    }
    runs.close();
    runs.done
}

/// Signs that stand within words and are left out as often as typed: apostrophes and what is typed for
/// them, hyphens, dots, the underscore, the slash.
const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '\u{2BB}'
            | '\u{2BC}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{2032}'
            | '\u{5F3}'
            | '\u{5F4}'
            | '\u{A78C}'
            | '-'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{2212}'
            | '.'
            | '\u{B7}'
            | '_'
            | '/'
    )
}

fn note(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

/// Accents (marks that Unicode orders by a class; vowel signs of Indic scripts have none and stay), what
/// shows nothing, and what only says how the emoji beside it looks.
fn is_passed_over(c: char) -> bool {
    canonical_combining_class(c) != 0 || is_ignorable(c) || matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// The blocks that emoji are in: technical signs, symbols and dingbats, stars and arrows, pictographs.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Thai to Lao, Burmese, Khmer, kana, and the Han blocks with their extensions.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Letters that people type without their stroke or apart, and that no decomposition takes apart.
pub(crate) fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
