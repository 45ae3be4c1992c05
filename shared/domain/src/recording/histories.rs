//! Generated lives of recordings: pushes of one broadcast, told late or mended by the reconciler; a LiveKit whose egresses
//! fail, whose workers die, whose answers and webhooks are lost, come twice or late, and which is away for minutes; and us,
//! who look when something is told and each minute; and a bucket, which has what was uploaded, and is away for an hour.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::*;
use crate::media::Publish;
use crate::{IngressId, Time, UserId};

/// A broadcast stays open for so long after its last push, in seconds.
const WINDOW_SECS: i64 = 60;
/// Looks after the broadcast that a history is followed for, in seconds.
const AFTER_SECS: i64 = 1_200;

/// One push.
#[derive(Debug, Clone)]
struct Push {
    /// Seconds between the end of the one before and this; 0 takes over.
    after: i64,
    lasts: i64,
    /// So many seconds later we know of its start, and of its end.
    known_after: i64,
    end_known_after: i64,
}

/// What one start of an egress meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Records,
    /// LiveKit has no worker, and says so.
    NoWorker,
    /// It runs, and the answer is lost.
    AnswerLost,
    /// It fails after so many seconds.
    Fails(i64),
    /// Its worker dies after so many seconds: it is listed for ever.
    Dies(i64),
    /// LiveKit loses sight of its worker after so many seconds: it records on, and nobody tells.
    Parted(i64),
    /// It never gets media.
    Waits,
}

/// How one webhook travels: lost, twice, or so many seconds late.
#[derive(Debug, Clone, Copy)]
struct Travel {
    lost: bool,
    twice: bool,
    delay: i64,
}

#[derive(Debug, Clone)]
struct History {
    pushes: Vec<Push>,
    fates: Vec<Fate>,
    travels: Vec<Travel>,
    /// From when LiveKit is away, in seconds, and for how long.
    away: Option<(i64, i64)>,
    /// From when the bucket is away for us, in seconds, and for how long. Workers keep what they cannot upload.
    bucket_away: Option<(i64, i64)>,
    /// When recording is turned off, in seconds.
    turned_off: Option<i64>,
    /// The second of the minute at which the reconciler runs.
    tick: i64,
}

fn history() -> impl Strategy<Value = History> {
    let push = (0..50_i64, 1..400_i64, 0..100_i64, 0..100_i64)
        .prop_map(|(after, lasts, known_after, end_known_after)| Push { after, lasts, known_after, end_known_after });
    let fate = prop_oneof![
        6 => Just(Fate::Records),
        1 => Just(Fate::NoWorker),
        1 => Just(Fate::AnswerLost),
        1 => (1..200_i64).prop_map(Fate::Fails),
        1 => (1..200_i64).prop_map(Fate::Dies),
        1 => (1..200_i64).prop_map(Fate::Parted),
        1 => Just(Fate::Waits),
    ];
    let travel = (prop::bool::weighted(0.3), prop::bool::weighted(0.2), 0..45_i64)
        .prop_map(|(lost, twice, delay)| Travel { lost, twice, delay });
    (
        prop::collection::vec(push, 1..4),
        prop::collection::vec(fate, 12),
        prop::collection::vec(travel, 40),
        prop::option::weighted(0.3, (0..1_400_i64, 30..900_i64)),
        prop::option::weighted(0.1, (0..1_400_i64, 30..3_600_i64)),
        prop::option::weighted(0.15, 0..600_i64),
        0..60_i64,
    )
        .prop_map(|(pushes, fates, travels, away, bucket_away, turned_off, tick)| History {
            pushes,
            fates,
            travels,
            away,
            bucket_away,
            turned_off,
            tick,
        })
}

/// An egress as it really is.
#[derive(Debug, Clone)]
struct Real {
    listed: Egress,
    began: i64,
    fate: Fate,
    is_dead: bool,
    /// LiveKit does not see its worker any more.
    is_parted: bool,
    /// Seconds that it recorded.
    recorded: i64,
    /// The push that it records, once it does.
    push: Option<usize>,
    /// Since when what it records is over.
    leaving: Option<i64>,
    ended: Option<i64>,
}

struct Sim {
    history: History,
    /// Of each push: from, to.
    spans: Vec<(i64, i64)>,
    now: i64,
    vod: Option<Vod>,
    runs: Vec<Run>,
    egresses: Vec<Real>,
    webhooks: VecDeque<(i64, Egress)>,
    fates: VecDeque<Fate>,
    travels: VecDeque<Travel>,
    /// When the outbox entry is due; whether it was made already.
    entry: Option<(i64, bool)>,
    closed_at: Option<i64>,
}

