//! Links in a message: what a reader's program, or the reader, would open. Addresses with a scheme, bare domains
//! (`example.com/x`) under a top-level domain that there is, the domains of mail addresses, and numbers of hosts
//! with a port or a path.
//!
//! The text is looked at as a browser reads a domain: compatibility forms, dots of other scripts and what is not
//! seen make no difference. `example (dot) com` opens nowhere, and is no link. What finds links in order to
//! underline them is more careful than a rule may be that is to be got round by nothing: it passes over
//! `a_b.example.com`, `.example.com` and `пример.рф`.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::is_ignorable;

/// Whether a link stands in `text`.
#[must_use]
pub fn has_link(text: &str) -> bool {
    let text: String = text.nfkc().filter(|c| !is_ignorable(*c)).map(|c| if is_dot(c) { '.' } else { c }).collect();
    text.match_indices("://").any(|(at, _)| has_scheme(&text, at))
        || text.match_indices('.').any(|(at, _)| has_domain(&text, at))
        || text.split(|c: char| !(c.is_ascii_digit() || c.is_ascii_punctuation())).any(is_host_number)
}

/// The full stops that a domain may have between its labels (UTS 46), as NFKC leaves them.
const fn is_dot(c: char) -> bool {
    c == '\u{3002}'
}

const fn is_of_a_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii()
}

/// Whether what stands before `://` and behind it makes an address.
fn has_scheme(text: &str, at: usize) -> bool {
    text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
        && text[at + "://".len()..].starts_with(|c: char| c.is_alphanumeric() || c == '[')
}

/// Whether the dot stands before the top-level domain of a name.
fn has_domain(text: &str, dot: usize) -> bool {
    let is_behind_label = text[..dot].ends_with(|c: char| is_of_a_label(c) && !c.is_whitespace());
    let rest = &text[dot + 1..];
    let top = &rest[..rest.find(|c: char| !is_of_a_label(c) || c.is_whitespace()).unwrap_or(rest.len())];
    is_behind_label && is_top_level(top)
}

fn is_top_level(label: &str) -> bool {
    if label.is_ascii() {
        return tld::exist_case_insensitive(label);
    }
    // Letters that go on behind the name (`example.comです`) are passed over: where they begin, the name ends.
    let ascii = label.find(|c: char| !c.is_ascii()).map_or(label, |end| &label[..end]);
    let whole = url::Host::parse(label).map(|host| host.to_string());
    tld::exist_case_insensitive(ascii) || whole.is_ok_and(|name| tld::exist(&name))
}

/// Whether `text` has the number of a host (IPv4) with a port or a path behind it.
fn is_host_number(text: &str) -> bool {
    text.match_indices([':', '/']).any(|(end, _)| {
        let begin = text[..end].rfind(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(0, |at| at + 1);
        text[begin..end].parse::<std::net::Ipv4Addr>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_and_bare_domains_are_links() {
        for text in [
            "https://example.com",
            "see HTTP://EXAMPLE.COM/x.",
            "(https://en.wikipedia.org/wiki/A_(b))",
            "example.com",
            "go to example.com/shop?x=1 now",
            "WWW.Example.De",
            "twitch.tv/alice",
            "youtu.be",
            "clips.example.co.uk!",
            "bücher.example.de",
            "例え.テスト.jp",
            "пример.рф",
            "example\u{3002}com",
            "ｅｘａｍｐｌｅ．ｃｏｍ",
            "exam\u{AD}ple.c\u{200D}om",
            "mail me@example.com",
            "ftp://files",
            "EXAMPLE.COM",
            "https://192.0.2.1/x",
            "192.0.2.1:8080/x",
            "on 192.0.2.1/x",
            "a_b.example.com",
            "..example.com",
            "example.comです",
            "https://[::1]/",
            "discord.gg/abc",
            "[click](https://example.com)",
            "hey,example.com",
        ] {
            assert!(has_link(text), "{text}");
        }
    }

    #[test]
    fn talk_is_no_link() {
        for text in [
            "hello world",
            "well... that was it.Then he left",
            "3.14 and 1.2.3",
            "e.g. this, i.e. that",
            "10:30 pm",
            "Mr.Smith",
            "file.txt and main.rustcode",
            "a/b and and/or",
            "example dot com",
            "@alice",
            "C://",
            "",
            "node.exe",
            "...",
            "12.5% off",
            "https:// is a scheme",
            "1.2.3.4 is a version",
            "5/1.2.3",
            ".com",
            "wait…com",
        ] {
            assert!(!has_link(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_link_is_found_in_any_talk(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
            let text = format!("{before} https://example.com/{after}");
            prop_assert!(has_link(&text));
        }

        #[test]
        fn any_text_is_looked_at(text in "\\PC{0,300}") {
            let _ = has_link(&text);
        }
    }
}
