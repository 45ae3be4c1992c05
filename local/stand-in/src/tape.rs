//! What an egress has recorded at a moment, and which of it is to be uploaded then. Nothing here waits or sends.

use livekit_protocol as proto;
use proto::image_output::Output as ImageOutput;
use proto::segmented_file_output::Output as SegmentsOutput;

use crate::media::{self, SEGMENT_MILLIS};
use crate::mpegts::Counters;
use crate::playlist::{self, Listed};

/// Between two pictures, where nothing is said, in seconds.
const PICTURE_SECS: u32 = 10;

/// An object on its way.
#[derive(Debug, Clone)]
pub struct Put {
    /// Its name.
    pub key: String,
    /// What is in it.
    pub body: Vec<u8>,
    /// What that is.
    pub content_type: &'static str,
}

/// What is to be uploaded: first the segments, in any order, and then what tells of them.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Segments.
    pub segments: Vec<Put>,
    /// Playlists and the picture.
    pub rest: Vec<Put>,
}

/// How a recording ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It goes on.
    No,
    /// The playlists are ended, and the last segment is as long as what there was.
    Orderly,
    /// The worker broke off: what was begun is lost.
    BrokenOff,
}

/// What an egress records, and what it has uploaded of it.
#[derive(Debug)]
pub struct Tape {
    /// Where to.
    pub upload: proto::S3Upload,
    /// Whether uploads are refused from now on.
    pub is_refused: bool,
    /// Whether the second segment is twice as long as it should be.
    pub has_long_segment: bool,
    output: proto::SegmentedFileOutput,
    image: Option<proto::ImageOutput>,
    listed: Vec<Listed>,
    recorded: Total,
    /// As much of that as has arrived.
    uploaded: Total,
    counters: Counters,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    segments: u64,
    bytes: u64,
    millis: u64,
    pictures: u64,
}

impl Tape {
    /// For a request that says to where; `None` for one that names no endpoint: only AWS's own is left then, and a stand-in
    /// has no business there.
    pub fn of(request: &proto::ParticipantEgressRequest) -> Option<Self> {
        let output = request.segment_outputs.first()?.clone();
        let Some(SegmentsOutput::S3(upload)) = output.output.clone() else { return None };
        let is_there = |image: &&proto::ImageOutput| matches!(image.output, Some(ImageOutput::S3(_)));
        (!upload.endpoint.is_empty()).then(|| Self {
            upload,
            output,
            image: request.image_outputs.iter().find(is_there).cloned(),
            is_refused: false,
            has_long_segment: false,
            listed: vec![],
            recorded: Total::default(),
            uploaded: Total::default(),
            counters: Counters::default(),
        })
    }

    /// What is to be uploaded at `now` of what was recorded since `started_at`, both in milliseconds since the epoch, and was
    /// not handed out before.
    pub fn take(&mut self, started_at: i64, now: i64, end: End) -> Batch {
        let elapsed = u64::try_from(now - started_at).unwrap_or_default();
        let mut batch = Batch::default();
        let mut told = None;
        while let Some(millis) = self.next_length(elapsed, end) {
            batch.segments.push(self.record(started_at, millis));
            if playlist::is_uploaded_after(self.listed.len(), self.output.segment_duration) {
                told = Some(self.listed.len());
            }
        }
        if end == End::Orderly {
            told = Some(self.listed.len());
        }
        let is_ended = end == End::Orderly;
        let (folder, secs) = (self.folder(), self.output.segment_duration);
        if let Some(count) = told {
            let text = playlist::event(&self.listed[..count], secs, is_ended);
            batch.rest.push(playlist_at(format!("{folder}{}", self.output.playlist_name), text));
        }
        if !self.output.live_playlist_name.is_empty() && (is_ended || !batch.segments.is_empty()) {
            let text = playlist::live(&self.listed, secs, is_ended);
            batch.rest.push(playlist_at(format!("{folder}{}", self.output.live_playlist_name), text));
        }
        batch.rest.extend(self.newest_picture(elapsed));
        batch
    }