fn time(secs: i64) -> Time {
    Time::from_secs(1_000_000 + secs)
}

fn publish(n: usize, from: i64) -> Publish {
    let started_nanos = time(from).as_millis() * 1_000_000;
    Publish { ingress_id: IngressId::new("IN_1"), resource_id: format!("RT_{n}"), started_nanos }
}

impl Sim {
    fn new(history: History) -> Self {
        let mut spans = vec![];
        let mut end = 0;
        for push in &history.pushes {
            let from = end + push.after;
            end = from + push.lasts;
            spans.push((from, end));
        }
        let (fates, travels) = (history.fates.clone().into(), history.travels.clone().into());
        Self {
            history,
            spans,
            now: 0,
            vod: None,
            runs: vec![],
            egresses: vec![],
            webhooks: VecDeque::new(),
            fates,
            travels,
            entry: None,
            closed_at: None,
        }
    }

    fn last_end(&self) -> i64 {
        self.spans.iter().map(|(_, to)| *to).max().unwrap_or_default()
    }

    /// The push whose media flows.
    fn flowing(&self) -> Option<usize> {
        (0..self.spans.len()).rfind(|n| self.spans[*n].0 <= self.now && self.now < self.spans[*n].1)
    }

    /// The push that flows as far as we know. One that is known late is known when the next begins at the latest.
    fn known(&self) -> Option<usize> {
        let begun = |n: &usize| self.spans[*n].0 + self.history.pushes[*n].known_after <= self.now;
        let n = (0..self.spans.len()).rfind(begun)?;
        (self.now < self.spans[n].1 + self.history.pushes[n].end_known_after).then_some(n)
    }

    fn is_on(&self) -> bool {
        self.history.turned_off.is_none_or(|off| self.now < off)
    }

    fn is_away(&self) -> bool {
        self.history.away.is_some_and(|(from, secs)| (from..from + secs).contains(&self.now))
    }

    fn is_bucket_away(&self) -> bool {
        self.history.bucket_away.is_some_and(|(from, secs)| (from..from + secs).contains(&self.now))
    }

    /// What the bucket has: all that was uploaded, of whatever run.
    fn found(&self) -> Assembled {
        let segments = self.egresses.iter().map(|real| segments(real.recorded)).sum();
        Assembled { segments, ..Assembled::default() }
    }

    fn tell(&mut self, at: usize) {
        let egress = self.egresses[at].listed.clone();
        let Some(travel) = self.travels.pop_front() else {
            self.webhooks.push_back((self.now, egress));
            return;
        };
        if !travel.lost {
            self.webhooks.push_back((self.now + travel.delay, egress.clone()));
            if travel.twice {
                self.webhooks.push_back((self.now + 2 * travel.delay, egress));
            }
        }
    }

    fn change(&mut self, at: usize, status: EgressStatus) {
        let now = self.now;
        let egress = &mut self.egresses[at];
        if egress.is_parted {
            // It ends, and nobody hears of it.
            egress.ended = status.state().is_over().then_some(now).or(egress.ended);
            return;
        }
        egress.listed.status = status;
        egress.listed.updated_nanos = time(self.now).as_millis() * 1_000_000 + 1;
        if status == EgressStatus::Active {
            egress.listed.started_at = Some(time(self.now));
        }
        if status.state().is_over() {
            egress.listed.ended_at = Some(time(self.now));
            egress.ended = Some(self.now);
            let recorded = egress.listed.started_at.map_or(0, |from| time(self.now).millis_since(from) / 1_000);
            egress.listed.segments = segments(recorded);
        }
        self.tell(at);
    }

    /// A second in the life of LiveKit's egresses.
    fn live(&mut self) {
        let flowing = self.flowing();
        for at in 0..self.egresses.len() {
            let Real { fate, began, is_dead, push, leaving, ended, .. } = self.egresses[at].clone();
            if is_dead || ended.is_some() {
                continue;
            }
            self.egresses[at].recorded += i64::from(push.is_some());
            match fate {
                Fate::Dies(after) if began + after <= self.now => {
                    self.egresses[at].is_dead = true;
                    self.egresses[at].ended = Some(self.now);
                    continue;
                }
                Fate::Parted(after) if began + after <= self.now => self.egresses[at].is_parted = true,
                Fate::Fails(after) if began + after <= self.now => {
                    self.change(at, EgressStatus::Failed);
                    continue;
                }
                _ => {}
            }
            match (push, flowing) {
                (None, _) if self.egresses[at].is_parted => self.egresses[at].ended = Some(self.now),
                (None, Some(n)) if fate != Fate::Waits && began + 2 <= self.now => {
                    self.egresses[at].push = Some(n);
                    self.change(at, EgressStatus::Active);
                }
                (None, None) if began + 30 <= self.now => self.change(at, EgressStatus::Aborted),
                (Some(n), flowing) if flowing != Some(n) => match leaving {
                    None => self.egresses[at].leaving = Some(self.now),
                    Some(since) if since + 2 <= self.now => self.change(at, EgressStatus::Complete),
                    Some(_) => {}
                },
                _ => {}
            }
        }
    }

