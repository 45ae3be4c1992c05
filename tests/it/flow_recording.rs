//! Recordings on a real LiveKit: the rig's recorder answers its egress calls, and uploads what an encoder pushes.

use std::time::{Duration, Instant};

use domain::UserId;
use domain::recording::manifest::Playlist;
use domain::recording::{Run, RunState, Vod, preview_place, vod_place};
use harness::{Bearer, Encoder, Film, Studio, Way};
use serde_json::{Value, json};

use crate::recording_runs::{BUCKET, stored};

/// Room for an encoder that a busy ingress worker refuses at first.
const PATIENCE: Duration = Duration::from_secs(60);
/// LiveKit has a worker record within this: it looks for one, and that joins and waits for a key frame.
const RECORDED_WITHIN: Duration = Duration::from_secs(30);
/// A clip of what just happened is there.
const CLIPPED_WITHIN: Duration = Duration::from_secs(15);
/// A video is there after its broadcast.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// LiveKit misses a dead recorder after 20 to 29 s, and we believe it within two minutes.
const GIVEN_UP_WITHIN: Duration = Duration::from_secs(150);
/// What is uploaded comes segment by segment, of 4 s each.
const UPLOADED_WITHIN: Duration = Duration::from_secs(30);
/// Others than those.
const SOON: Duration = Duration::from_secs(15);

/// A creator whose pushes are recorded, and the video of their broadcast.
struct Take {
    creator: Bearer,
    vod_id: String,
}

impl Take {
    /// An encoder pushes for the first time, and there is a video.
    async fn begin(studio: &Studio, name: &str) -> (Self, Encoder) {
        let creator = studio.creator(name).await;
        let key = studio.key(&creator, Way::Rtmp).await;
        record(studio, &creator, true).await;
        let encoder = studio.push(&key).await;
        studio.until(&creator, "live", "push to live", PATIENCE).await;
        let listed =
            async || studio.world().get("/api/vod/mine").by(&creator).expect(200).await.data()[0]["id"].clone();
        let vod_id =
            studio.eventually("live to a video", SOON, async || listed().await.as_str().map(str::to_owned)).await;
        (Self { creator, vod_id }, encoder)
    }

    async fn stored(&self, studio: &Studio) -> (Vod, Vec<Run>) {
        stored(studio.world(), &self.vod_id).await
    }

    /// Waits until its only run is in a state.
    async fn until(&self, studio: &Studio, state: RunState, what: &str, within: Duration) -> Run {
        let look = async || {
            let (_, runs) = self.stored(studio).await;
            assert!(runs.len() <= 1, "{runs:?}");
            runs.into_iter().find(|run| run.state == state)
        };
        studio.eventually(what, within, look).await
    }

    /// Waits until so many segments of it are uploaded.
    async fn until_uploaded(&self, studio: &Studio, segments: usize) {
        let place = vod_place(&self.vod_id, "");
        let look = async || {
            let objects = studio.world().objects().list_all(&place).await.unwrap();
            (objects.iter().filter(|object| object.key.ends_with(".ts")).count() >= segments).then_some(())
        };
        studio.eventually(&format!("{segments} segments"), UPLOADED_WITHIN, look).await;
    }

    /// Waits until the video is one to be played; what the API shows of it then.
    async fn until_ready(&self, studio: &Studio, what: &str, within: Duration) -> Value {
        let path = format!("/api/vod/{}", self.vod_id);
        let look = async || {
            let shown = studio.world().get(&path).by(&self.creator).expect(200).await.data().clone();
            assert_ne!(shown["state"], "FAILED");
            (shown["state"] == "READY").then_some(shown)
        };
        studio.eventually(what, within, look).await
    }

    /// Plays the finished video, and holds it to what is said of it and to what was pushed.
    async fn plays(&self, studio: &Studio, shown: &Value) -> Film {
        let place = vod_place(&self.vod_id, "index.m3u8");
        let text = studio.world().objects().get(&place).await.unwrap().unwrap();
        let playlist = Playlist::parse(&String::from_utf8(text).unwrap()).unwrap();
        assert!(playlist.is_ended);
        assert_eq!(shown["duration"], Duration::from_millis(playlist.duration_millis()).as_secs_f64());
        let film = Film::of(studio.world(), &place).await;
        is_as_pushed(&film, playlist.duration_millis());
        film
    }
}

/// As long as it is said to be, the picture and the tone that the encoder sends, and nothing that ffmpeg complains of. What
/// moves in the picture is elsewhere in its first one, so that is like the encoder's to some 0.78; another test card to 0.36.
/// Where a recorder died, the sound has a seam or two, and its zero crossings say 454.
fn is_as_pushed(film: &Film, said_millis: u64) {
    let said = Duration::from_millis(said_millis).as_secs_f64();
    assert!((film.seconds - said).abs() < 0.3, "{said} s said: {film:?}");
    assert_eq!(film.complaints, "", "{film:?}");
    assert!(film.likeness > 0.6 && film.pictures as f64 > said * 5.0, "{film:?}");
    assert!((film.hertz - 440.0).abs() < 30.0, "{film:?}");
}

async fn record(studio: &Studio, creator: &Bearer, is_recorded: bool) {
    let body = json!({ "isRecorded": is_recorded });
    studio.world().put("/api/stream/recording-settings").by(creator).json(&body).expect(200).await;
}

