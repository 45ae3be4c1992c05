//! A run: one attempt at recording one push, so one egress at most.

use serde::{Deserialize, Serialize};

use super::{Egress, RunKey, RunState};
use crate::media::Publish;
use crate::{Time, UserId};

/// Two sights of one push begin so close to each other, in milliseconds.
const TOGETHER_MILLIS: i64 = 5_000;
/// Characters of a reason that are kept.
const REASON_CHARS: usize = 200;

/// One attempt at recording one push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its Vod.
    pub vod_id: String,
    /// The creator.
    pub user_id: UserId,
    /// Sorts by push, then attempt.
    pub id: String,
    /// LiveKit's id of the push; empty where only the room's list told of it.
    pub resource_id: String,
    /// When the push began.
    pub push_started_at: Time,
    /// The how manieth attempt at this push, from 1.
    pub attempt: u32,
    /// Where it stands.
    pub state: RunState,
    /// When it was stored: right before LiveKit was asked.
    pub wanted_at: Time,
    /// `EG_…`, once it is known.
    #[serde(default)]
    pub egress_id: Option<String>,
    /// When what is known was so, in nanoseconds since the epoch, as LiveKit says.
    #[serde(default)]
    pub told_nanos: i64,
    /// When it began to record.
    #[serde(default)]
    pub started_at: Option<Time>,
    /// When it ended.
    #[serde(default)]
    pub ended_at: Option<Time>,
    /// Segments uploaded.
    #[serde(default)]
    pub segments: u32,
    /// Media recorded, in milliseconds.
    #[serde(default)]
    pub duration_millis: u64,
    /// Bytes uploaded.
    #[serde(default)]
    pub bytes: u64,
    /// Why it ended.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it was first seen to be dead, though LiveKit may list it.
    #[serde(default)]
    pub doubted_at: Option<Time>,
    /// When its push was first seen to be over.
    #[serde(default)]
    pub over_since: Option<Time>,
    /// Counts its changes: each is written on the revision that it was decided on.
    #[serde(default)]
    pub revision: u64,
}

impl Run {
    /// The `attempt`th run of a push, to be stored before LiveKit is asked for its egress.
    #[must_use]
    pub fn new(vod_id: &str, user_id: &UserId, push: &Publish, attempt: u32, now: Time) -> Self {
        let push_started_at = Time::from_nanos(push.started_nanos);
        let key = RunKey::of(vod_id, push_started_at, &push.resource_id, attempt);
        Self {
            vod_id: key.vod_id,
            user_id: user_id.clone(),
            id: key.run_id,
            resource_id: push.resource_id.clone(),
            push_started_at,
            attempt,
            state: RunState::Wanted,
            wanted_at: now,
            egress_id: None,
            told_nanos: 0,
            started_at: None,
            ended_at: None,
            segments: 0,
            duration_millis: 0,
            bytes: 0,
            reason: None,
            doubted_at: None,
            over_since: None,
            revision: 0,
        }
    }

    /// Vod and run.
    #[must_use]
    pub fn key(&self) -> RunKey {
        RunKey { vod_id: self.vod_id.clone(), run_id: self.id.clone() }
    }

    /// Whether it records this push. An egress takes whoever publishes: one that was asked for after the push began records
    /// it, though it was meant for the one before, whose end we did not know. One that only the room's list told of has
    /// no name, and is known by its start.
    #[must_use]
    pub fn is_of(&self, push: &Publish) -> bool {
        let begun = Time::from_nanos(push.started_nanos);
        let is_unnamed = self.resource_id.is_empty() || push.resource_id.is_empty();
        self.resource_id == push.resource_id
            || self.wanted_at > begun
            || (is_unnamed && begun.millis_since(self.push_started_at).abs() <= TOGETHER_MILLIS)
    }

    /// Whether an egress is this run's: no other was seen before.
    #[must_use]
    pub fn is_made_by(&self, egress: &Egress) -> bool {
        self.id == egress.run.run_id && self.egress_id.as_ref().is_none_or(|id| *id == egress.id)
    }

    /// Media that it has recorded by `now`, in milliseconds. Of one whose end was not told only its times are known.
    #[must_use]
    pub fn length_millis(&self, now: Time) -> u64 {
        let until = match self.state {
            RunState::Lost => self.doubted_at.or(self.ended_at),
            state if state.is_over() => return self.duration_millis,
            _ => Some(now),
        };
        let lasted = self.started_at.zip(until).map(|(started, until)| until.millis_since(started));
        lasted.and_then(|millis| u64::try_from(millis).ok()).unwrap_or_default().max(self.duration_millis)
    }

    /// The run after LiveKit told of its egress; `None` where that is nothing new. An end is final; only one that we
    /// concluded by ourselves takes the true one's figures. Of what is no end the newer one counts.
    #[must_use]
    pub fn hear(&self, egress: &Egress) -> Option<Self> {
        let told = egress.state;
        let is_new = match (self.state.is_over(), told.is_over()) {
            (true, ends) => ends && self.state == RunState::Lost,
            (false, true) => true,
            (false, false) => egress.updated_nanos > self.told_nanos || self.egress_id.is_none(),
        };
        if !is_new || !self.is_made_by(egress) {
            return None;
        }
        Some(Self {
            state: told,
            egress_id: Some(egress.id.clone()),
            told_nanos: egress.updated_nanos.max(self.told_nanos),
            started_at: egress.started_at.or(self.started_at),
            ended_at: egress.ended_at.filter(|_| told.is_over()).or(self.ended_at),
            segments: egress.segments.max(self.segments),
            duration_millis: egress.duration_millis.max(self.duration_millis),
            bytes: egress.bytes.max(self.bytes),
            reason: egress.reason.as_deref().map(cut).or_else(|| self.reason.clone()),
            ..self.clone()
        })
    }

    /// The run, ended by our own conclusion.
    #[must_use]
    pub fn concluded(&self, state: RunState, reason: &str, now: Time) -> Self {
        Self { state, ended_at: Some(now), reason: Some(cut(reason)), ..self.clone() }
    }
}

fn cut(reason: &str) -> String {
    reason.chars().take(REASON_CHARS).collect()
}
