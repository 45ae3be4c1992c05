//! Playlists as egress writes them, and what holds of all.

use proptest::prelude::*;

use super::*;
use crate::Time;
use crate::cases::cases;

fn time(text: &str) -> Option<Time> {
    Some(text.parse().unwrap())
}

/// A playlist of all segments in the first minute: the asked length of a segment though one is longer, moments without their
/// last zeros, a title's comma, carriage returns of nobody.
const EVENT: &str = "#EXTM3U
#EXT-X-VERSION:4
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-ALLOW-CACHE:NO
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:00.12Z
#EXTINF:4.004,
s_00000.ts
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:04.124Z
#EXTINF:8.342,
s_00001.ts
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:12Z
#EXTINF:3.9,
s_00002.ts
";

/// The last five: its numbers go on where the other ends.
const LIVE: &str = "#EXTM3U
#EXT-X-VERSION:4
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:5
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:24.9Z
#EXTINF:4,
s_00005.ts
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:28.9Z
#EXTINF:4.5,
s_00006.ts
";

fn names(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("s_{number:05}.ts")).collect()
}

fn read(text: &str) -> Playlist {
    Playlist::parse(text).unwrap()
}

#[test]
fn egress_s_playlist_is_read_as_it_is() {
    let playlist = read(EVENT);
    assert!(!playlist.is_ended);
    let lengths: Vec<u64> = playlist.segments.iter().map(|segment| segment.millis).collect();
    assert_eq!(lengths, [4_004, 8_342, 3_900]);
    assert_eq!(playlist.segments[0].at, time("2026-11-30T05:00:00.120Z"));
    assert_eq!(playlist.segments[2].at, time("2026-11-30T05:00:12.000Z"));
    assert_eq!(playlist.duration_millis(), 16_246);
    assert!(read(&format!("{EVENT}#EXT-X-ENDLIST\n")).is_ended);
    assert_eq!(read(&EVENT.replace('\n', "\r\n")), playlist);
    let elsewhere = EVENT.replace("05:00:12Z", "07:00:12+02:00");
    assert_eq!(read(&elsewhere), playlist, "a worker in another time zone");
    assert_eq!(read(&EVENT.replace("2026-11-30T05:00:12Z", "yesterday")).segments[2].at, None);
}

#[test]
fn what_is_no_media_playlist_is_refused() {
    for text in ["", "<html>", "#EXTINF:4,\ns.ts\n", "#EXTM3U\ns.ts\n", "#EXTM3U\n#EXTINF:4,\na.ts\nb.ts\n"] {
        assert_eq!(Playlist::parse(text), Err(NotAPlaylist), "{text}");
    }
    for length in ["", "four", "-4", "NaN", "inf", "1e99"] {
        assert_eq!(Playlist::parse(&format!("#EXTM3U\n#EXTINF:{length},\na.ts\n")), Err(NotAPlaylist), "{length}");
    }
    assert_eq!(read("#EXTM3U"), Playlist::default());
}

#[test]
fn it_is_written_so_that_each_player_takes_it() {
    let run = Playlist { is_ended: true, ..read(EVENT) };
    let all = merge(&[("a/".to_owned(), run.clone()), ("b/".to_owned(), Playlist::default()), ("c/".to_owned(), run)]);
    let text = all.write();
    assert!(text.starts_with(
        "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-TARGETDURATION:8\n#EXT-X-MEDIA-SEQUENCE:0\n"
    ));
    assert!(
        text.contains("#EXT-X-PROGRAM-DATE-TIME:2026-11-30T05:00:00.120Z\n#EXTINF:4.004,\na/s_00000.ts\n"),
        "{text}"
    );
    assert!(text.contains("a/s_00002.ts\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:"), "{text}");
    assert!(text.ends_with("#EXTINF:3.900,\nc/s_00002.ts\n#EXT-X-ENDLIST\n"), "{text}");
    assert_eq!(text.matches("DISCONTINUITY").count(), 1);

    let growing = Playlist { is_ended: false, ..all.clone() }.write();
    assert!(growing.contains("TYPE:EVENT\n#EXT-X-TARGETDURATION:10\n") && !growing.contains("ENDLIST"), "{growing}");
    assert_eq!(all.write_grown(), format!("{growing}#EXT-X-ENDLIST\n"), "its end is all that is added");
}

