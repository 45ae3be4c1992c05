//! What is to be done about a recording, as one pure function of what is known. Whoever has a reason to look asks it: a push
//! began, an egress ended, a broadcast closed, a minute passed. Asked twice it says the same, so nothing depends on who
//! asked first, or on how often.
//!
//! What shall be so: the push that is to be recorded has one egress, nothing else has one, and when the broadcast is over
//! and so are its runs, the Vod is. LiveKit helps little: no start is idempotent, an egress of a dead worker is listed as
//! active for ever, and its end may never be told. So a run is stored before LiveKit is asked, under a place of its own
//! by which its egress is found again; and what looks dead twice is given up.

use super::egress::{JOINS_SECS, STARTS_SECS};
use super::{Egress, Run, RunState, Vod, VodState};
use crate::Time;
use crate::media::Publish;

/// An answer that was lost: its egress shows itself within this, in seconds. LiveKit waits for a worker for some 22 s, and
/// for its handler for 10 s.
const UNANSWERED_SECS: i64 = 40;
/// Between the two looks that must agree before a run is given up, in seconds.
const DOUBT_SECS: i64 = 10;
/// One that waits on after it was stopped is given up after this, in seconds: its worker does not answer.
const HANGS_SECS: i64 = 180;
/// An egress whose push is over ends by itself within this, in seconds; then it is stopped.
const ENDS_SECS: i64 = 45;
/// An egress that ended in order is followed by the end of its push within this, in seconds; if not, it lost its
/// connection, and the push is recorded anew.
const FOLLOWED_SECS: i64 = 5;
/// So many runs of one push may begin within [`RESTART_SECS`].
const RESTARTS: usize = 5;
/// Seconds in which those are counted.
const RESTART_SECS: i64 = 600;
/// When a look is to be taken again, in seconds.
const AGAIN_SECS: i64 = 30;
/// While a broadcast goes on, the playlist over its runs is written anew after this, in seconds.
const JOIN_SECS: i64 = 30;
/// A run whose end was not told may have been uploading still: for so long after the broadcast, in seconds, it is looked
/// at what has come.
const LATE_SECS: i64 = 1_800;
/// Seconds between those looks.
const LATE_AGAIN_SECS: i64 = 600;
/// A Vod is finished within this after its broadcast, in seconds, whatever its runs do.
const PROCESSING_SECS: i64 = 480;

/// What is known of the creator's room.
#[derive(Debug, Clone, Default)]
pub struct Room<'a> {
    /// The push that is to be recorded: its media flows, and its creator wants it.
    pub push: Option<&'a Publish>,
    /// Whether the broadcast is over for good.
    pub is_closed: bool,
    /// Whether what records is to stop at once: its creator turned recording off.
    pub is_turned_off: bool,
    /// Every egress of this Vod that LiveKit knows, ended ones among them; `None` where it was not asked.
    pub egresses: Option<&'a [Egress]>,
    /// Identities of the egresses that are in the room.
    pub present: &'a [String],
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Runs that are other ones now.
    pub runs: Vec<Run>,
    /// The Vod, where it is another one now.
    pub vod: Option<Vod>,
    /// A run to be stored, and its egress to be asked for.
    pub start: Option<Run>,
    /// Egresses to be stopped.
    pub stop: Vec<String>,
    /// In how many seconds to look again; `None`: when something happens.
    pub again_secs: Option<i64>,
    /// Whether the push is given up for now, since its egresses fail.
    pub is_given_up: bool,
    /// Whether the Vod is over, so that what the bucket has of it is to be put together. Where it was put together before,
    /// something may have come late.
    pub is_to_assemble: bool,
    /// Whether the broadcast goes on and has more than one run: the playlist over them is to be written.
    pub is_to_join: bool,
}

