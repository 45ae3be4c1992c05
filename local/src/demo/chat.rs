//! What is said in the demo's chats.

use futures::future::try_join_all;
use http::Method;
use serde_json::json;

use super::Maker;
use crate::trouble::Trouble;

/// In whose chat, who says what, one after another.
const TALKS: [(&str, &[(&str, &str)]); 5] = [
    (
        "noor",
        &[
            ("bob", "first time here, and what a way to end the day"),
            ("lena_moves", "the left hand in that last one!"),
            ("noor", "Gymnopédie no. 1, slower than anybody asked for."),
            ("yuki_ink", "I paint along with this. Please never stop."),
            ("carol", "could you play the prelude in C after this?"),
            ("noor", "@carol it is next. Then Fairuz, I promised."),
            ("samir_talks", "فيروز بعد منتصف الليل، أخيرا"),
        ],
    ),
    (
        "mika_plays",
        &[
            ("bob", "41:07 falls tonight"),
            ("tomasz_codes", "as it has every night since March"),
            ("mika_plays", "I can read you, you know."),
            ("pavel_and_dasha", "The moon level is a fork. Take the left one."),
            ("obi_cooks", "left is slower, but I believe in you"),
            ("mika_plays", "Left it is. If it fails it was Pavel."),
        ],
    ),
    (
        "tomasz_codes",
        &[
            ("prof_adeyemi", "So where does the middle key go?"),
            ("tomasz_codes", "@prof_adeyemi up. Always up. And where there is no up, the tree grows."),
            ("alice", "is the test that found it in the repository?"),
            ("tomasz_codes", "It is: https://example.com/btree/tests/split"),
            ("bob", "I understood that, and I am a little proud"),
        ],
    ),
    (
        "yuki_ink",
        &[
            ("carol", "how do you keep the white so white?"),
            ("yuki_ink", "By not painting it."),
            ("lena_moves", "this fox has seen things"),
            ("rio_on_tour", "Signal on the pass: snow here, too."),
        ],
    ),
    (
        "samir_talks",
        &[
            ("noor", "أي مدينة أولا؟"),
            ("samir_talks", "@noor دمشق، ثم فاس."),
            ("bob", "I do not understand a word, and it is lovely"),
        ],
    ),
];

impl<T: Fn(&str) -> Result<String, Trouble>> Maker<'_, T> {
    /// Says it where nothing was said yet.
    pub(super) async fn talks(&self) -> Result<(), Trouble> {
        try_join_all(TALKS.iter().map(async |(host, talk)| self.talk(host, talk).await)).await.map(drop)
    }

    async fn talk(&self, host: &str, talk: &[(&str, &str)]) -> Result<(), Trouble> {
        let path = format!("/api/chat/usr_{host}/messages");
        let said = self.expect(&[200], "", Method::GET, &path, None).await?;
        if said["data"].as_array().is_none_or(|messages| !messages.is_empty()) {
            return Ok(());
        }
        for (username, text) in talk {
            // In a kept table the creator may have made rules since: what they keep out is no reason not to start.
            let body = json!({ "text": text });
            self.expect(&[201, 202, 403, 429], username, Method::POST, &path, Some(body)).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::is_known;

    #[test]
    fn who_talks_is_somebody_of_the_demo() {
        for (host, talk) in TALKS {
            assert!(is_known(host), "{host}");
            for (username, text) in talk {
                assert!(is_known(username), "{username}");
                assert!((1..=500).contains(&text.chars().count()), "{text}");
            }
        }
    }
}
