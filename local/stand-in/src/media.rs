//! What is recorded: ten segments of 4 s that follow one another without a gap, over and over. Each shows a digit, 0 to 9, and
//! sounds a tone of its own. `assets/make` made them.

use std::time::Duration;

use crate::mpegts::{self, Counters};

/// Length of a segment.
pub const SEGMENT_MILLIS: u64 = 4_000;
/// Ticks of a millisecond, in timestamps.
const TICKS: u64 = 90;
/// When the first picture of a recording is shown, in ticks: early enough for what is decoded before it is shown, and for the
/// sound that begins a moment earlier.
const FIRST_SHOWN: u64 = 10 * 1_000 * TICKS;
/// Timestamps have 33 bits.
const WRAP: u64 = 1 << 33;
/// The packets of the picture, as ffmpeg numbers them.
const PICTURE: u16 = 0x100;

macro_rules! digits {
    ($ending:literal) => {
        [
            include_bytes!(concat!("../assets/0", $ending)),
            include_bytes!(concat!("../assets/1", $ending)),
            include_bytes!(concat!("../assets/2", $ending)),
            include_bytes!(concat!("../assets/3", $ending)),
            include_bytes!(concat!("../assets/4", $ending)),
            include_bytes!(concat!("../assets/5", $ending)),
            include_bytes!(concat!("../assets/6", $ending)),
            include_bytes!(concat!("../assets/7", $ending)),
            include_bytes!(concat!("../assets/8", $ending)),
            include_bytes!(concat!("../assets/9", $ending)),
        ]
    };
}

static SEGMENTS: [&[u8]; 10] = digits!(".ts");
static PICTURES: [&[u8]; 10] = digits!(".jpeg");

/// Which digit is shown so long after the beginning.
fn digit(millis: u64) -> usize {
    usize::try_from(millis / SEGMENT_MILLIS % 10).unwrap_or_default()
}

/// The picture so long after the beginning.
pub fn picture(millis: u64) -> Vec<u8> {
    PICTURES[digit(millis)].to_vec()
}

/// What is sent from `begin` on, a multiple of [`SEGMENT_MILLIS`], for `millis`.
pub fn segment(begin: u64, millis: u64, counters: &mut Counters) -> Vec<u8> {
    let mut bytes = vec![];
    let mut at = begin;
    while at < begin + millis {
        let round = at / SEGMENT_MILLIS / 10;
        let first = mpegts::begins(SEGMENTS[0]).get(&PICTURE).copied().unwrap_or_default();
        let by = (FIRST_SHOWN + round * 10 * SEGMENT_MILLIS * TICKS + WRAP - first) % WRAP;
        let left = begin + millis - at;
        if left < SEGMENT_MILLIS {
            let own = mpegts::begins(SEGMENTS[digit(at)]).get(&PICTURE).copied().unwrap_or_default();
            let part = mpegts::cut(SEGMENTS[digit(at)], own + left * TICKS);
            bytes.extend(mpegts::moved(&part, by, counters));
        } else {
            bytes.extend(mpegts::moved(SEGMENTS[digit(at)], by, counters));
        }
        at += SEGMENT_MILLIS;
    }
    bytes
}

/// How long after the beginning of its recording a segment begins, by its own timestamps; `None` where it shows nothing.
#[must_use]
pub fn moment_of(segment: &[u8]) -> Option<Duration> {
    let shown = mpegts::begins(segment).get(&PICTURE).copied()?;
    Some(Duration::from_millis((shown + WRAP - FIRST_SHOWN) % WRAP / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The packets of each stream, as their counters have them.
    fn counts(bytes: &[u8], id: u16) -> Vec<u8> {
        let of_it = |packet: &&[u8]| u16::from_be_bytes([packet[1] & 0x1F, packet[2]]) == id && packet[3] & 0x10 != 0;
        bytes.chunks_exact(188).filter(of_it).map(|packet| packet[3] & 0x0F).collect()
    }

    #[test]
    fn segments_follow_one_another_without_a_gap_round_after_round() {
        let mut counters = Counters::default();
        let run: Vec<Vec<u8>> = (0..25).map(|n| segment(n * SEGMENT_MILLIS, SEGMENT_MILLIS, &mut counters)).collect();
        for (n, bytes) in run.iter().enumerate() {
            assert_eq!(bytes.len() % 188, 0);
            assert_eq!(moment_of(bytes), Some(Duration::from_millis(n as u64 * SEGMENT_MILLIS)), "{n}");
        }
        let whole = run.concat();
        for id in [0, PICTURE, PICTURE + 1] {
            let counts = counts(&whole, id);
            assert!(counts.len() > 25, "{id}");
            assert!(counts.windows(2).all(|pair| pair[1] == (pair[0] + 1) % 16), "{id}");
        }
        // The sound of a segment begins where that of the one before it ended, to a frame of sound: 1,024 samples of 48,000.
        let sounds: Vec<u64> = run.iter().map(|bytes| mpegts::begins(bytes)[&(PICTURE + 1)]).collect();
        assert!(sounds.windows(11).all(|ten| ten[10] - ten[0] == 40_000 * TICKS), "{sounds:?}");
        assert!(sounds.windows(2).all(|pair| (pair[1] - pair[0]).abs_diff(4_000 * TICKS) <= 1_920 + 1), "{sounds:?}");
    }

    /// Several frames of silence in one packet are played whole, however short the segment is cut.
    #[test]
    fn each_frame_of_sound_has_a_timestamp_of_its_own() {
        let bytes = segment(0, 10 * SEGMENT_MILLIS, &mut Counters::default());
        let at: Vec<u64> =
            bytes.chunks_exact(188).filter_map(|packet| mpegts::begins(packet).remove(&(PICTURE + 1))).collect();
        assert_eq!(at.len(), 1_875);
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] <= 1_920 + 1), "{at:?}");
    }

    #[test]
    fn the_last_one_is_as_long_as_what_there_was() {
        let mut counters = Counters::default();
        let whole = segment(8_000, 4_000, &mut counters);
        let part = segment(8_000, 1_500, &mut counters);
        assert_eq!(moment_of(&part), Some(Duration::from_secs(8)));
        assert!(part.len() < whole.len() && part.len() > 188 * 10);
        let long = segment(4_000, 8_000, &mut counters);
        assert!(long.len() > whole.len());
    }

    #[test]
    fn moments_outlive_the_wrap_of_timestamps() {
        let mut counters = Counters::default();
        let after = 27 * 3_600_000;
        let expected = Duration::from_millis(after * TICKS % WRAP / TICKS);
        assert_eq!(moment_of(&segment(after, 4_000, &mut counters)), Some(expected));
    }
}
