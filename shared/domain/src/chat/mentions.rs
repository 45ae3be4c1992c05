//! Who is spoken to in a message: `@username`.

use crate::Username;

/// Most users that a message speaks to; the names beyond are text like any other.
pub const MAX_MENTIONS: usize = 10;

/// The user names that `text` mentions, in their order, each once. Whose they are, and whether they are anybody's,
/// is for others to look up.
#[must_use]
pub fn mentions(text: &str) -> Vec<Username> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = c == '@' && before.is_none_or(|before: char| !is_of_a_word(before));
        before = Some(c);
        if !begins {
            continue;
        }
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        // A letter of another script goes on with the word, so it is another one.
        let goes_on = rest[end..].chars().next().is_some_and(is_of_a_word);
        match Username::parse(&rest[..end]) {
            Ok(name) if !goes_on && !found.contains(&name) => found.push(name),
            _ => {}
        }
        if found.len() == MAX_MENTIONS {
            break;
        }
    }
    found
}

/// Before an `@` it makes a mail address of it, behind a name another name.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        mentions(text).into_iter().map(String::from).collect()
    }

    #[test]
    fn a_name_behind_an_at_is_a_mention() {
        assert_eq!(names("@alice hi @Bob_2, (@carol)! @alice"), ["alice", "bob_2", "carol"]);
        assert_eq!(names("hey @dave's and @eve."), ["dave", "eve"]);
        assert_eq!(names("🎮@frank🎮"), ["frank"]);
    }

    #[test]
    fn mail_and_what_is_no_name_are_none() {
        for text in
            ["me@example.com", "@al", "@", "@@alice", "@alicé", "alice", "@ alice", &format!("@{}", "x".repeat(31))]
        {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn there_are_ten_at_most() {
        let text: String = (100..120).map(|n| format!("@user{n} ")).collect();
        assert_eq!(mentions(&text).len(), MAX_MENTIONS);
    }

    proptest! {
        #[test]
        fn a_mention_stands_in_its_text(text in "[@a-zA-Z_ é]{0,80}") {
            for name in names(&text) {
                let text = text.to_ascii_lowercase();
                let mention = format!("@{name}");
                prop_assert!(text.contains(&mention));
            }
        }
    }
}