#[test]
fn of_a_worker_that_died_all_that_was_uploaded_is_there() {
    // Uploaded, and not in the playlist of all: 3 and 4, which nobody lists, 5 and 6, which the last five do, and 7.
    let run = Playlist::of_run(Some(read(EVENT)), Some(read(LIVE)), &names(0..8));
    let found: Vec<(u64, Option<Time>)> = run.segments.iter().map(|segment| (segment.millis, segment.at)).collect();
    assert_eq!(found[3], (4_500, time("2026-11-30T05:00:15.900Z")), "half of what lies between");
    assert_eq!(found[4], (4_500, time("2026-11-30T05:00:20.400Z")));
    assert_eq!(found[6], (4_500, time("2026-11-30T05:00:28.900Z")));
    assert_eq!(found[7], (4_000, time("2026-11-30T05:00:33.400Z")), "the usual length");
    assert!(run.segments.iter().all(|segment| !segment.is_discontinuous) && !run.is_ended);
    // Without any playlist, as of one that died within seconds.
    let run = Playlist::of_run(None, None, &names(0..2));
    assert_eq!((run.segments.len(), run.duration_millis()), (2, 8_000));
    assert_eq!(Playlist::of_run(Some(read(EVENT)), None, &[]), Playlist::default());
}

#[test]
fn a_segment_that_is_not_there_is_not_listed_and_the_next_one_does_not_go_on() {
    let run = Playlist::of_run(Some(read(EVENT)), None, &names([0, 2, 4]));
    let listed: Vec<(&str, bool)> =
        run.segments.iter().map(|segment| (segment.name.as_str(), segment.is_discontinuous)).collect();
    assert_eq!(listed, [("s_00000.ts", false), ("s_00002.ts", true), ("s_00004.ts", true)]);
    let others = ["event.m3u8", "live.m3u8", "s_00000.ts.tmp", "s_x.ts", "poster.jpeg"].map(str::to_owned);
    assert!(Playlist::of_run(None, None, &others).segments.is_empty());
}

#[test]
fn segments_are_in_the_order_of_their_numbers() {
    let run = Playlist::of_run(None, None, &names([100_000, 99_999]));
    assert_eq!(run.segments[0].name, "s_99999.ts");
    assert!(!run.segments[1].is_discontinuous);
}

#[test]
fn a_cut_is_whole_segments_and_says_where_it_begins() {
    let run = read(EVENT);
    let cut = run.cut(5_000, 13_000);
    assert_eq!(cut.playlist.segments, run.segments[1..]);
    assert_eq!((cut.start_offset_millis, cut.duration_millis, cut.playlist.is_ended), (996, 8_000, true));
    let all = run.cut(0, u64::MAX);
    assert_eq!((all.start_offset_millis, all.duration_millis, all.playlist.segments.len()), (0, 16_246, 3));
    let first = run.cut(0, 4_004);
    assert_eq!(
        (first.playlist.segments.len(), first.duration_millis),
        (1, 4_004),
        "an end is not the next one's begin"
    );
    for (from, to) in [(5, 5), (6, 5), (16_246, 20_000), (99_999, u64::MAX)] {
        let nothing = run.cut(from, to);
        assert_eq!((nothing.playlist.segments.len(), nothing.duration_millis), (0, 0), "{from} {to}");
    }
    // Across a seam: what follows it does not go on, what it begins with has nothing before it.
    let two = merge(&[("a/".to_owned(), run.clone()), ("b/".to_owned(), run)]);
    let across = two.cut(13_000, 17_000).playlist.segments;
    assert_eq!(across.iter().map(|segment| segment.is_discontinuous).collect::<Vec<_>>(), [false, true]);
    assert!(!two.cut(17_000, 18_000).playlist.segments[0].is_discontinuous);
}

