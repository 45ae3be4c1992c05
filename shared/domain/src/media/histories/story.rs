//! What really happens, what is told of it, and when that arrives.

use std::collections::BTreeMap;

use super::super::clocks::{END_TOLD_SECS, START_TOLD_SECS, Told};
use super::super::*;
use super::generator::{Begin, End, Push, Travel};

/// What the contract of the machine allows: three minutes of not knowing.
pub(super) const GRACE_SECS: i64 = 180;

/// A push that really carried media, as it happened.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) resource: String,
    /// By which key it came: 0 for the first.
    pub(super) key: usize,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) end: End,
    pub(super) reconnected: Option<i64>,
    pub(super) ahead: i64,
    pub(super) is_stated: bool,
    pub(super) joins_after: i64,
    pub(super) is_named: bool,
    pub(super) is_taken_over: bool,
}

/// What an event says, before it arrives anywhere.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// When it was made.
    pub(super) at: i64,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Started(Publish),
    Ended(Publish, i64),
    Left(Publish, Time),
    Joined(Publish),
}

impl Said {
    /// As it is understood by whoever hears it at a second.
    pub(super) fn heard(&self, at: i64) -> Signal {
        let told = Told { at: Time::from_secs(self.at), heard: Time::from_secs(at) };
        match self.what.clone() {
            What::Started(mut publish) => {
                let stated = (publish.started_nanos > 0).then(|| Time::from_nanos(publish.started_nanos));
                publish.began_at(told.moment(stated, START_TOLD_SECS));
                Signal::Started { publish, told_at: told.stamp() }
            }
            What::Ended(publish, ended) => {
                Signal::Ended { publish, at: told.moment(Some(Time::from_secs(ended)), END_TOLD_SECS) }
            }
            What::Left(Publish { ingress_id, resource_id, .. }, joined_at) => {
                Signal::PublisherLeft { ingress_id, resource_id, joined_at: Some(joined_at), at: told.stamped() }
            }
            What::Joined(Publish { ingress_id, resource_id, started_nanos }) => {
                let joined_at = Time::from_nanos(started_nanos);
                Signal::PublisherJoined { ingress_id, resource_id, joined_at, at: told.heard }
            }
        }
    }
}

impl Run {
    /// Until when it stands in the room's list.
    pub(super) fn listed_until(&self) -> i64 {
        match self.end {
            End::WorkerKilled(noticed) if !self.is_taken_over => self.to + noticed,
            _ => self.to,
        }
    }

    /// As its worker states it.
    pub(super) fn started(&self) -> Publish {
        let stated = if self.is_stated { (self.from + self.ahead) * 1_000 } else { 0 };
        publish(self.key, &self.resource, stated)
    }

    /// When the connection joined by which it flows at a second, in milliseconds.
    pub(super) fn joined(&self, at: i64) -> i64 {
        match self.reconnected.filter(|reconnected| *reconnected <= at) {
            Some(reconnected) => reconnected * 1_000 + 500,
            None => self.from * 1_000 + self.joins_after,
        }
    }

    /// As the room's list shows it.
    pub(super) fn found(&self, at: i64) -> Publish {
        publish(self.key, if self.is_named { &self.resource } else { "" }, self.joined(at))
    }
}

pub(super) fn publish(key: usize, resource: &str, started_millis: i64) -> Publish {
    Publish { ingress_id: ingress(key), resource_id: resource.to_owned(), started_nanos: started_millis * 1_000_000 }
}

pub(super) fn ingress(key: usize) -> IngressId {
    IngressId::new(format!("IN_{key}"))
}

#[derive(Default)]
pub(super) struct History {
    pub(super) runs: Vec<Run>,
    /// What arrives, by second.
    pub(super) arrivals: BTreeMap<i64, Vec<Said>>,
    /// When the key is deleted and another one made.
    pub(super) cuts: Vec<i64>,
    pub(super) end: i64,
}

