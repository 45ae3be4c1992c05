//! A word or words, and whether they stand in a text.
//!
//! All places of a pattern are followed at once, as bits of one number, so a text is gone through once however
//! it is written: the time is that of its letters, never that of their combinations.

use super::fold::{Folded, GAP, Readings, bit};

/// Signs of a pattern that are compared; what is longer is met by its beginning.
const MAX_SIGNS: usize = 128;

/// From how many on a repeated letter is one that the pattern has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Two: of a word that no other is mistaken for.
    Double = 2,
    /// Three: `good` is no `god`, and `goood` is both.
    Triple = 3,
}

/// A word or words that are looked for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// Each sign as itself and as its look.
    signs: Vec<[char; 2]>,
    /// The places of gaps.
    gaps: u128,
    starts_anywhere: bool,
    ends_anywhere: bool,
    stretch: Stretch,
}

impl Pattern {
    /// Reads a pattern: words, with a `*` at an end where a word may go on. `None`: nothing is left to look for.
    pub fn parse(text: &str, stretch: Stretch) -> Option<Self> {
        let text = text.trim();
        let (starts_anywhere, text) = text.strip_prefix('*').map_or((false, text), |rest| (true, rest));
        let (ends_anywhere, text) = text.strip_suffix('*').map_or((false, text), |rest| (true, rest));
        let folded = Folded::of(text);
        let mut signs: Vec<_> =
            folded.signs.iter().map(|sign| folded.readings[sign.class]).map(|reads| [reads[0], reads[1]]).collect();
        let is_cut = signs.len() > MAX_SIGNS;
        signs.truncate(MAX_SIGNS);
        let gaps = (0..signs.len()).filter(|at| signs[*at][0] == GAP).fold(0, |gaps, at| gaps | 1 << at);
        (!signs.is_empty()).then_some(Self {
            signs,
            gaps,
            starts_anywhere,
            ends_anywhere: ends_anywhere || is_cut,
            stretch,
        })
    }

    /// Whether it stands in `text`.
    pub fn is_in(&self, text: &Folded) -> bool {
        let can_be_read = |sign: &[char; 2]| text.read & (bit(sign[0]) | bit(sign[1])) != 0;
        if !self.signs.iter().all(can_be_read) {
            return false;
        }
        let mut known: Vec<Option<u128>> = vec![None; text.readings.len()];
        let last = 1_u128 << (self.signs.len() - 1);
        let mut reached = 0_u128;
        for (at, sign) in text.signs.iter().enumerate() {
            let begins = self.starts_anywhere || text.is_edge(at);
            let readings = &text.readings[sign.class];
            // Most of a text is far from the pattern.
            if reached == 0 && !(begins && is_met(&self.signs[0], readings)) {
                continue;
            }
            let met = *known[sign.class].get_or_insert_with(|| self.met_by(readings));
            let is_stretched = sign.is_repeated && sign.run >= self.stretch as usize;
            let stays = if is_stretched { met } else { met & self.gaps };
            let passes = if sign.is_passable { reached } else { 0 };
            reached = ((reached << 1 | u128::from(begins)) & met) | (reached & stays) | passes;
            if reached & last != 0 && (self.ends_anywhere || text.is_edge(at + 1)) {
                return true;
            }
        }
        false
    }

    /// The places that one of `readings` meets.
    fn met_by(&self, readings: &Readings) -> u128 {
        self.signs.iter().enumerate().filter(|(_, sign)| is_met(sign, readings)).fold(0, |met, (at, _)| met | 1 << at)
    }

    /// What two patterns have in common that find the same, and no others.
    pub fn canonical(&self) -> String {
        let star = |is_open: bool| if is_open { "*" } else { "" };
        let signs: String = self.signs.iter().map(|sign| sign[0]).collect();
        // A star of the words themselves is not one of these.
        format!("{}\n{signs}\n{}", star(self.starts_anywhere), star(self.ends_anywhere))
    }
}