/// Alice's recorder dies and tells nobody. While that is found out, which takes LiveKit and us a minute and a half, another
/// one records for bob, whose start nobody heard of, and for carol, from the first frame to a video that plays.
#[tokio::test]
async fn pushes_are_recorded_and_a_dead_recorder_leaves_what_was_there() {
    let Some(studio) = Studio::open_recording(BUCKET).await else { return };
    let (alice, _encoder) = Take::begin(&studio, "alice").await;
    alice.until(&studio, RunState::Active, "live to recorded", RECORDED_WITHIN).await;
    alice.until_uploaded(&studio, 2).await;
    studio.replace_recorder().await;
    studio.world().delete("/api/stream/ingress").by(&alice.creator).expect(200).await;
    let killed = Instant::now();

    is_found_though_its_answer_was_lost(&studio).await;
    is_recorded_clipped_and_played(&studio).await;

    let shown = alice.until_ready(&studio, "the rest until a video", GIVEN_UP_WITHIN).await;
    studio.note("dead to a video", killed.elapsed());
    let (_, runs) = alice.stored(&studio).await;
    assert_eq!(runs.iter().map(|run| run.state).collect::<Vec<_>>(), [RunState::Lost]);
    let film = alice.plays(&studio, &shown).await;
    assert!(film.seconds >= 6.0, "{film:?}");
}

/// A start whose answer is lost is found by its place, and is stopped when its creator wants no recording any more.
async fn is_found_though_its_answer_was_lost(studio: &Studio) {
    studio.lose_answer("StartParticipantEgress");
    let (bob, encoder) = Take::begin(studio, "bob").await;
    let run = bob.until(studio, RunState::Active, "live to a start that nobody heard of", RECORDED_WITHIN).await;
    assert!(studio.has_lost_answer("StartParticipantEgress"));
    assert!(run.egress_id.is_some());
    bob.until_uploaded(studio, 1).await;
    record(studio, &bob.creator, false).await;
    let run = bob.until(studio, RunState::Complete, "turned off to stopped", SOON).await;
    assert_eq!(run.reason.as_deref(), Some("End reason: StopEgress API"));
    assert_eq!(studio.world().state_of(&bob.creator).await, "live");
    encoder.kill();
}

/// From the first frame to a video and a clip that play.
async fn is_recorded_clipped_and_played(studio: &Studio) {
    let (take, encoder) = Take::begin(studio, "carol").await;
    take.until(studio, RunState::Active, "live to recorded", RECORDED_WITHIN).await;
    take.until_uploaded(studio, 2).await;
    is_clipped(studio, &take.creator).await;
    let picture = preview_place(&UserId::parse(&take.creator.id).unwrap());
    let picture = studio.world().objects().get(&picture).await.unwrap().unwrap();
    assert!(picture.starts_with(&[0xFF, 0xD8]), "no JPEG");

    let short = json!({"reconnectWindow": 3});
    studio.world().put("/api/stream/info").by(&take.creator).json(&short).expect(200).await;
    let pushed = encoder.began().elapsed().as_secs_f64();
    encoder.stop().await;
    studio.until(&take.creator, "interrupted", "stop to interrupted", PATIENCE).await;
    let run = take.until(studio, RunState::Complete, "stop to the recording's own end", SOON).await;
    assert_eq!(run.reason.as_deref(), Some("End reason: Source closed"));
    studio.until(&take.creator, "offline", "interrupted to offline", SOON).await;
    let shown = take.until_ready(studio, "close to a video", READY_WITHIN).await;
    let film = take.plays(studio, &shown).await;
    // It begins when the recorder has come, and ends with what the encoder sent last.
    assert!(film.seconds < pushed && film.seconds > pushed - RECORDED_WITHIN.as_secs_f64(), "{pushed} s: {film:?}");
    assert_ne!(shown["thumbnail"], Value::Null);
}

/// A viewer's clip of what just happened.
async fn is_clipped(studio: &Studio, creator: &Bearer) {
    let dora = studio.viewer("dora").await;
    let wanted = json!({"hostId": creator.id, "duration": 8, "title": "That goal"});
    let clip = studio.world().post("/api/clip").by(&dora).json(&wanted).expect(202).await;
    let path = format!("/api/clip/{}", clip.data()["id"].as_str().unwrap());
    let look = async || {
        let clip = studio.world().get(&path).by(&dora).expect(200).await.data().clone();
        assert_ne!(clip["state"], "FAILED", "{clip}");
        (clip["state"] == "READY").then_some(clip)
    };
    let clip = studio.eventually("clip of now to ready", CLIPPED_WITHIN, look).await;
    let clip = studio.world().app().store.clip(clip["id"].as_str().unwrap()).await.unwrap().unwrap();
    let place = clip.playlist_key(clip.made.as_ref().unwrap().playlist);
    let text = studio.world().objects().get(&place).await.unwrap().unwrap();
    let media = Playlist::parse(&String::from_utf8(text).unwrap()).unwrap().duration_millis();
    assert!(media >= 8_000, "{media} ms");
    is_as_pushed(&Film::of(studio.world(), &place).await, media);
}