impl History {
    pub(super) fn send(&mut self, at: i64, what: What, travel: Option<&Travel>) {
        let Some(travel) = travel.filter(|travel| !travel.lost) else { return };
        let delays = std::iter::once(travel.delay).chain(travel.twice.then_some(travel.second_delay));
        let said = Said { at, what };
        for delay in delays {
            self.arrivals.entry(at + delay).or_default().push(said.clone());
        }
    }

    /// What really happens.
    pub(super) fn play(pushes: &[Push]) -> (Self, Vec<(i64, Publish)>) {
        let (mut history, mut refused) = (Self::default(), vec![]);
        let (mut clock, mut key) = (1_000, 0);
        for (number, push) in pushes.iter().enumerate() {
            let resource = format!("R{number}");
            let before = history.runs.last_mut().filter(|before| before.key == key && before.to - before.from > 2);
            let from = match (push.begin, before) {
                (Begin::Refused, _) => {
                    refused.push((clock + push.after, publish(key, &resource, (clock + push.after) * 1_000)));
                    continue;
                }
                (Begin::TakesOver, Some(before)) => {
                    before.to = before.from + 1 + push.after % (before.to - before.from - 1);
                    before.is_taken_over = true;
                    before.reconnected = before.reconnected.filter(|at| *at < before.to);
                    before.to
                }
                _ => clock + push.after,
            };
            let to = from + push.lasts;
            history.runs.push(Run {
                resource,
                key,
                from,
                to,
                end: push.end,
                reconnected: push.reconnects.map(|after| from + after).filter(|at| *at < to),
                ahead: push.ahead,
                is_stated: push.is_stated,
                joins_after: push.joins_after,
                is_named: push.is_named,
                is_taken_over: false,
            });
            // Who comes back after a worker's death finds another worker, perhaps at once.
            clock = to + 1;
            if let End::KeyDeleted = push.end {
                history.cuts.push(to);
                key += 1;
            }
            history.end = history.end.max(to);
        }
        history.end += 2 * GRACE_SECS + 60;
        (history, refused)
    }

    /// What happens, and what is told of it.
    pub(super) fn tell(pushes: &[Push], travels: &[Travel]) -> Self {
        let (mut history, refused) = Self::play(pushes);
        let mut travels = travels.iter().cycle();
        for (at, publish) in refused {
            history.send(at, What::Ended(publish, at), travels.next());
        }
        for run in history.runs.clone() {
            history.send(run.from, What::Started(run.started()), travels.next());
            history.send(run.from, What::Joined(run.found(run.from)), travels.next());
            let left = |at: i64, joined: i64| {
                What::Left(
                    publish(run.key, &run.resource, 0),
                    Time::from_millis(run.joined(joined).min(at * 1_000 + 999)),
                )
            };
            if let Some(at) = run.reconnected {
                history.send(at, left(at, at - 1), travels.next());
                history.send(at, What::Joined(run.found(at)), travels.next());
            }
            // A predecessor never gets an end.
            if run.is_taken_over {
                continue;
            }
            let gone = run.listed_until();
            history.send(gone, left(gone, gone), travels.next());
            if let End::Stopped | End::PutOut = run.end {
                history.send(run.to, What::Ended(run.started(), run.to + run.ahead), travels.next());
            }
        }
        history
    }

    /// Who is in the room's participant list at a second.
    pub(super) fn listed(&self, at: i64, key: usize) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.key == key && run.from <= at && at < run.listed_until())
    }

    /// What a run of the reconciler concludes from its looks at `at - 10` and `at`.
    pub(super) fn reconcile(&self, media: &Media, at: i64, key: usize) -> Option<Signal> {
        let live = media.state(Time::from_secs(at)) == State::Live;
        match (self.listed(at - 10, key), self.listed(at, key)) {
            (None, None) if live => Some(Signal::Absent {
                resource_id: media.broadcast.as_ref()?.publish.resource_id.clone(),
                at: Time::from_secs(at - 10),
            }),
            (Some(_), Some(run)) if !live => Some(Signal::Present { publish: run.found(at), at: Time::from_secs(at) }),
            _ => None,
        }
    }
}
