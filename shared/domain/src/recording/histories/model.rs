//! LiveKit, the bucket and ourselves, a second at a time.

use std::collections::VecDeque;

pub(super) use super::super::tests::at as time;
use super::super::tests::{egress, push};
use super::super::*;
use super::generator::{Fate, History, Travel};
use crate::UserId;
use crate::media::Publish;

/// A broadcast stays open for so long after its last push, in seconds.
const WINDOW_SECS: i64 = 60;

/// An egress as it really is.
#[derive(Debug, Clone)]
pub(super) struct Real {
    pub(super) listed: Egress,
    pub(super) began: i64,
    pub(super) fate: Fate,
    pub(super) is_dead: bool,
    /// LiveKit does not see its worker any more.
    pub(super) is_parted: bool,
    /// Seconds that it recorded.
    pub(super) recorded: i64,
    /// The push that it records, once it does.
    pub(super) push: Option<usize>,
    /// Since when what it records is over.
    pub(super) leaving: Option<i64>,
    pub(super) ended: Option<i64>,
}

pub(super) struct Sim {
    pub(super) history: History,
    /// Of each push: from, to.
    pub(super) spans: Vec<(i64, i64)>,
    pub(super) now: i64,
    pub(super) vod: Option<Vod>,
    pub(super) runs: Vec<Run>,
    pub(super) egresses: Vec<Real>,
    pub(super) webhooks: VecDeque<(i64, Egress)>,
    pub(super) fates: VecDeque<Fate>,
    pub(super) travels: VecDeque<Travel>,
    /// When the outbox entry is due; whether it was made already.
    pub(super) entry: Option<(i64, bool)>,
    pub(super) closed_at: Option<i64>,
}

pub(super) fn publish(n: usize, from: i64) -> Publish {
    push(&format!("RT_{n}"), from)
}

impl Sim {
    pub(super) fn new(history: History) -> Self {
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

    pub(super) fn last_end(&self) -> i64 {
        self.spans.iter().map(|(_, to)| *to).max().unwrap_or_default()
    }

    /// The push whose media flows.
    pub(super) fn flowing(&self) -> Option<usize> {
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
    pub(super) fn found(&self) -> Assembled {
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

    fn change(&mut self, at: usize, state: RunState) {
        let now = self.now;
        let egress = &mut self.egresses[at];
        if egress.is_parted {
            // It ends, and nobody hears of it.
            egress.ended = state.is_over().then_some(now).or(egress.ended);
            return;
        }
        egress.listed.state = state;
        egress.listed.updated_nanos = time(self.now).as_millis() * 1_000_000 + 1;
        if state == RunState::Active {
            egress.listed.started_at = Some(time(self.now));
        }
        if state.is_over() {
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
                    self.change(at, RunState::Failed);
                    continue;
                }
                _ => {}
            }
            match (push, flowing) {
                (None, _) if self.egresses[at].is_parted => self.egresses[at].ended = Some(self.now),
                (None, Some(n)) if fate != Fate::Waits && began + 2 <= self.now => {
                    self.egresses[at].push = Some(n);
                    self.change(at, RunState::Active);
                }
                (None, None) if began + 30 <= self.now => self.change(at, RunState::Aborted),
                (Some(n), flowing) if flowing != Some(n) => match leaving {
                    None => self.egresses[at].leaving = Some(self.now),
                    Some(since) if since + 2 <= self.now => self.change(at, RunState::Complete),
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
        let vod = self.vod.clone().unwrap_or_else(|| Vod::begun(&UserId::parse("usr_alice").unwrap(), "b", time(0)));
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
                self.change(at, if began { RunState::Complete } else { RunState::Aborted });
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
        let id = format!("EG_{}", self.egresses.len());
        let listed = Egress { id, started_at: None, ..egress(run, RunState::Starting, self.now) };
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
        let active = self.egresses.iter().filter(|real| !real.listed.state.is_over()).count();
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

    pub(super) fn second(&mut self) {
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
