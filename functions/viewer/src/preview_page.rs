//! The page that a link is previewed by. All that stands in it is somebody's own text, and may be meant to break out.

use std::fmt::Write as _;

use axum::response::{Html, IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};

/// The site's name.
const SITE: &str = "OnAir";
/// What the site says of itself.
const ABOUT_SITE: &str = "Live streams, and the people who make them.";
/// Letters of a title and of a description: what messengers show of them at most.
const TITLE_LETTERS: usize = 120;
const ABOUT_LETTERS: usize = 240;
/// The page loads nothing and runs nothing, wherever it is opened.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a link is shown with.
#[derive(Debug)]
pub(crate) struct Card {
    /// The screen's path on the site.
    pub path: String,
    /// Open Graph's type.
    pub kind: &'static str,
    /// What it is.
    pub title: String,
    /// A sentence on it.
    pub about: String,
    /// A picture of it.
    pub picture: Option<Picture>,
}

/// The address of a picture.
#[derive(Debug)]
pub(crate) enum Picture {
    /// Of what is shown, 16:9.
    Wide(String),
    /// Of somebody, square.
    Portrait(String),
}

/// The page.
#[derive(Debug)]
pub struct PreviewPage(String);

impl PreviewPage {
    /// The page of a card on the site at `site_url`; without a card the plain one, which is no page of its own to a search
    /// engine.
    pub(crate) fn new(site_url: Option<&str>, card: Option<&Card>) -> Self {
        let mut page = Page::default();
        let (title, about, path) = match card {
            Some(card) => (cut(&card.title, TITLE_LETTERS), cut(&card.about, ABOUT_LETTERS), card.path.as_str()),
            None => (SITE.to_owned(), ABOUT_SITE.to_owned(), "/"),
        };
        page.push(&["<title>", "</title>"], &[&title]);
        page.meta("name", "description", &about);
        page.meta("property", "og:site_name", SITE);
        page.meta("property", "og:type", card.map_or("website", |card| card.kind));
        page.meta("property", "og:title", &title);
        page.meta("property", "og:description", &about);
        let address = format!("{}{path}", site_url.unwrap_or_default());
        match card {
            // An address without its host is none that Open Graph has.
            Some(_) if site_url.is_some() => {
                page.meta("property", "og:url", &address);
                page.push(&["<link rel=\"canonical\" href=\"", "\">"], &[&address]);
            }
            Some(_) => {}
            None => page.meta("name", "robots", "noindex"),
        }
        page.picture(card.and_then(|card| card.picture.as_ref()));
        page.0.push_str("</head>\n<body>\n");
        page.push(&["<h1 dir=\"auto\">", "</h1>"], &[&title]);
        page.push(&["<p dir=\"auto\">", "</p>"], &[&about]);
        page.push(&["<p><a href=\"", "\">", "</a></p>"], &[&address, SITE]);
        page.0.push_str("</body>\n</html>\n");
        Self(page.0)
    }
}

impl IntoResponse for PreviewPage {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_SECURITY_POLICY, POLICY), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
        (headers, Html(self.0)).into_response()
    }
}

/// The text of a page. What is put between its tags is escaped here, and nowhere else.
struct Page(String);

impl Default for Page {
    fn default() -> Self {
        Self(
            "<!doctype html>\n<html lang=\"en\" prefix=\"og: https://ogp.me/ns#\">\n<head>\n<meta charset=\"utf-8\">\n"
                .into(),
        )
    }
}

impl Page {
    /// A line: our own `parts` with others' `texts` between them.
    fn push(&mut self, parts: &[&'static str], texts: &[&str]) {
        for (place, part) in parts.iter().enumerate() {
            self.0.push_str(part);
            if let Some(text) = texts.get(place) {
                self.escaped(text);
            }
        }
        self.0.push('\n');
    }

    fn meta(&mut self, by: &'static str, name: &'static str, content: &str) {
        _ = write!(self.0, "<meta {by}=\"{name}\"");
        self.push(&[" content=\"", "\">"], &[content]);
    }

    fn picture(&mut self, picture: Option<&Picture>) {
        let (card, address) = match picture {
            Some(Picture::Wide(address)) => ("summary_large_image", Some(address)),
            Some(Picture::Portrait(address)) => ("summary", Some(address)),
            None => ("summary", None),
        };
        self.meta("name", "twitter:card", card);
        if let Some(address) =
            address.filter(|address| address.starts_with("https://") || address.starts_with("http://"))
        {
            self.meta("property", "og:image", address);
        }
    }

    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                letter => self.0.push(letter),
            }
        }
    }
}

