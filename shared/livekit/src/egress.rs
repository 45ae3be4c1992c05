//! Egress: what records a creator's push into the bucket.

use domain::recording::{Egress, JOINS_SECS, RunKey, RunState, preview_place};
use domain::{Time, UserId};
use livekit_api::services::egress::encoding::{EncodingOptions, H264_720P_30};
use livekit_api::services::egress::{EgressListFilter, EgressListOptions, EgressOutput, ParticipantEgressOptions};
use livekit_protocol as proto;
use runtime::config::{Recordings, SecretValues};

use crate::call::{CallError, timed};
use crate::client::LiveKit;

/// Length of a segment, in seconds.
const SEGMENT_SECS: u32 = 4;
/// Between two pictures of what is sent, in seconds.
const PICTURE_SECS: u32 = 10;
/// Width and height of those pictures: what cards of streams show, and a video's poster.
const PICTURE_SIZE: (i32, i32) = (640, 360);
/// What is recorded: 720p at 30 frames a second, 3 Mbit/s, as LiveKit's own default is.
/// The crate's own audio is OPUS, which HLS refuses.
const ENCODING: EncodingOptions = EncodingOptions { audio_codec: proto::AudioCodec::Aac, ..H264_720P_30 };

/// An egress of ours, as LiveKit lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedEgress {
    /// The room that it records: a creator's user id.
    pub room: String,
    /// What is known of it.
    pub egress: Egress,
}

impl LiveKit {
    /// Asks for an egress that records what the creator pushes, below the run's place, and that keeps the creator's live picture
    /// new. It ends by itself when the push's
    /// connection does. Not idempotent, and it may run though this fails: it is found again by its place.
    ///
    /// # Errors
    /// [`CallError::NotFound`] where there is no room yet; LiveKit away or refusing; a deployment that does not record.
    pub async fn start_egress(&self, user: &UserId, run: &RunKey) -> Result<Egress, CallError> {
        let recordings = self.recordings().ok_or_else(|| CallError::Refused("recordings are off".into()))?;
        let secrets = self.signing_secrets().await.map_err(|error| CallError::Away(error.into()))?;
        let segments = proto::SegmentedFileOutput {
            filename_prefix: format!("{}s", run.prefix()),
            playlist_name: "event.m3u8".to_owned(),
            live_playlist_name: "live.m3u8".to_owned(),
            segment_duration: SEGMENT_SECS,
            output: Some(proto::segmented_file_output::Output::S3(upload(recordings, &secrets))),
            disable_manifest: true,
            ..Default::default()
        };
        let picture = preview_place(user);
        let picture = proto::ImageOutput {
            capture_interval: PICTURE_SECS,
            width: PICTURE_SIZE.0,
            height: PICTURE_SIZE.1,
            filename_prefix: picture.trim_end_matches(".jpeg").to_owned(),
            filename_suffix: proto::ImageFileSuffix::ImageSuffixNoneOverwrite.into(),
            image_codec: proto::ImageCodec::IcJpeg.into(),
            // It would lie beside the picture, and tell everybody of the egress.
            disable_manifest: true,
            output: Some(proto::image_output::Output::S3(upload(recordings, &secrets))),
        };
        let options = ParticipantEgressOptions { screenshare: false, encoding: ENCODING };
        let api = self.patient_api().await?;
        let (room, outputs) = (user.as_str(), vec![EgressOutput::Segments(segments), EgressOutput::Image(picture)]);
        let info = timed(api.egress().start_participant_egress(room, room, outputs, options)).await?;
        self.ours(info).map(|listed| listed.egress).ok_or_else(|| CallError::Away("an egress that is not ours".into()))
    }

    /// Egresses of ours: every one that LiveKit knows of a room, ended ones among them, or all that it takes for active.
    /// One whose worker died is active for ever.
    ///
    /// # Errors
    /// LiveKit away or refusing.
    pub async fn list_egresses(&self, room: Option<&UserId>) -> Result<Vec<ListedEgress>, CallError> {
        let filter = room.map_or(EgressListFilter::All, |room| EgressListFilter::Room(room.to_string()));
        let options = EgressListOptions { filter, active: room.is_none(), page_token: None };
        let found = timed(self.api().await?.egress().list_egress(options)).await?;
        Ok(found.into_iter().filter_map(|info| self.ours(info)).collect())
    }