    fn hear(&mut self) {
        let due: Vec<Egress> =
            self.webhooks.iter().filter(|(at, _)| *at <= self.now).map(|(_, told)| told.clone()).collect();
        self.webhooks.retain(|(at, _)| *at > self.now);
        for told in due {
            let Some(run) = self.runs.iter_mut().find(|run| run.is_made_by(&told)) else { continue };
            if let Some(next) = run.hear(&told) {
                let is_over = next.state.is_over();
                *run = next;
                if is_over {
                    self.entry = Some((self.now, false));
                }
            }
        }
    }

    /// What the outbox entry does. `false`: LiveKit is away.
    fn see_to(&mut self) -> bool {
        let known = self.known().filter(|_| self.is_on());
        let push = known.map(|n| publish(n, self.spans[n].0));
        let is_closed = self.closed_at.is_some();
        let user_id = UserId::parse("usr_alice").unwrap();
        let vod = self.vod.clone().unwrap_or_else(|| Vod {
            id: vod_id_of(&user_id, "b"),
            user_id,
            broadcast_id: "b".to_owned(),
            title: String::new(),
            description: None,
            state: VodState::Recording,
            visibility: Visibility::Public,
            started_at: time(0),
            ended_at: None,
            duration_millis: 0,
            segments: 0,
            bytes: 0,
            is_joined: false,
            has_poster: false,
            markers: Markers::new(),
            due_at: None,
            kept_millis: None,
            deleted_at: None,
            revision: 0,
        });
        if self.is_away() && !is_closed {
            return false;
        }
        let listed: Vec<Egress> = self.egresses.iter().map(|real| real.listed.clone()).collect();
        let there = self.egresses.iter().filter(|real| !real.is_dead && !real.is_parted && real.ended.is_none());
        let present: Vec<String> = there.map(|real| real.listed.id.clone()).collect();
        let room = Room {
            push: push.as_ref(),
            is_closed,
            is_turned_off: !self.is_on(),
            egresses: (!self.is_away()).then_some(&*listed),
            present: &present,
        };
        let plan = plan(&vod, &self.runs, &room, time(self.now));
        for run in &plan.runs {
            *self.runs.iter_mut().find(|known| known.id == run.id).unwrap() = run.clone();
        }
        let mut is_made = true;
        if self.vod.is_some() {
            let mut next = plan.vod.clone().unwrap_or_else(|| vod.clone());
            if plan.is_to_assemble && self.is_bucket_away() {
                next = next.unassembled(&vod);
                is_made = false;
            } else if plan.is_to_assemble {
                next = next.assembled(&self.found());
            }
            self.vod = Some(next);
        }
        if !plan.stop.is_empty() && self.is_away() {
            return false;
        }
        for id in &plan.stop {
            let at = self.egresses.iter().position(|real| real.listed.id == *id).unwrap();
            if self.egresses[at].ended.is_none() && !self.egresses[at].is_parted {
                let began = self.egresses[at].listed.started_at.is_some();
                self.change(at, if began { EgressStatus::Complete } else { EgressStatus::Aborted });
            }
        }
        self.entry = plan.again_secs.map(|secs| (self.now + secs, true));
        match plan.start {
            Some(run) => self.start(&run, vod),
            None => is_made,
        }
    }

    fn start(&mut self, run: &Run, vod: Vod) -> bool {
        assert!(self.runs.iter().all(|known| known.id != run.id), "an attempt is made once");
        self.vod = self.vod.take().or(Some(vod));
        let fate = self.fates.pop_front().unwrap_or(Fate::Records);
        self.runs.push(run.clone());
        if fate == Fate::NoWorker {
            return false;
        }
        let listed = Egress {
            id: format!("EG_{}", self.egresses.len()),
            run: run.key(),
            status: EgressStatus::Starting,
            updated_nanos: time(self.now).as_millis() * 1_000_000,
            started_at: None,
            ended_at: None,
            segments: 0,
            duration_millis: 0,
            bytes: 0,
            reason: None,
        };
        self.egresses.push(Real {
            listed: listed.clone(),
            began: self.now,
            fate,
            is_dead: false,
            is_parted: false,
            recorded: 0,
            push: None,
            leaving: None,
            ended: None,
        });
        self.tell(self.egresses.len() - 1);
        if fate == Fate::AnswerLost {
            return false;
        }
        *self.runs.last_mut().unwrap() = run.hear(&listed).unwrap();
        true
    }

