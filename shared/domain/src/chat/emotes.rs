//! What may be said where only emotes may. OnAir has no emotes of its own, nor does it know those of other
//! services: an emote is an **emoji**, one letter to the reader, with its skin tone, its joiners or as a flag.

use icu_properties::CodePointSetData;
use icu_properties::props::{EmojiPresentation, ExtendedPictographic, RegionalIndicator};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::is_ignorable;

/// Whether `text` is one emoji or more, with any white space between and around them, and nothing else.
#[must_use]
pub fn is_emotes(text: &str) -> bool {
    let mut shown = text.graphemes(true).filter(|shown| !shown.chars().all(shows_nothing)).peekable();
    shown.peek().is_some() && shown.all(is_emoji)
}

fn shows_nothing(c: char) -> bool {
    c.is_whitespace() || is_ignorable(c)
}

/// Whether what is read as one letter is an emoji.
fn is_emoji(shown: &str) -> bool {
    let flags = CodePointSetData::new::<RegionalIndicator>();
    let mut chars = shown.chars();
    match chars.next() {
        // A digit or sign in its key.
        Some('0'..='9' | '#' | '*') => shown.ends_with('\u{20E3}'),
        // The signs of trade are emoji only where they are asked for as such.
        Some('©' | '®' | '™') => shown.contains('\u{FE0F}'),
        // Two letters are a flag.
        Some(first) if flags.contains(first) => chars.next().is_some_and(|second| flags.contains(second)),
        Some(first) => {
            CodePointSetData::new::<ExtendedPictographic>().contains(first)
                || CodePointSetData::new::<EmojiPresentation>().contains(first)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emoji_are_emotes() {
        for text in ["🎮", "🎮 🎮\n🔥", "👩🏽‍💻", "❤️", "❤", "🇩🇪🇫🇷", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", " 👍🏿 ", "©️", "☺"]
        {
            assert!(is_emotes(text), "{text:?}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for text in ["", " ", "gg", "🎮 gg", "1", "#", "©", "🇩", ":)", "\u{FE0F}", "\u{200D}", "!🎮", "→", "Kappa"]
        {
            assert!(!is_emotes(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_letter_is_never_an_emote(before in "[🎮🔥👍 ]{0,10}", letter in "[a-zA-Zäж東0-9]", after in "[🎮🔥👍 ]{0,10}") {
            let text = format!("{before}{letter}{after}");
            prop_assert!(!is_emotes(&text));
        }
    }
}
