//! Playlists as text. Lines are read by `quick-m3u8`, and written here: its own leave out the comma after a length, which the
//! specification asks for, and there are seven kinds of them.

use std::fmt::Write as _;

use quick_m3u8::config::{ParsingOptions, ParsingOptionsBuilder};
use quick_m3u8::tag::{KnownTag, UnknownTag, hls};
use quick_m3u8::{HlsLine, Reader};

use super::{Playlist, Segment};
use crate::Time;

/// What a playlist that may grow says of its longest segment, in seconds, since it may not say another thing later: egress
/// is asked for 4, and waits for a key frame.
const GROWING_TARGET_SECS: u64 = 10;

/// A text that is no media playlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no media playlist")]
pub struct NotAPlaylist;

impl Playlist {
    /// Reads a media playlist. What it says beside its segments, their moments and its end is of no matter.
    ///
    /// # Errors
    /// Its first line is not `#EXTM3U`, or one of its segments has no length.
    pub fn parse(text: &str) -> Result<Self, NotAPlaylist> {
        let mut reader = Reader::from_str(text, options());
        let Ok(Some(HlsLine::KnownTag(KnownTag::Hls(hls::Tag::M3u(_))))) = reader.read_line() else {
            return Err(NotAPlaylist);
        };
        let mut playlist = Self::default();
        let (mut millis, mut at, mut is_discontinuous) = (None, None, false);
        while let Some(line) = reader.read_line().map_err(|_| NotAPlaylist)? {
            match line {
                HlsLine::KnownTag(KnownTag::Hls(tag)) => match tag {
                    hls::Tag::Inf(inf) => millis = Some(in_millis(inf.duration()).ok_or(NotAPlaylist)?),
                    hls::Tag::Discontinuity(_) => is_discontinuous = true,
                    hls::Tag::Endlist(_) => playlist.is_ended = true,
                    _ => {}
                },
                HlsLine::UnknownTag(tag) if tag.name() == "-X-PROGRAM-DATE-TIME" => at = moment(&tag),
                HlsLine::Uri(name) if !name.trim().is_empty() => playlist.segments.push(Segment {
                    name: name.trim().to_owned(),
                    millis: millis.take().ok_or(NotAPlaylist)?,
                    at: at.take(),
                    is_discontinuous: std::mem::take(&mut is_discontinuous),
                }),
                _ => {}
            }
        }
        Ok(playlist)
    }

    /// As text: of type VOD where it has ended, and EVENT, to which more may be added, where it has not.
    #[must_use]
    pub fn write(&self) -> String {
        let kind = if self.is_ended { "VOD" } else { "EVENT" };
        self.write_as(kind)
    }

    /// As text, of type EVENT though it may have ended: what players hold that watched it grow stays true.
    #[must_use]
    pub fn write_grown(&self) -> String {
        self.write_as("EVENT")
    }

    fn write_as(&self, kind: &str) -> String {
        let longest = self.segments.iter().map(|segment| (segment.millis + 500) / 1_000).max().unwrap_or_default();
        let target = if kind == "EVENT" { longest.max(GROWING_TARGET_SECS) } else { longest.max(1) };
        let mut text = format!(
            "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:{kind}\n#EXT-X-TARGETDURATION:{target}\n\
             #EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        );
        for segment in &self.segments {
            if segment.is_discontinuous {
                text.push_str("#EXT-X-DISCONTINUITY\n");
            }
            if let Some(at) = segment.at {
                _ = writeln!(text, "#EXT-X-PROGRAM-DATE-TIME:{at}");
            }
            let (secs, millis, name) = (segment.millis / 1_000, segment.millis % 1_000, &segment.name);
            _ = writeln!(text, "#EXTINF:{secs}.{millis:03},\n{name}");
        }
        if self.is_ended {
            text.push_str("#EXT-X-ENDLIST\n");
        }
        text
    }
}

/// A moment is read by our own `Time`: egress drops its last zeros.
fn options() -> ParsingOptions {
    ParsingOptionsBuilder::new()
        .with_parsing_for_m3u()
        .with_parsing_for_inf()
        .with_parsing_for_discontinuity()
        .with_parsing_for_endlist()
        .build()
}

/// A length in seconds, in milliseconds; `None` where it is none.
fn in_millis(secs: f64) -> Option<u64> {
    let is_length = secs.is_finite() && (0.0..1_000_000.0).contains(&secs);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1e9")]
    is_length.then(|| (secs * 1_000.0).round() as u64)
}

/// When a segment began; `None` where nobody can tell.
fn moment(tag: &UnknownTag<'_>) -> Option<Time> {
    std::str::from_utf8(tag.value()?.0).ok()?.trim().parse().ok()
}