    /// All that was taken has arrived.
    pub fn arrived(&mut self) {
        self.uploaded = self.recorded;
    }

    /// What it tells of its segments.
    pub fn result(&self, started_at: i64, ended_at: i64) -> proto::SegmentsInfo {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        proto::SegmentsInfo {
            playlist_name: format!("{}{}", self.folder(), self.output.playlist_name),
            live_playlist_name: format!("{}{}", self.folder(), self.output.live_playlist_name),
            duration: whole(self.uploaded.millis * 1_000_000),
            size: whole(self.uploaded.bytes),
            segment_count: whole(self.uploaded.segments),
            started_at,
            ended_at,
            ..Default::default()
        }
    }

    /// What it tells of its pictures.
    pub fn images(&self, started_at: i64, ended_at: i64) -> Option<proto::ImagesInfo> {
        let filename_prefix = self.image.as_ref()?.filename_prefix.clone();
        let image_count = i64::try_from(self.uploaded.pictures).unwrap_or(i64::MAX);
        Some(proto::ImagesInfo { filename_prefix, image_count, started_at, ended_at })
    }

    /// The length of the next segment, if it is there.
    fn next_length(&self, elapsed: u64, end: End) -> Option<u64> {
        let is_long = self.has_long_segment && self.listed.len() == 1;
        let whole = if is_long { 2 * SEGMENT_MILLIS } else { SEGMENT_MILLIS };
        let left = elapsed.saturating_sub(self.recorded.millis);
        if left >= whole { Some(whole) } else { (end == End::Orderly && left > 0).then_some(left) }
    }

    fn record(&mut self, started_at: i64, millis: u64) -> Put {
        let begin = self.recorded.millis;
        let (folder, name) = self.output.filename_prefix.rsplit_once('/').unwrap_or(("", &self.output.filename_prefix));
        let name = format!("{name}_{:05}.ts", self.listed.len());
        let key = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let body = media::segment(begin, millis, &mut self.counters);
        self.recorded.segments += 1;
        self.recorded.bytes += body.len() as u64;
        self.recorded.millis += millis;
        self.listed.push(Listed { name, millis, at: started_at + i64::try_from(begin).unwrap_or_default() });
        Put { key, body, content_type: "video/mp2t" }
    }

    /// The folder of its segments, with its slash.
    fn folder(&self) -> String {
        self.output.filename_prefix.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default()
    }

    /// The newest picture, where it is a new one: each takes the place of the one before it.
    fn newest_picture(&mut self, elapsed: u64) -> Option<Put> {
        let image = self.image.as_ref()?;
        let secs = if image.capture_interval == 0 { PICTURE_SECS } else { image.capture_interval };
        let every = u64::from(secs) * 1_000;
        let count = elapsed / every + 1;
        if count <= self.recorded.pictures {
            return None;
        }
        self.recorded.pictures = count;
        let body = media::picture((count - 1) * every);
        Some(Put { key: format!("{}.jpeg", image.filename_prefix), body, content_type: "image/jpeg" })
    }
}