fn is_met(sign: &[char; 2], readings: &Readings) -> bool {
    readings.iter().any(|reading| sign.contains(reading))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern, Stretch::Triple).unwrap().is_in(&Folded::of(text))
    }

    #[test]
    fn a_pattern_is_a_word() {
        for text in
            ["ham", "Ham!", "(ham)", "spam,ham", "no ham today", "#ham", "@ham", "hàm", "hаm", "ham🍖", "ham-pie"]
        {
            assert!(is_in("ham", text), "{text}");
        }
        for text in ["hamster", "shame", "sham", "h a", "hem", "", "ham\u{301}ster"] {
            assert!(!is_in("ham", text), "{text}");
        }
    }

    #[test]
    fn a_star_at_an_end_goes_on() {
        assert!(is_in("ham*", "hamster") && is_in("ham*", "ham") && !is_in("ham*", "sham"));
        assert!(is_in("*ham", "sham") && !is_in("*ham", "shame"));
        assert!(is_in("*ham*", "shame") && !is_in("*ham*", "hm"));
    }

    #[test]
    fn nothing_hides_a_word() {
        for text in [
            "d.o.n.k.e.y",
            "d o n k e y",
            "you d o n k e y!",
            "d-o-nkey",
            "dоnkеy",
            "d0nk3y",
            "DONKEYYYY",
            "doooonkey",
            "don\u{200D}key",
            "ｄｏｎｋｅｙ",
            "𝕕𝕠𝕟𝕜𝕖𝕪",
            "ᴅᴏɴᴋᴇʏ",
            "ⓓⓞⓝⓚⓔⓨ",
            "dönkéy",
            "d|o|n|k|e|y",
            "d_o_n_k_e_y",
            "d'o'n'k'e'y",
        ] {
            assert!(is_in("donkey", text), "{text}");
        }
        for text in ["don key", "don'key", "don’key", "don´key", "do n key", "monkey", "donkye", "keydon"] {
            assert!(!is_in("donkey", text), "{text}");
        }
    }

    #[test]
    fn two_letters_are_no_stretch_and_three_are() {
        assert!(!is_in("god", "good") && is_in("god", "goood") && is_in("good", "goood") && !is_in("good", "god"));
        let strict = Pattern::parse("god", Stretch::Double).unwrap();
        assert!(strict.is_in(&Folded::of("good")) && !strict.is_in(&Folded::of("gold")));
    }

    #[test]
    fn readings_do_not_take_the_place_of_each_other() {
        assert!(!is_in("bail", "ball") && !is_in("ball", "bail") && !is_in("ball", "BAIL"));
        for text in ["ba1l", "ba|l"] {
            assert!(is_in("bail", text) && is_in("ball", text), "{text}");
        }
        assert!(is_in("h8", "h8") && is_in("hb", "h8") && !is_in("h8", "hb"));
    }

    #[test]
    fn words_are_parted_by_anything() {
        for text in ["go away", "go, away", "GO   AWAY", "go... away", "now go\naway!", "go-away"] {
            assert!(is_in("go away", text), "{text}");
        }
        assert!(!is_in("go away", "goaway") && !is_in("go away", "go far away"));
    }

    #[test]
    fn any_script_and_sign_can_be_looked_for() {
        assert!(is_in("дурак", "Ну ты ДУРАК") && is_in("дурак", "дуpaк") && !is_in("дурак", "дурака"));
        assert!(is_in("馬鹿", "お前は馬鹿だ") && is_in("🍆", "yum🍆🍆") && is_in("🍆", "🍆") && !is_in("🍆", "🍑"));
        assert!(is_in(":)", "hi:)") && !is_in(":)", ":("));
        assert!(is_in("c++", "i like c++") && !is_in("c++", "i like c"));
    }

    #[test]
    fn what_says_nothing_is_no_pattern() {
        for text in ["", " ", "*", "**", "\u{3164}", "* *"] {
            assert!(Pattern::parse(text, Stretch::Triple).is_none(), "{text:?}");
        }
        assert!(Pattern::parse("***", Stretch::Triple).is_some());
    }
}
