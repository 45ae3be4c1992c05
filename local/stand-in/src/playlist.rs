//! Playlists as egress writes them.

use std::fmt::Write as _;

/// Segments of a live playlist.
const LIVE_SEGMENTS: usize = 5;
/// Seconds of an hour.
const SECS_AN_HOUR: usize = 3_600;

/// A segment, as playlists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name, relative to the playlist.
    pub name: String,
    /// How long it is.
    pub millis: u64,
    /// When it begins, in milliseconds since the epoch.
    pub at: i64,
}

/// All segments. `target_secs` is what was asked for, however long a segment became.
pub fn event(segments: &[Listed], target_secs: u32, is_ended: bool) -> String {
    written("#EXT-X-PLAYLIST-TYPE:EVENT\n", 0, segments, target_secs, is_ended)
}

/// The newest segments.
pub fn live(segments: &[Listed], target_secs: u32, is_ended: bool) -> String {
    let first = segments.len().saturating_sub(LIVE_SEGMENTS);
    written("", first, &segments[first..], target_secs, is_ended)
}

/// Whether the long playlist is uploaded after its `count`th segment: each time in the first two hours, then every `n`th in hour
/// `n + 1`, and once a minute at least, since it grows.
pub fn is_uploaded_after(count: usize, target_secs: u32) -> bool {
    let an_hour = SECS_AN_HOUR / usize::try_from(target_secs.max(1)).unwrap_or(1);
    count < an_hour || count.is_multiple_of((count / an_hour).min(an_hour / 60).max(1))
}

fn written(kind: &str, first: usize, segments: &[Listed], target_secs: u32, is_ended: bool) -> String {
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:4\n{kind}#EXT-X-ALLOW-CACHE:NO\n#EXT-X-TARGETDURATION:{target_secs}\n#EXT-X-MEDIA-SEQUENCE:{first}\n"
    );
    for Listed { name, millis, at } in segments {
        let (secs, rest) = (millis / 1_000, millis % 1_000);
        // Writing to a String does not fail.
        _ = writeln!(text, "#EXT-X-PROGRAM-DATE-TIME:{}\n#EXTINF:{secs}.{rest:03},\n{name}", date_time(*at));
    }
    if is_ended {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

/// With no more digits of a second than it has: none of `.000`, one of `.500`.
fn date_time(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_683_154_504_814;

    fn segments(count: usize) -> Vec<Listed> {
        let listed = |n: usize| Listed {
            name: format!("s_{n:05}.ts"),
            millis: 5_994,
            at: START + i64::try_from(n).unwrap() * 5_994,
        };
        (0..count).map(listed).collect()
    }

    /// The texts are those of egress's own tests.
    #[test]
    fn as_egress_writes_them() {
        let head = "#EXTM3U\n#EXT-X-VERSION:4\n";
        assert_eq!(
            event(&segments(2), 6, true),
            format!(
                "{head}#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-ALLOW-CACHE:NO\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n\
                 #EXT-X-PROGRAM-DATE-TIME:2023-05-03T22:55:04.814Z\n#EXTINF:5.994,\ns_00000.ts\n\
                 #EXT-X-PROGRAM-DATE-TIME:2023-05-03T22:55:10.808Z\n#EXTINF:5.994,\ns_00001.ts\n#EXT-X-ENDLIST\n"
            )
        );
        let text = live(&segments(7), 6, false);
        assert!(
            text.starts_with(&format!(
                "{head}#EXT-X-ALLOW-CACHE:NO\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:2\n"
            ))
        );
        assert_eq!(text.matches("#EXTINF").count(), 5);
        assert!(text.ends_with("s_00006.ts\n"));
    }

    #[test]
    fn seconds_have_the_digits_that_they_need() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_500, "2000-02-29T00:00:00.5Z"),
            (1_735_689_599_040, "2024-12-31T23:59:59.04Z"),
            (1_795_472_785_123, "2026-11-23T22:26:25.123Z"),
        ] {
            assert_eq!(date_time(millis), text);
        }
    }

    #[test]
    fn the_long_playlist_is_uploaded_less_often_as_it_grows() {
        let uploads = |hour: usize| (hour * 900..(hour + 1) * 900).filter(|n| is_uploaded_after(*n, 4)).count();
        assert_eq!([0, 1, 2, 3, 14, 15, 20].map(uploads), [900, 900, 450, 300, 65, 60, 60]);
    }
}