    /// The reconciler's run: what `functions/reconcile/src/recordings.rs` doubts.
    fn reconcile(&mut self) {
        if self.now >= self.last_end() + 100 + WINDOW_SECS && self.known().is_none() && self.closed_at.is_none() {
            self.closed_at = Some(self.now);
            self.entry = Some((self.now, false));
        }
        if self.is_away() {
            return;
        }
        let active = self.egresses.iter().filter(|real| !real.listed.status.state().is_over()).count();
        let is_there = |real: &&Real| !real.is_dead && !real.is_parted && real.ended.is_none();
        let there = self.egresses.iter().filter(is_there).count();
        let is_to_record = self.known().is_some() && self.is_on();
        let is_at_rest = self.closed_at.is_some() && self.runs.iter().all(|run| run.state.is_over());
        let is_stuck = self.egresses.iter().any(|real| real.listed.is_stuck(time(self.now)));
        let is_doubtful = active != usize::from(is_to_record) || (is_to_record && (there == 0 || is_stuck));
        if is_doubtful && !is_at_rest && self.entry.is_none() {
            self.entry = Some((self.now, false));
        }
    }

    fn second(&mut self) {
        self.live();
        self.hear();
        let starts = (0..self.spans.len()).any(|n| self.spans[n].0 + self.history.pushes[n].known_after == self.now);
        if (starts && self.is_on()) || self.history.turned_off == Some(self.now) {
            self.entry = Some((self.now, false));
        }
        let is_minute = self.now.rem_euclid(60) == self.history.tick;
        if is_minute {
            self.reconcile();
        }
        // `project` makes what is new and due; what was made before waits for the reconciler.
        if self.entry.is_some_and(|(due, is_left)| due <= self.now && (!is_left || is_minute)) {
            self.entry = None;
            if !self.see_to() {
                self.entry = Some((self.now + 2, true));
            }
        }
        self.now += 1;
    }
}

/// Segments of so many seconds.
fn segments(secs: i64) -> u32 {
    u32::try_from((secs + 3) / 4).unwrap()
}

/// The egresses that run, with the push that each records or was begun for.
fn recording(sim: &Sim) -> BTreeMap<usize, usize> {
    let mut of_push = BTreeMap::new();
    for real in sim.egresses.iter().filter(|real| !real.is_dead && !real.is_parted && real.ended.is_none()) {
        if let Some(n) = real.push {
            *of_push.entry(n).or_default() += 1;
        }
    }
    of_push
}

