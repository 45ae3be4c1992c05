//! Seeing to a recording: what is known of it is read, the plan is asked (`domain::recording::plan`), and carried out.

use std::time::Duration;

use domain::recording::{Egress, Plan, Room, Run, RunState, Vod, VodState, plan, preview_place, strangers, vod_id_of};
use domain::{Stream, Time, UserId};
use livekit::{CallError, LiveKit};
use objects::Objects;
use runtime::metrics::{self, Metric};
use runtime::{Clock, Error};
use store::{Call, OutboxEntry, Store};

use crate::assemble::{assemble, join};
use crate::failure::Failure;

/// Attempts at a recording that changes meanwhile: LiveKit's webhooks are what changes it.
const RACES: usize = 4;
/// A room that is not there yet is asked for again, so often: a push may be told before its room is.
const ROOM_TRIES: u32 = 3;
/// Real time between those.
const ROOM_WAIT: Duration = Duration::from_millis(700);
/// After a refusal another look is taken, in seconds.
const REFUSED_SECS: i64 = 5;
/// After an egress could not be stopped another look is taken, in seconds.
const UNSTOPPED_SECS: i64 = 30;

/// Makes so what shall be so of a Vod. Returns in how many seconds to look again, if so.
///
/// # Errors
/// The table, LiveKit or the bucket away. A broadcast that is over is finished without LiveKit too, in the end; and as soon
/// as the bucket is there, which has what was recorded.
pub(crate) async fn see_to(
    store: &Store,
    livekit: &LiveKit,
    objects: Option<&Objects>,
    clock: &Clock,
    user_id: &UserId,
    vod_id: &str,
) -> Result<Option<i64>, Failure> {
    if livekit.recordings().is_none() {
        return Ok(None);
    }
    for _ in 0..RACES {
        let now = clock.now();
        let (stream, recording) = tokio::try_join!(store.stream(user_id), store.recording_as_stored(vod_id))?;
        let stream = stream.as_ref();
        let open = stream.and_then(|stream| stream.media.broadcast.as_ref());
        let open = open.filter(|open| vod_id_of(user_id, &open.id) == vod_id);
        let begun = stream.zip(open).map(|(stream, open)| Vod::of(stream, open));
        let is_stored = recording.vod.is_some();
        let Some(vod) = recording.vod.or(begun) else {
            return stop_unknown(livekit, user_id, vod_id, now).await.map(|()| None);
        };
        if let Some((stream, _)) = stream.zip(open).filter(|(_, open)| vod.is_deleted() && !open.recorded.is_dropped())
            && !store.drop_recording(stream).await?
        {
            continue;
        }
        let push = open.and_then(|_| stream?.media.recorded_push()).filter(|_| !vod.is_deleted());
        let is_at_rest = push.is_none() && recording.runs.iter().all(|run| run.state.is_over());
        let mut seen = Seen::default();
        if !is_at_rest {
            seen = match look(livekit, user_id, vod_id).await {
                Ok(seen) => seen,
                Err(_) if open.is_none() => Seen::default(),
                Err(error) => return Err(error.into()),
            };
        }
        let is_wanted = stream.is_some_and(|stream| stream.recording.is_recorded);
        let room = Room {
            push,
            is_closed: open.is_none(),
            is_turned_off: open.is_some() && !is_wanted,
            egresses: seen.egresses.as_deref(),
            present: &seen.present,
        };
        let mut plan = plan(&vod, &recording.runs, &room, now);
        let is_shown_on = shows_picture(stream);
        let unseen = match objects {
            Some(objects) if is_stored => see_bucket(objects, &vod, &mut plan, !is_shown_on).await.err(),
            _ => None,
        };
        if is_stored && !store.save_recording(plan.vod.as_ref(), &plan.runs).await? {
            continue;
        }
        note(user_id, &vod, &plan, now);
        let stop = stop_all(livekit, &plan.stop, now);
        let Some(run) = plan.start else {
            stop.await?;
            if let Some(away) = unseen {
                return Err(away);
            }
            let is_gone = vod.is_deleted() && plan.again_secs.is_none();
            if let Some(objects) = objects.filter(|_| (plan.is_to_assemble || is_gone) && !is_shown_on) {
                // What it showed is over.
                objects.delete(&[preview_place(user_id)]).await.map_err(Failure::Bucket)?;
            }
            if is_gone {
                store.forget_runs(&vod, &recording.runs, now).await?;
            }
            return Ok(plan.again_secs);
        };
        let begin = async {
            if !store.begin_run(plan.vod.as_ref().unwrap_or(&vod), &run, !is_stored).await? {
                // Somebody else is at this attempt.
                return Ok(Some(REFUSED_SECS));
            }
            start(store, livekit, clock, user_id, run).await
        };
        // One that cannot be stopped keeps nobody from recording the push: it is looked at again.
        let (stopped, begun) = tokio::join!(stop, begin);
        return begun.map(|again| again.or(plan.again_secs).or(stopped.is_err().then_some(UNSTOPPED_SECS)));
    }
    Err(Error::unavailable("dynamodb", "a recording changed through all attempts to see to it").into())
}