/// What is to be done at `now` about a Vod with these runs. `vod` is as it is stored, or would be stored with its first run.
/// One that was deleted stays so: whatever records it is stopped, and nothing is begun.
#[must_use]
pub fn plan(vod: &Vod, runs: &[Run], room: &Room<'_>, now: Time) -> Plan {
    let mut plan = Plan::default();
    let is_deleted = vod.is_deleted();
    let push = room.push.filter(|_| !is_deleted);
    let room = &Room { push, is_turned_off: room.is_turned_off || is_deleted, ..room.clone() };
    let is_late = vod.ended_at.is_some_and(|ended| ended.plus_secs(PROCESSING_SECS) <= now);
    let mut after: Vec<Run> = runs.iter().map(|run| plan.look_at(run, room, is_late, now)).collect();
    plan.stop.extend(strangers(runs, room.egresses.unwrap_or_default(), room.present, now));
    if let Some(push) = room.push.filter(|_| !room.is_closed) {
        plan.record(vod, &mut after, push, now);
    }
    let is_told = room.egresses.is_some();
    for (run, before) in after.iter().zip(runs) {
        if run != before {
            plan.runs.push(run.clone());
        }
        let is_recording = room.push.is_some_and(|push| run.is_of(push)) && run.state != RunState::Wanted;
        // Of one that waits for media LiveKit may never tell anything any more.
        let is_stuck = run.state == RunState::Starting && run.wanted_at.plus_secs(STARTS_SECS) <= now;
        let is_well = is_recording && run.doubted_at.is_none() && is_told && !is_stuck;
        if !(run.state.is_over() || is_well) {
            plan.look_again(AGAIN_SECS);
        }
    }
    if is_deleted {
        return plan;
    }
    let has_something = |run: &&Run| run.started_at.is_some() || !run.state.is_over();
    if room.push.is_some() && after.iter().filter(has_something).count() + usize::from(plan.start.is_some()) > 1 {
        plan.look_again(JOIN_SECS);
    }
    plan.is_to_join = !room.is_closed && after.iter().filter(|run| run.started_at.is_some()).count() > 1;
    let mut next = vod.with_figures_of(&after);
    if room.is_closed {
        plan.finish(&mut next, &after, now);
    }
    plan.vod = (next != *vod).then_some(next);
    plan
}

impl Plan {
    /// The broadcast is over: so is its Vod, when its runs are.
    fn finish(&mut self, next: &mut Vod, runs: &[Run], now: Time) {
        let ended_at = *next.ended_at.get_or_insert(now);
        if !next.state.is_over() {
            let has_any = |run: &Run| run.segments > 0 || (run.state == RunState::Lost && run.egress_id.is_some());
            next.state = match runs.iter().all(|run| run.state.is_over()) {
                false => VodState::Processing,
                true if runs.iter().any(has_any) => VodState::Ready,
                true => VodState::Failed,
            };
        }
        self.is_to_assemble = next.state.is_over();
        let may_more_come = ended_at.plus_secs(LATE_SECS) > now && runs.iter().any(|run| run.state == RunState::Lost);
        if self.is_to_assemble && may_more_come {
            self.look_again(LATE_AGAIN_SECS);
        }
    }

    fn look_again(&mut self, secs: i64) {
        self.again_secs = Some(self.again_secs.map_or(secs, |earlier| earlier.min(secs)));
    }

    /// One run, as it is after what LiveKit says.
    fn look_at(&mut self, run: &Run, room: &Room<'_>, is_late: bool, now: Time) -> Run {
        let listed = room.egresses.map(|egresses| egresses.iter().find(|egress| run.is_made_by(egress)));
        let run = listed.flatten().and_then(|egress| run.hear(egress)).unwrap_or_else(|| run.clone());
        if run.state.is_over() {
            return run;
        }
        if is_late {
            self.stop.extend(run.egress_id.clone());
            return run.concluded(RunState::Lost, "its end was not told", now);
        }
        let run = match listed {
            None => run,
            Some(None) => match run.egress_id {
                None if run.wanted_at.plus_secs(UNANSWERED_SECS) <= now => {
                    run.concluded(RunState::Lost, "LiveKit did not answer", now)
                }
                None => run,
                Some(_) => doubted(run, "LiveKit does not know it", now),
            },
            Some(Some(egress)) => {
                let is_there = room.present.contains(&egress.id) || run.wanted_at.plus_secs(JOINS_SECS) > now;
                if is_there { Run { doubted_at: None, ..run } } else { doubted(run, "its worker is gone", now) }
            }
        };
        if run.state.is_over() {
            // It may be listed as active for ever: stopped, a worker that lives after all ends it.
            self.stop.extend(run.egress_id.clone());
            return run;
        }
        self.end_in_time(run, room, now)
    }

