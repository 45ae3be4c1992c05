//! Two recordings of alice's: one that can be played, of the stand-in's test card, and one of which nothing became, as of
//! bob's clip of it.

use domain::clip::{Clip, Range, Wish};
use domain::media::Publish;
use domain::recording::{Run, RunState, Vod, VodState, preview_place};
use domain::{IngressId, Time, UserId};
use futures::{StreamExt as _, TryStreamExt as _};
use objects::Objects;
use runtime::Result;
use store::{Call, OutboxEntry, Store};

/// When the one that can be played was, in seconds before now.
const PLAYED_SECS_AGO: i64 = 2 * 3_600;
/// How long it is, in milliseconds: each digit once, and some more.
const PLAYED_MILLIS: i64 = 44_000;
/// Objects on their way at once.
const AT_ONCE: usize = 8;

/// Makes them, unless they are there: what has become of them since stays.
///
/// # Errors
/// The table or the bucket away.
pub async fn make(store: &Store, objects: Option<&Objects>, now: Time) -> Result<()> {
    let Ok(alice) = UserId::parse("usr_alice") else { return Ok(()) };
    let (vod, run) = begun(&alice, "demo", "A test of the camera", now);
    let vod = Vod { state: VodState::Failed, ended_at: Some(now), ..vod };
    let run = run.concluded(RunState::Failed, "the camera was not plugged in", now);
    store.begin_run(&vod, &run, true).await?;
    clip(store, &vod, now).await?;
    match objects {
        Some(objects) => played(store, objects, &alice, now).await,
        None => Ok(()),
    }
}

/// A clip of the one of which nothing became; it stays as it is where it was made before.
async fn clip(store: &Store, vod: &Vod, now: Time) -> Result<()> {
    let Ok(bob) = UserId::parse("usr_bob") else { return Ok(()) };
    let wish = Wish::Media { ranges: vec![Range { from_millis: 10_000, to_millis: 40_000 }] };
    let clip = Clip::new(&vod.broadcast_id, vod, &bob, "A moment of it", wish, now);
    let _begun = store.begin_clip(&clip, 0, now).await?;
    let _failed = store.clip_failed(&clip, "Nothing was recorded then").await?;
    Ok(())
}

/// The one that can be played, as it stands when its last egress has ended: the service puts it together.
async fn played(store: &Store, objects: &Objects, alice: &UserId, now: Time) -> Result<()> {
    let began = now.plus_secs(-PLAYED_SECS_AGO);
    let ended = began.plus_millis(PLAYED_MILLIS);
    let (vod, run) = begun(alice, "demo_played", "Drawing digits, one after another", began);
    let vod = Vod { state: VodState::Processing, ended_at: Some(ended), ..vod };
    let recorded = stand_in::test_card(&run.key().prefix(), began.as_millis(), PLAYED_MILLIS);
    let segments = recorded.iter().filter(|object| object.key.ends_with(".ts"));
    let run = Run {
        started_at: Some(began),
        segments: u32::try_from(segments.clone().count()).unwrap_or_default(),
        bytes: segments.map(|object| object.body.len() as u64).sum(),
        duration_millis: PLAYED_MILLIS.unsigned_abs(),
        ..run.concluded(RunState::Complete, "End reason: Source closed", ended)
    };
    if !store.begin_run(&vod, &run, true).await? {
        return Ok(());
    }
    let put = |object: stand_in::Put| async move { objects.put(&object.key, object.body, object.content_type).await };
    futures::stream::iter(recorded).map(put).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    objects.put(&preview_place(alice), stand_in::test_picture(0), "image/jpeg").await?;
    let call = Call::SeeToRecording { user_id: alice.clone(), vod_id: vod.id };
    store.put_entry(&OutboxEntry::new(call, now, store.random())).await
}

/// A recording as it begins.
fn begun(user_id: &UserId, broadcast_id: &str, title: &str, at: Time) -> (Vod, Run) {
    let started_nanos = at.as_millis().saturating_mul(1_000_000);
    let push =
        Publish { ingress_id: IngressId::new("IN_demo"), resource_id: format!("RT_{broadcast_id}"), started_nanos };
    let vod = Vod { title: title.to_owned(), ..Vod::begun(user_id, broadcast_id, at) };
    let run = Run::new(&vod.id, &vod.user_id, &push, 1, at);
    (vod, run)
}