/// Whether a creator's live picture is one of a broadcast that goes on.
fn shows_picture(stream: Option<&Stream>) -> bool {
    let open = stream.and_then(|stream| stream.media.broadcast.as_ref());
    open.is_some_and(|open| !open.recorded.is_not() && !open.recorded.is_dropped())
}

/// Has the plan's Vod be what the bucket has of it: whole where it is over, joined where it goes on. Where the bucket is
/// away, one that is over waits for it, and one that goes on goes on. `is_picture_its`: the live picture is of nothing later.
///
/// # Errors
/// The bucket away, and the Vod over.
async fn see_bucket(objects: &Objects, vod: &Vod, plan: &mut Plan, is_picture_its: bool) -> Result<(), Failure> {
    let next = plan.vod.take().unwrap_or_else(|| vod.clone());
    let mut seen = Ok(());
    let next = if plan.is_to_assemble {
        match assemble(objects, &next, is_picture_its).await {
            Ok(found) => next.assembled(&found),
            Err(away) => {
                seen = Err(Failure::Bucket(away));
                next.unassembled(vod)
            }
        }
    } else if plan.is_to_join && plan.start.is_none() {
        let joined = join(objects, &next).await;
        if let Err(cause) = &joined {
            tracing::warn!(event = "vod_join", vod_id = vod.id, outcome = "the bucket is away", %cause);
        }
        Vod { is_joined: next.is_joined || joined.is_ok_and(|is_joined| is_joined), ..next }
    } else {
        next
    };
    plan.vod = (next != *vod).then_some(next);
    seen
}

/// Writes the playlist of a Vod anew that goes on and is joined. Returns whether it is.
///
/// # Errors
/// The table away.
pub(crate) async fn join_anew(store: &Store, objects: &Objects, clock: &Clock, vod_id: &str) -> runtime::Result<bool> {
    let is_growing = |vod: &Vod| vod.state == VodState::Recording && vod.is_joined;
    let Some(vod) = store.vod(vod_id).await?.filter(is_growing) else { return Ok(false) };
    if let Err(cause) = join(objects, &vod).await {
        tracing::warn!(event = "vod_join", vod_id, outcome = "the bucket is away", %cause);
    }
    if store.vod(vod_id).await?.is_some_and(|vod| is_growing(&vod)) {
        return Ok(true);
    }
    // It ended meanwhile, and its end may be overwritten: it is written once more.
    let call = Call::SeeToRecording { user_id: vod.user_id, vod_id: vod.id };
    store.put_entry(&OutboxEntry::new(call, clock.now(), store.random())).await?;
    Ok(false)
}

/// Stops egresses side by side; each has its turn, whatever becomes of the others.
async fn stop_all(livekit: &LiveKit, egress_ids: &[String], now: Time) -> Result<(), Failure> {
    let stops = egress_ids.iter().map(|egress_id| async move {
        let stopped = livekit.stop_egress(egress_id, now).await;
        if let Err(cause) = &stopped {
            tracing::warn!(event = "egress_stop", egress_id, outcome = "failed", %cause);
        }
        stopped
    });
    futures::future::join_all(stops).await.into_iter().collect::<Result<(), CallError>>().map_err(Failure::from)
}