    /// Ends an egress; one that is over, that nobody knows, or that has no worker any more, stays as it is.
    ///
    /// # Errors
    /// LiveKit away.
    pub async fn stop_egress(&self, egress_id: &str, now: Time) -> Result<(), CallError> {
        match timed(self.api().await?.egress().stop_egress(egress_id)).await {
            Ok(_) | Err(CallError::NotFound) => Ok(()),
            Err(CallError::Refused(why)) if why.to_string().contains("failed_precondition") => Ok(()),
            Err(CallError::Away(_)) if self.is_without_worker(egress_id, now).await? => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether nobody can answer for an egress: LiveKit passes a stop on to the worker, and waits in vain where that is
    /// dead, though it goes on listing the egress as active.
    async fn is_without_worker(&self, egress_id: &str, now: Time) -> Result<bool, CallError> {
        let filter = EgressListFilter::Egress(egress_id.to_owned());
        let options = EgressListOptions { filter, active: false, page_token: None };
        let found = timed(self.api().await?.egress().list_egress(options)).await?;
        let Some(info) = found.into_iter().find(|info| info.egress_id == egress_id) else { return Ok(true) };
        let is_on_its_way = Time::from_nanos(info.updated_at).plus_secs(JOINS_SECS) > now;
        let Ok(room) = UserId::parse(&info.room_name) else { return Ok(false) };
        Ok(!is_on_its_way && self.list_participants(&room).await?.iter().all(|who| who.identity != egress_id))
    }

    /// Whether an egress that uploads to this bucket is this deployment's: others may share the server.
    #[must_use]
    pub fn records_to(&self, bucket: &str) -> bool {
        self.recordings().is_some_and(|recordings| recordings.bucket == bucket)
    }

    fn ours(&self, info: proto::EgressInfo) -> Option<ListedEgress> {
        listed(info).filter(|(bucket, _)| self.records_to(bucket)).map(|(_, listed)| listed)
    }
}

/// Where the worker uploads to, and by which right: keys of the secret, or the worker's own role.
fn upload(recordings: &Recordings, secrets: &SecretValues) -> proto::S3Upload {
    let keys = secrets.recordings.as_ref();
    proto::S3Upload {
        access_key: keys.map(|keys| keys.access_key_id.clone()).unwrap_or_default(),
        secret: keys.map(|keys| keys.secret_access_key.expose().to_owned()).unwrap_or_default(),
        bucket: recordings.bucket.clone(),
        region: recordings.region.clone(),
        endpoint: recordings.endpoint.clone().unwrap_or_default(),
        // Other engines than AWS's have no host name for each bucket.
        force_path_style: recordings.endpoint.is_some(),
        ..Default::default()
    }
}

/// A recording of a run, with the bucket that it goes to.
fn listed(info: proto::EgressInfo) -> Option<(String, ListedEgress)> {
    let state = match proto::EgressStatus::try_from(info.status).ok()? {
        proto::EgressStatus::EgressStarting => RunState::Starting,
        proto::EgressStatus::EgressActive => RunState::Active,
        proto::EgressStatus::EgressEnding => RunState::Ending,
        proto::EgressStatus::EgressComplete => RunState::Complete,
        proto::EgressStatus::EgressFailed => RunState::Failed,
        proto::EgressStatus::EgressAborted => RunState::Aborted,
        proto::EgressStatus::EgressLimitReached => RunState::Limit,
    };
    let Some(proto::egress_info::Request::Participant(request)) = info.request else { return None };
    let output = request.segment_outputs.into_iter().next()?;
    let run = RunKey::parse(&output.filename_prefix)?;
    let Some(proto::segmented_file_output::Output::S3(upload)) = output.output else { return None };
    let moment = |nanos: i64| (nanos > 0).then(|| Time::from_nanos(nanos));
    let sum = |of: fn(&proto::SegmentsInfo) -> i64| info.segment_results.iter().map(|result| of(result).max(0)).sum();
    let (segments, duration, bytes): (i64, i64, i64) =
        (sum(|result| result.segment_count), sum(|result| result.duration), sum(|result| result.size));
    let output_began = info.segment_results.first().and_then(|result| moment(result.started_at));
    let egress = Egress {
        id: info.egress_id,
        run,
        state,
        updated_nanos: info.updated_at,
        started_at: state.media_began(moment(info.started_at), output_began),
        ended_at: moment(info.ended_at),
        segments: u32::try_from(segments).unwrap_or(u32::MAX),
        duration_millis: duration.unsigned_abs() / 1_000_000,
        bytes: bytes.unsigned_abs(),
        reason: [info.error, info.details].into_iter().find(|text| !text.is_empty()),
    };
    Some((upload.bucket, ListedEgress { room: info.room_name, egress }))
}