    /// A run that is not over: it is stopped where its push is over, or where it waits for media in vain.
    fn end_in_time(&mut self, run: Run, room: &Room<'_>, now: Time) -> Run {
        let waits = matches!(run.state, RunState::Wanted | RunState::Starting);
        if waits && run.wanted_at.plus_secs(STARTS_SECS) <= now {
            self.stop.extend(run.egress_id.clone());
        }
        if waits && room.egresses.is_some() && run.wanted_at.plus_secs(HANGS_SECS) <= now {
            // Listed as waiting: nothing was recorded, and what might be yet is a stranger's.
            return run.concluded(RunState::Aborted, "it never began", now);
        }
        if room.push.is_some_and(|push| run.is_of(push)) {
            return Run { over_since: None, ..run };
        }
        let over_since = run.over_since.unwrap_or(now);
        // One that has recorded nothing would take in whatever push comes next.
        if room.is_turned_off || waits || over_since.plus_secs(ENDS_SECS) <= now {
            self.stop.extend(run.egress_id.clone());
        }
        Run { over_since: Some(over_since), ..run }
    }

    /// The push has one egress: one is begun where none is at it, and the newer of two is stopped.
    fn record(&mut self, vod: &Vod, runs: &mut [Run], push: &Publish, now: Time) {
        let of_push = || runs.iter().filter(|run| run.is_of(push));
        let mut at_it = of_push().filter(|run| !run.state.is_over());
        if at_it.next().is_some() {
            let newer: Vec<String> = at_it.filter_map(|run| run.egress_id.clone()).collect();
            self.stop.extend(newer);
            return;
        }
        let ended_in_order = |run: &&Run| run.state == RunState::Complete;
        let just_ended = of_push().filter(ended_in_order).filter_map(|run| run.ended_at).max();
        if just_ended.is_some_and(|ended| ended.plus_secs(FOLLOWED_SECS) > now) {
            self.look_again(FOLLOWED_SECS);
            return;
        }
        let lately = of_push().filter(|run| run.wanted_at.plus_secs(RESTART_SECS) > now).count();
        if lately >= RESTARTS {
            self.is_given_up = true;
            self.look_again(RESTART_SECS / 10);
            return;
        }
        let attempt = of_push().map(|run| run.attempt).max().unwrap_or_default() + 1;
        self.start = Some(Run::new(&vod.id, &vod.user_id, push, attempt, now));
    }
}

/// Egresses of a Vod that go on, and are no run's: two of one run, one of a run that is over or unknown. One without a worker
/// is listed for ever, and nobody answers who could stop it.
#[must_use]
pub fn strangers(runs: &[Run], egresses: &[Egress], present: &[String], now: Time) -> Vec<String> {
    let is_known = |egress: &Egress| runs.iter().any(|run| run.is_made_by(egress) && !run.state.is_over());
    let goes_on = |egress: &&Egress| !egress.state.is_over() && egress.has_worker(present, now);
    let strangers = egresses.iter().filter(goes_on).filter(|egress| !is_known(egress));
    strangers.map(|egress| egress.id.clone()).collect()
}

/// A run that looks dead: given up at the second look.
fn doubted(run: Run, reason: &str, now: Time) -> Run {
    match run.doubted_at {
        None => Run { doubted_at: Some(now), ..run },
        Some(since) if since.plus_secs(DOUBT_SECS) > now => run,
        Some(_) => run.concluded(RunState::Lost, reason, now),
    }
}