/// A text on one line, of so many letters at most.
fn cut(text: &str, letters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(letters) {
        None => line,
        Some(_) => {
            let kept: String = line.chars().take(letters - 1).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str =
        "\"><script>alert('1')</script><meta http-equiv=refresh content=\"0;url=//evil.example\">&amp;";

    fn page(site: Option<&str>, title: &str, about: &str, picture: Option<Picture>) -> String {
        let card = Card { path: "/@alice".into(), kind: "profile", title: title.into(), about: about.into(), picture };
        PreviewPage::new(site, Some(&card)).0
    }

    /// Opening tags, as a parser of HTML would begin them.
    fn tags(page: &str) -> Vec<&str> {
        let begun = page.split('<').skip(1).filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()));
        begun.map(|tag| tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap()).collect()
    }

    #[test]
    fn a_card_has_what_messengers_look_for() {
        let picture = Some(Picture::Wide("https://img.example/a.png?a=1&b=2".into()));
        let page = page(Some("https://onair.example"), "Alice is live: Night", "Talk.", picture);
        for part in [
            "<title>Alice is live: Night</title>",
            "<meta name=\"description\" content=\"Talk.\">",
            "<meta property=\"og:title\" content=\"Alice is live: Night\">",
            "<meta property=\"og:url\" content=\"https://onair.example/@alice\">",
            "<link rel=\"canonical\" href=\"https://onair.example/@alice\">",
            "<meta property=\"og:image\" content=\"https://img.example/a.png?a=1&amp;b=2\">",
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("robots"));
    }

    #[test]
    fn no_text_breaks_out_of_its_place() {
        let plain = page(Some("https://onair.example"), "a", "b", Some(Picture::Portrait("https://c/d".into())));
        let picture = Picture::Portrait(format!("https://c/{HOSTILE}"));
        let hostile = page(Some("https://onair.example"), HOSTILE, HOSTILE, Some(picture));
        assert_eq!(tags(&hostile), tags(&plain));
        assert_eq!(hostile.matches('"').count(), plain.matches('"').count(), "{hostile}");
        assert!(!hostile.contains('\''));
        assert!(hostile.contains("&amp;amp;"), "an entity is shown as it was written");
    }

    #[test]
    fn a_picture_is_an_address_of_the_web() {
        for address in ["javascript:alert(1)", "data:image/svg+xml,<svg/>", "//evil.example/a.png", "/a.png"] {
            let page = page(None, "a", "b", Some(Picture::Wide(address.into())));
            assert!(!page.contains("og:image"), "{page}");
        }
    }

    #[test]
    fn a_site_that_does_not_know_its_address_says_none() {
        let page = page(None, "a", "b", None);
        assert!(!page.contains("og:url") && !page.contains("canonical"), "{page}");
        assert!(page.contains("<a href=\"/@alice\">"), "{page}");
    }

    #[test]
    fn the_plain_page_is_no_ones() {
        let page = PreviewPage::new(Some("https://onair.example"), None).0;
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">") && page.contains("<title>OnAir</title>"));
        assert!(!page.contains("og:url"), "{page}");
    }

    #[test]
    fn long_texts_are_cut_between_letters() {
        assert_eq!(cut(" a \n\t b ", 10), "a b");
        assert_eq!(cut("äöüß", 4), "äöüß");
        assert_eq!(cut("äöü ßx", 5), "äöü…");
        assert_eq!(cut(&"🎹".repeat(300), ABOUT_LETTERS).chars().count(), ABOUT_LETTERS);
    }
}
