//! What a sign looks like, and which letter it stands for.

use unicode_normalization::char::canonical_combining_class;
use unicode_security::confusable_detection::skeleton;

use crate::text::is_ignorable;

/// The one letter that a sign looks like, in lower case. Of ASCII nothing looks like another here.
pub(super) fn look(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let mut buffer = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut buffer)).filter(|c| canonical_combining_class(*c) == 0);
    let look = match (prototype.next()?, prototype.next(), prototype.next()) {
        ('r', Some('n'), None) => 'm',
        (one, None, _) => small_capital(one),
        _ => return None,
    };
    look.to_lowercase().next()
}

/// The letter of a small capital: Unicode decomposes none, and they are what Cyrillic letters look like.
const fn small_capital(c: char) -> char {
    match c {
        'ᴀ' => 'a',
        'ʙ' => 'b',
        'ᴄ' => 'c',
        'ᴅ' => 'd',
        'ᴇ' => 'e',
        'ꜰ' => 'f',
        'ɢ' => 'g',
        'ʜ' => 'h',
        'ɪ' => 'i',
        'ᴊ' => 'j',
        'ᴋ' | 'ĸ' => 'k',
        'ʟ' => 'l',
        'ᴍ' | 'ʍ' => 'm',
        'ɴ' => 'n',
        'ᴏ' => 'o',
        'ᴘ' => 'p',
        'ʀ' => 'r',
        'ꜱ' => 's',
        'ᴛ' => 't',
        'ᴜ' => 'u',
        'ᴠ' => 'v',
        'ᴡ' => 'w',
        'ʏ' => 'y',
        'ᴢ' => 'z',
        _ => c,
    }
}

/// What a sign stands for where Unicode does not say so: the letter in a sign that is white on black, or of a flag;
/// the apostrophe that an accent alone is typed for.
pub(super) fn lettered(c: char) -> char {
    let first = match c {
        '\u{B4}' | '\u{2BB}' | '\u{2BC}' => return '\'',
        '\u{1F150}'..='\u{1F169}' => 0x1F150,
        '\u{1F170}'..='\u{1F189}' => 0x1F170,
        '\u{1F1E6}'..='\u{1F1FF}' => 0x1F1E6,
        _ => return c,
    };
    u8::try_from(c as u32 - first).map_or(c, |letter| char::from(b'A' + letter))
}

/// Accents, what shows nothing, skin tones, and the marks that are drawn around a sign.
pub(super) fn is_passed_over(c: char) -> bool {
    canonical_combining_class(c) != 0
        || is_ignorable(c)
        || matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{20DD}'..='\u{20E0}' | '\u{20E2}'..='\u{20E4}')
}