fn playlist_at(key: String, text: String) -> Put {
    Put { key, body: text.into_bytes(), content_type: "application/x-mpegurl" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(endpoint: &str) -> Option<Tape> {
        let upload = proto::S3Upload { endpoint: endpoint.to_owned(), ..Default::default() };
        Tape::of(&proto::ParticipantEgressRequest {
            segment_outputs: vec![proto::SegmentedFileOutput {
                filename_prefix: "v/ab/vod/run/s".to_owned(),
                playlist_name: "event.m3u8".to_owned(),
                live_playlist_name: "live.m3u8".to_owned(),
                segment_duration: 4,
                output: Some(SegmentsOutput::S3(upload.clone())),
                ..Default::default()
            }],
            image_outputs: vec![proto::ImageOutput {
                filename_prefix: "p/ab/face".to_owned(),
                output: Some(ImageOutput::S3(upload)),
                ..Default::default()
            }],
            ..Default::default()
        })
    }

    fn names(batch: &Batch) -> Vec<&str> {
        batch.segments.iter().chain(&batch.rest).map(|put| put.key.as_str()).collect()
    }

    fn text<'a>(batch: &'a Batch, name: &str) -> &'a str {
        let put = batch.rest.iter().find(|put| put.key.ends_with(name)).unwrap();
        std::str::from_utf8(&put.body).unwrap()
    }

    #[test]
    fn nothing_goes_where_no_endpoint_is_named() {
        assert!(tape("").is_none());
    }

    #[test]
    fn each_segment_is_uploaded_when_it_is_whole_and_told_of_then() {
        let mut tape = tape("http://s3").unwrap();
        assert_eq!(names(&tape.take(1_000, 1_000, End::No)), ["p/ab/face.jpeg"]);
        assert_eq!(names(&tape.take(1_000, 4_999, End::No)), [""; 0]);
        let batch = tape.take(1_000, 5_000, End::No);
        assert_eq!(names(&batch), ["v/ab/vod/run/s_00000.ts", "v/ab/vod/run/event.m3u8", "v/ab/vod/run/live.m3u8"]);
        assert!(!text(&batch, "event.m3u8").contains("ENDLIST"));
        let batch = tape.take(1_000, 11_500, End::No);
        assert_eq!(batch.segments[0].key, "v/ab/vod/run/s_00001.ts");
        assert_eq!(batch.rest.last().unwrap().key, "p/ab/face.jpeg");

        let batch = tape.take(1_000, 11_500, End::Orderly);
        assert_eq!(batch.segments[0].key, "v/ab/vod/run/s_00002.ts");
        let told = text(&batch, "event.m3u8");
        assert!(told.ends_with("#EXTINF:2.500,\ns_00002.ts\n#EXT-X-ENDLIST\n"), "{told}");
        assert_eq!(tape.result(0, 1).segment_count, 0, "nothing has arrived");
        tape.arrived();
        let result = tape.result(0, 1);
        assert_eq!((result.segment_count, result.duration), (3, 10_500_000_000));
        assert_eq!(tape.images(0, 1).unwrap().image_count, 2);
    }

    #[test]
    fn one_that_breaks_off_leaves_what_it_had_without_an_end() {
        let mut tape = tape("http://s3").unwrap();
        let batch = tape.take(0, 6_000, End::BrokenOff);
        assert_eq!(batch.segments.len(), 1);
        assert!(!text(&batch, "event.m3u8").contains("ENDLIST"));
    }

    #[test]
    fn in_the_third_hour_every_second_segment_is_told_of() {
        let mut tape = tape("http://s3").unwrap();
        let batch = tape.take(0, 2 * 3_600_000 + 4_000, End::BrokenOff);
        assert_eq!(batch.segments.len(), 1_801);
        assert_eq!(text(&batch, "event.m3u8").matches("#EXTINF").count(), 1_800);
        assert_eq!(text(&batch, "live.m3u8").matches("#EXTINF").count(), 5);
        let batch = tape.take(0, 2 * 3_600_000 + 8_000, End::BrokenOff);
        assert_eq!(text(&batch, "event.m3u8").matches("#EXTINF").count(), 1_802);
    }

    #[test]
    fn an_overlong_segment_is_told_with_its_length() {
        let mut tape = tape("http://s3").unwrap();
        tape.has_long_segment = true;
        let batch = tape.take(0, 16_000, End::No);
        assert_eq!(batch.segments.len(), 3);
        let told = text(&batch, "event.m3u8");
        assert!(told.contains("TARGETDURATION:4\n") && told.contains("#EXTINF:8.000,\ns_00001.ts"), "{told}");
    }
}