/// Nobody knows of this Vod, as after tables were restored: what records it records for nobody, and is stopped.
async fn stop_unknown(livekit: &LiveKit, user_id: &UserId, vod_id: &str, now: Time) -> Result<(), Failure> {
    let seen = look(livekit, user_id, vod_id).await?;
    let strangers = strangers(&[], seen.egresses.as_deref().unwrap_or_default(), &seen.present, now);
    for egress_id in &strangers {
        tracing::warn!(event = "run", %user_id, vod_id, egress_id, outcome = "of an unknown video");
        metrics::count_kind(Metric::Runs, "unknown");
    }
    stop_all(livekit, &strangers, now).await
}

/// What LiveKit says of a Vod.
#[derive(Default)]
struct Seen {
    egresses: Option<Vec<Egress>>,
    present: Vec<String>,
}

async fn look(livekit: &LiveKit, user_id: &UserId, vod_id: &str) -> Result<Seen, CallError> {
    let listed = livekit.list_egresses(Some(user_id)).await?;
    let egresses: Vec<Egress> =
        listed.into_iter().map(|listed| listed.egress).filter(|egress| egress.run.vod_id == vod_id).collect();
    let mut present = vec![];
    if egresses.iter().any(|egress| !egress.state.is_over()) {
        let people = livekit.list_participants(user_id).await?;
        present.extend(people.into_iter().filter(|who| who.is_egress).map(|who| who.identity));
    }
    Ok(Seen { egresses: Some(egresses), present })
}

/// Asks for the egress of a run that is stored. Where the answer is lost the run stays as it is: its egress shows itself
/// in LiveKit's list, or it is given up.
async fn start(
    store: &Store,
    livekit: &LiveKit,
    clock: &Clock,
    user_id: &UserId,
    run: Run,
) -> Result<Option<i64>, Failure> {
    let (key, mut tries) = (run.key(), 1);
    let answered = loop {
        match livekit.start_egress(user_id, &key).await {
            Err(CallError::NotFound) if tries < ROOM_TRIES => {
                tries += 1;
                // Where the clock stands nobody waits: there is no room later than now.
                if !clock.stands() {
                    tokio::time::sleep(ROOM_WAIT).await;
                }
            }
            answered => break answered,
        }
    };
    let (next, again) = match answered {
        Ok(egress) => (run.hear(&egress), None),
        Err(CallError::Away(cause)) => return Err(CallError::Away(cause).into()),
        Err(refused) => {
            metrics::count_kind(Metric::Runs, "failed");
            (Some(run.concluded(RunState::Failed, &refused.to_string(), clock.now())), Some(REFUSED_SECS))
        }
    };
    let state = next.as_ref().map_or(run.state, |next| next.state);
    tracing::info!(event = "run", %user_id, vod_id = key.vod_id, run_id = key.run_id, attempt = run.attempt, outcome = ?state);
    if let Some(next) = next {
        if again.is_none() {
            metrics::count_kind(Metric::Runs, "started");
        }
        // A webhook that was faster has written more than this.
        let _slower = store.save_recording(None, std::slice::from_ref(&next)).await?;
    }
    Ok(again)
}

/// Tells of what ends, and of what is given up.
fn note(user_id: &UserId, vod: &Vod, plan: &Plan, now: Time) {
    for run in plan.runs.iter().filter(|run| run.state.is_over()) {
        if run.state == RunState::Lost {
            metrics::count_kind(Metric::Runs, "lost");
        }
        let (vod_id, run_id, state, reason) = (&run.vod_id, &run.id, run.state, run.reason.as_deref());
        tracing::info!(event = "run", %user_id, vod_id, run_id, reason, outcome = ?state);
    }
    if let Some(next) = plan.vod.as_ref().filter(|next| next.state != vod.state) {
        tracing::info!(event = "vod", %user_id, vod_id = next.id, segments = next.segments, outcome = ?next.state);
        if next.state == VodState::Ready {
            let waited = next.ended_at.map_or(0, |ended| now.millis_since(ended).max(0) / 1_000);
            metrics::gauge(Metric::VodReadySecs, usize::try_from(waited).unwrap_or_default());
            metrics::gauge(Metric::VodBytes, usize::try_from(next.bytes).unwrap_or(usize::MAX));
        }
    }
    if plan.is_given_up {
        metrics::count_kind(Metric::Runs, "given_up");
        tracing::error!(event = "run", %user_id, vod_id = vod.id, outcome = "given up for now");
    }
}
