use proptest::prelude::*;

use super::*;

#[test]
fn case_and_accents_are_ignored() {
    assert_eq!(of_text("Ñandú Über Café"), ["nandu", "uber", "cafe"]);
    assert_eq!(of_text("STRASSE Straße Łódź Smørrebrød"), ["strasse", "lodz", "smorrebrod"]);
    assert_eq!(of_text("İstanbul ΣΟΦΟΣ σοφος σοφός"), ["istanbul", "σοφοσ"]);
    assert_eq!(of_text("ﬁne ｆｕｌｌ ①"), ["fine", "full", "1"]);
}

#[test]
fn words_are_letters_and_digits_each_once() {
    assert_eq!(of_text("c0ol gamer: Go, go! v1 2"), ["c0ol", "gamer", "go", "v1", "2"]);
    assert_eq!(of_text("  …!? "), Vec::<String>::new());
}

fn is_found(text: &str, query: &str) -> bool {
    let (words, asked) = (of_text(text), of_query(query));
    !asked.is_empty() && asked.iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())))
}

#[test]
fn signs_that_people_leave_out_part_words_and_join_them() {
    assert_eq!(of_text("Don't"), ["dont", "t"]);
    assert_eq!(of_text("e-sports v1.2"), ["esports", "sports", "v12", "2"]);
    assert_eq!(of_text("rock'n'roll"), ["rocknroll", "nroll", "roll"]);
    assert_eq!(of_text("'rock' -- roll. c0ol_gamer"), ["rock", "roll", "c0olgamer", "gamer"]);
    assert_eq!(of_text("a-b-c-d-e-f"), ["abcd", "bcde", "cdef", "def", "ef", "f"]);
    assert_eq!(of_query("a-b-c-d-e-f"), ["abcd", "ef"]);
    for (text, queries) in [
        ("super\u{AD}star", &["superstar", "super\u{AD}star", "super", "SUPERSTAR"][..]),
        (
            "Don't Starve",
            &["dont starve", "don't starve", "don\u{2019}t", "don", "dont", "starve", "don\u{B4}t", "don`t"],
        ),
        ("Don\u{2019}t", &["dont", "don't", "don"]),
        ("Don\u{2BC}t", &["dont", "don't"]),
        ("dont starve", &["don't", "don\u{2019}t starve"]),
        ("O'Learys", &["olearys", "o'learys", "o\u{2019}learys", "learys", "oleary"]),
        (
            "e-sports",
            &[
                "esports",
                "e-sports",
                "sports",
                "e\u{2010}sports",
                "e\u{2011}sports",
                "e\u{AD}sports",
                "ｅ－ｓｐｏｒｔｓ",
            ],
        ),
        ("esports", &["e-sports", "e\u{2011}sports"]),
        ("ｅ－ｓｐｏｒｔｓ", &["esports", "e-sports", "sports"]),
        ("zero\u{200C}width\u{2060}in\u{3164}side", &["zerowidthinside"]),
        ("AC/DC by Mr.Beast_x", &["acdc", "ac/dc", "dc", "mrbeast", "beast", "mr.beast", "beastx"]),
        ("l'amour d'été", &["amour", "lamour", "ete", "l'amour"]),
        ("Col·legi", &["collegi", "col·legi", "legi"]),
    ] {
        for query in queries {
            assert!(is_found(text, query), "{text:?} by {query:?}: {:?} {:?}", of_text(text), of_query(query));
        }
    }
    assert!(!is_found("Don't Starve", "tstarve") && !is_found("a - b", "ab") && !is_found("e sports", "esports"));
}

#[test]
fn words_have_four_times_the_letters_of_their_text_at_most() {
    let chain = |part: &str| vec![part; 200 / (part.chars().count() + 1)].join("-");
    for text in [
        chain("a"),
        (0..66).map(|n| char::from(b'a' + n % 26)).map(String::from).collect::<Vec<_>>().join("'"),
        "𝒳".repeat(200),
    ] {
        let letters: usize = of_text(&text).iter().map(String::len).sum();
        assert!(letters <= JOINED_PARTS * text.len(), "{letters}");
    }
}

#[test]
fn an_emoji_is_a_word() {
    assert_eq!(of_text("🎮 night🎮stream"), ["🎮", "night", "stream"]);
    assert_eq!(of_text("👩🏽‍💻 ❤️"), ["👩", "💻", "❤"]);
    assert_eq!(of_query("👩‍💻"), ["👩", "💻"]);
}

#[test]
fn scripts_without_spaces_are_found_in_the_middle() {
    let words = of_text("東京の夜live");
    assert_eq!(words, ["東京", "京の", "の夜", "夜", "live"]);
    for query in ["東", "東京", "京の", "京の夜", "夜", "夜live"] {
        let found = of_query(query).iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())));
        assert!(found, "{query}");
    }
    assert!(!of_query("夜東").iter().all(|asked| words.contains(asked)));
}

#[test]
fn a_syllable_of_korean_is_found_by_its_beginning() {
    let (whole, begun) = (of_text("한국어"), of_query("하"));
    assert!(whole[0].starts_with(begun[0].as_str()));
}

#[test]
fn vowel_signs_are_no_accents() {
    assert_ne!(of_text("की"), of_text("का"));
}

#[test]
fn a_query_asks_for_the_longest_first_and_for_nothing_twice() {
    assert_eq!(of_query("go gopher GO club"), ["gopher", "club"]);
    assert_eq!(of_query("a"), ["a"]);
    assert_eq!(of_query(" . "), Vec::<String>::new());
    assert_eq!(of_query(&"x".repeat(100)), ["x".repeat(100)]);
}

#[test]
fn prefixes_end_at_the_twelfth_letter() {
    assert_eq!(prefixes("über").collect::<Vec<_>>(), ["ü", "üb", "übe", "über"]);
    assert_eq!(prefixes("abcdefghijklmn").last(), Some("abcdefghijkl"));
    assert_eq!(prefix("abcdefghijklmn"), "abcdefghijkl");
    assert_eq!(prefix("abc"), "abc");
}

/// The words of a text that are other ones when they are taken apart again.
fn changed_again(words: &[String]) -> Option<&String> {
    words.iter().find(|word| !word.chars().any(is_unspaced) && of_text(word) != [word.as_str()])
}

#[test]
fn each_letter_is_a_word_of_itself() {
    let changed = ('\0'..=char::MAX).filter(|letter| changed_again(&of_text(&letter.to_string())).is_some());
    assert_eq!(changed.collect::<String>(), "");
    assert_eq!(of_text("\u{149} Don\u{2BB}t"), ["n", "dont", "t"]);
}

proptest! {
    #[test]
    fn words_are_words_of_themselves(text in "\\PC{0,60}") {
        let words = of_text(&text);
        prop_assert_eq!(changed_again(&words), None);
        prop_assert!(words.iter().all(|word| !word.is_empty() && !word.contains([' ', '#'])));
    }

    #[test]
    fn a_text_is_found_by_itself(text in "\\PC{0,60}") {
        let words = of_text(&text);
        for asked in of_query(&text) {
            prop_assert!(words.iter().any(|word| word.starts_with(&asked)), "{}", asked);
        }
    }
}