fn check(history: &History) -> Result<(), TestCaseError> {
    let mut sim = Sim::new(history.clone());
    let mut twice_since = None;
    let bucket_away = history.bucket_away.map_or(0, |(from, secs)| from + secs);
    while sim.now < sim.last_end().max(bucket_away) + AFTER_SECS {
        sim.second();
        let is_twice = recording(&sim).values().any(|egresses| *egresses > 1);
        twice_since = if is_twice { twice_since.or(Some(sim.now)) } else { None };
        let away = history.away.map_or(0, |(_, secs)| secs);
        prop_assert!(twice_since.is_none_or(|since| sim.now - since <= 180 + away), "two egresses at one push");
        // The knowing may take 100 s, LiveKit may be away, and then it is three minutes at the most.
        for real in sim.egresses.iter().filter(|real| !real.is_dead && !real.is_parted && real.ended.is_none()) {
            let over = sim.spans.iter().map(|(_, to)| *to).filter(|to| *to <= sim.now).max();
            let is_idle = sim.flowing().is_none();
            let over = over.filter(|_| is_idle).map_or(0, |over| sim.now - over.max(real.began));
            prop_assert!(over <= 280 + away, "an egress runs {over} s after its push: {real:?}");
        }
        if let (Some(vod), Some(closed_at)) = (&sim.vod, sim.closed_at) {
            // An entry that failed waits for ten minutes at the most.
            let bucket_away = history.bucket_away.map_or(0, |(from, secs)| (from + secs + 600 - closed_at).max(0));
            let is_late = sim.now - closed_at > 600 + bucket_away;
            prop_assert!(vod.state.is_over() || !is_late, "not finished: {vod:?} {:?}", sim.runs);
        }
    }
    let Some(vod) = &sim.vod else { return Ok(()) };
    prop_assert!(vod.state.is_over());
    // Each egress has a run of its own, and each segment one Vod.
    for real in &sim.egresses {
        let runs = sim.runs.iter().filter(|run| run.key() == real.listed.run).count();
        prop_assert_eq!(runs, 1, "{:?}", real);
        let others = sim.egresses.iter().filter(|other| other.listed.run == real.listed.run).count();
        prop_assert_eq!(others, 1, "two egresses upload to one place: {:?}", real);
    }
    // All that was uploaded is in it, whoever told of it.
    let uploaded = sim.found().segments;
    prop_assert_eq!(uploaded, vod.segments, "{:?}", sim.egresses);
    prop_assert_eq!(vod.state, if uploaded > 0 { VodState::Ready } else { VodState::Failed });
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, ..ProptestConfig::default() })]

    #[test]
    fn every_life_of_a_recording_ends_as_it_should(history in history()) {
        check(&history)?;
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// Where LiveKit does what it is asked, a push is recorded, however late it is told and whatever webhook is lost.
    #[test]
    fn a_push_that_lasts_is_recorded(mut history in history()) {
        history.fates = vec![];
        history.away = None;
        history.turned_off = None;
        for push in &mut history.pushes {
            push.lasts += 200;
        }
        let mut sim = Sim::new(history);
        while sim.now < sim.last_end() {
            sim.second();
            if let Some(n) = sim.flowing().filter(|n| sim.now - sim.spans[*n].0 == 199) {
                let egresses = recording(&sim).get(&n).copied();
                prop_assert_eq!(egresses, Some(1), "{:?} {:?}", sim.runs, sim.egresses);
            }
        }
    }

    /// Deleted in the midst of it: nothing is begun any more, what runs is stopped, and whatever comes late, it stays so.
    #[test]
    fn one_that_is_deleted_is_stopped_and_stays_so(history in history(), deleted in 1..1_400_i64) {
        let mut sim = Sim::new(history.clone());
        while sim.now < deleted {
            sim.second();
        }
        let (at, begun) = (time(deleted), sim.runs.len());
        let Some(vod) = sim.vod.take() else { return Ok(()) };
        let vod = Vod { deleted_at: Some(at), ended_at: vod.ended_at.or(Some(at)), ..vod };
        sim.vod = Some(vod.clone());
        sim.entry = Some((deleted, false));
        let back = history.away.map_or(0, |(from, secs)| from + secs).max(deleted);
        while sim.now < back + AFTER_SECS {
            sim.second();
            prop_assert_eq!(sim.runs.len(), begun);
            let is_there = |real: &&Real| !real.is_dead && !real.is_parted && real.ended.is_none();
            let runs_on = sim.egresses.iter().find(is_there);
            prop_assert!(runs_on.is_none() || sim.now - back <= 180, "{runs_on:?}");
        }
        prop_assert_eq!(sim.vod, Some(vod));
        prop_assert!(sim.runs.iter().all(|run| run.state.is_over()), "{:?}", sim.runs);
    }

    /// A worker that dies is replaced, though LiveKit goes on listing its egress and tells nothing.
    #[test]
    fn a_push_whose_worker_dies_is_recorded_again(mut history in history(), dies_after in 3..200_i64) {
        history.fates = vec![Fate::Dies(dies_after)];
        history.away = None;
        history.turned_off = None;
        history.pushes.truncate(1);
        history.pushes[0].lasts = 600;
        let mut sim = Sim::new(history);
        while sim.now < sim.last_end() - 1 {
            sim.second();
        }
        let egresses = recording(&sim).get(&0).copied();
        prop_assert_eq!(egresses, Some(1), "{:?} {:?}", sim.runs, sim.egresses);
    }

    /// An egress that waits for media for ever is replaced, though LiveKit lists it, its worker is there, and nothing tells.
    #[test]
    fn a_push_whose_egress_never_begins_is_recorded_again(mut history in history()) {
        history.fates = vec![Fate::Waits];
        history.away = None;
        history.turned_off = None;
        history.pushes.truncate(1);
        history.pushes[0].lasts = 600;
        let mut sim = Sim::new(history);
        while sim.now < sim.last_end() - 1 {
            sim.second();
        }
        let egresses = recording(&sim).get(&0).copied();
        prop_assert_eq!(egresses, Some(1), "{:?} {:?}", sim.runs, sim.egresses);
    }
}
