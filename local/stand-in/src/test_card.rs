//! What an egress leaves of a push that is over, for whoever fills a bucket and has no time to wait for one.

use livekit_protocol as proto;
use proto::segmented_file_output::Output;

use crate::media;
use crate::tape::{End, Put, Tape};

/// The objects of a push below `folder` (with its slash), as [`super::StandIn`] names them, which began at `started_at`, in
/// milliseconds since the epoch, and went on for `millis`.
#[must_use]
pub fn test_card(folder: &str, started_at: i64, millis: i64) -> Vec<Put> {
    // Only what is sent asks where to.
    let upload = proto::S3Upload { endpoint: "none".to_owned(), ..Default::default() };
    let output = proto::SegmentedFileOutput {
        filename_prefix: format!("{folder}s"),
        playlist_name: "event.m3u8".to_owned(),
        live_playlist_name: "live.m3u8".to_owned(),
        segment_duration: 4,
        output: Some(Output::S3(upload)),
        ..Default::default()
    };
    let request = proto::ParticipantEgressRequest { segment_outputs: vec![output], ..Default::default() };
    let Some(mut tape) = Tape::of(&request) else { return vec![] };
    let batch = tape.take(started_at, started_at + millis, End::Orderly);
    [batch.segments, batch.rest].concat()
}

/// The live picture, so long after the beginning.
#[must_use]
pub fn test_picture(millis: u64) -> Vec<u8> {
    media::picture(millis)
}