fn segment() -> impl Strategy<Value = Segment> {
    let at = prop::option::of((0..4_000_000_000_000_i64).prop_map(Time::from_millis));
    ("[a-z0-9]{1,4}(/[a-z0-9_-]{1,9}){0,2}\\.ts", 1..30_000_u64, at, prop::bool::weighted(0.1))
        .prop_map(|(name, millis, at, is_discontinuous)| Segment { name, millis, at, is_discontinuous })
}

fn playlist() -> impl Strategy<Value = Playlist> {
    (prop::collection::vec(segment(), 0..20), any::<bool>())
        .prop_map(|(segments, is_ended)| Playlist { segments, is_ended })
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn what_is_written_is_read_back(playlist in playlist()) {
        prop_assert_eq!(&read(&playlist.write()), &playlist);
        prop_assert_eq!(&read(&playlist.write_grown()), &playlist);
        let text = playlist.write();
        let target: u64 = text.split("TARGETDURATION:").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        prop_assert!(playlist.segments.iter().all(|segment| (segment.millis + 500) / 1_000 <= target));
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC*", lines in prop::collection::vec("(#EXTM3U|#EXTINF:|#EXT-X-|\\PC){0,4}", 0..9)) {
        _ = Playlist::parse(&text);
        _ = Playlist::parse(&format!("#EXTM3U\n{}", lines.join("\n")));
    }

    #[test]
    fn a_cut_is_within_its_bounds(playlist in playlist(), from in 0..400_000_u64, length in 0..100_000_u64) {
        let (cut, whole) = (playlist.cut(from, from + length), playlist.duration_millis());
        prop_assert_eq!(cut.duration_millis, (from + length).min(whole).saturating_sub(from));
        let held = cut.playlist.duration_millis();
        prop_assert!(cut.start_offset_millis + cut.duration_millis <= held);
        if let (Some(first), Some(last)) = (cut.playlist.segments.first(), cut.playlist.segments.last()) {
            prop_assert!(cut.start_offset_millis < first.millis, "it begins in the first segment");
            prop_assert!(held - cut.start_offset_millis - cut.duration_millis < last.millis, "and ends in the last");
        }
    }

    #[test]
    fn a_merge_has_every_segment_once_and_in_order(runs in prop::collection::vec(playlist(), 0..5)) {
        let runs: Vec<(String, Playlist)> =
            runs.into_iter().enumerate().map(|(n, run)| (format!("run{n}/"), run)).collect();
        let all = merge(&runs);
        let wanted: Vec<String> = runs
            .iter()
            .flat_map(|(folder, run)| run.segments.iter().map(move |segment| format!("{folder}{}", segment.name)))
            .collect();
        prop_assert_eq!(all.segments.iter().map(|segment| segment.name.clone()).collect::<Vec<_>>(), wanted);
        prop_assert_eq!(all.duration_millis(), runs.iter().map(|(_, run)| run.duration_millis()).sum::<u64>());
    }

    #[test]
    fn each_object_is_listed_once_whatever_the_playlists_say(
        uploaded in prop::collection::btree_set(0..40_u32, 0..40),
        listed in 0..40_u32,
        last in 0..40_u32,
    ) {
        let of = |numbers: std::ops::Range<u32>| {
            let segments = names(numbers).into_iter().map(|name| Segment { name, millis: 4_000, at: None, is_discontinuous: false });
            Playlist { segments: segments.collect(), is_ended: false }
        };
        let run = Playlist::of_run(Some(of(0..listed)), Some(of(last.saturating_sub(5)..last)), &names(uploaded.clone()));
        prop_assert_eq!(run.segments.iter().map(|segment| segment.name.clone()).collect::<Vec<_>>(), names(uploaded));
        prop_assert!(run.segments.iter().all(|segment| segment.millis > 0));
    }
}
