//! Generated lives of a stream, told by signals that come twice, late, out of order or never, and
//! compared with what really happened.
//!
//! A history is a list of pushes. Each begins and ends by a row of "Seen on real servers", which
//! says what is sent of it; each of those may be lost, and all of them, so that any one is the only one. Each
//! push has an ingress worker of its own, whose clock may be minutes off, or which states no start at all.
//! Beside the events a reconciler looks each minute, twice 10 s apart, at the room as it is.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::clocks::{END_TOLD_SECS, START_TOLD_SECS, Told};
use super::*;

/// What the contract of the machine allows: three minutes of not knowing.
const GRACE_SECS: i64 = 180;
/// No event comes later than this, in seconds: LiveKit drops what waited 30 s, and retries for 15 s.
const LATEST_SECS: i64 = 45;

/// How a push ends: a row of the table.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Stopped, or the encoder killed: `participant_left` and `ingress_ended`.
    Stopped,
    /// The ingress worker killed: `participant_left` so many seconds later, and nothing else.
    WorkerKilled(i64),
    /// Our own doing, which we know of: `participant_left`, and the next push comes by another key.
    KeyDeleted,
    /// Room deleted or publisher removed: `participant_left` and `ingress_ended` ENDPOINT_ERROR; the encoder
    /// comes back by the same key.
    PutOut,
}

/// How a push begins: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// After the one before.
    Fresh,
    /// While the one before runs; that one gets `participant_left` DUPLICATE_IDENTITY, which is no signal.
    TakesOver,
    /// The worker refuses it: one `ingress_ended`, and no media.
    Refused,
}

/// One push of the encoder.
#[derive(Debug, Clone)]
struct Push {
    begin: Begin,
    /// Seconds between the end of the one before (or its start, where this one takes over) and this.
    after: i64,
    /// How long media flows, in seconds.
    lasts: i64,
    end: End,
    /// Its publisher reconnects after so many seconds: `participant_left` and `participant_joined`, and it goes on.
    reconnects: Option<i64>,
    /// So many seconds its worker's clock is ahead.
    ahead: i64,
    /// Whether its worker states when it started.
    is_stated: bool,
    /// Its publisher joins so much after the start that LiveKit states, in milliseconds.
    joins_after: i64,
    /// Whether the room's list names the push.
    is_named: bool,
}

/// How one webhook travels.
#[derive(Debug, Clone)]
struct Travel {
    lost: bool,
    twice: bool,
    delay: i64,
    second_delay: i64,
}

fn push() -> impl Strategy<Value = Push> {
    let begin = prop_oneof![6 => Just(Begin::Fresh), 2 => Just(Begin::TakesOver), 2 => Just(Begin::Refused)];
    let end = prop_oneof![
        4 => Just(End::Stopped),
        2 => (20..30_i64).prop_map(End::WorkerKilled),
        1 => Just(End::KeyDeleted),
        2 => Just(End::PutOut),
    ];
    let reconnects = prop::option::weighted(0.2, 3..600_i64);
    let clock = (prop_oneof![3 => Just(0), 1 => -200..200_i64], prop::bool::weighted(0.9));
    (begin, 0..400_i64, 1..900_i64, end, reconnects, clock, -100..100_i64, any::<bool>()).prop_map(
        |(begin, after, lasts, end, reconnects, (ahead, is_stated), joins_after, is_named)| Push {
            begin,
            after,
            lasts,
            end,
            reconnects,
            ahead,
            is_stated,
            joins_after,
            is_named,
        },
    )
}

fn travel() -> impl Strategy<Value = Travel> {
    (prop::bool::weighted(0.35), prop::bool::weighted(0.3), 0..LATEST_SECS, 0..LATEST_SECS)
        .prop_map(|(lost, twice, delay, second_delay)| Travel { lost, twice, delay, second_delay })
}

/// A push that really carried media, as it happened.
#[derive(Debug, Clone)]
struct Run {
    resource: String,
    /// By which key it came: 0 for the first.
    key: usize,
    from: i64,
    to: i64,
    end: End,
    reconnected: Option<i64>,
    ahead: i64,
    is_stated: bool,
    joins_after: i64,
    is_named: bool,
    is_taken_over: bool,
}

/// What an event says, before it arrives anywhere.
#[derive(Debug, Clone)]
struct Said {
    /// When it was made.
    at: i64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Started(Publish),
    Ended(Publish, i64),
    Left(Publish, Time),
    Joined(Publish),
}

impl Said {
    /// As it is understood by whoever hears it at a second.
    fn heard(&self, at: i64) -> Signal {
        let told = Told { at: Time::from_secs(self.at), heard: Time::from_secs(at) };
        match self.what.clone() {
            What::Started(mut publish) => {
                let stated = (publish.started_nanos > 0).then(|| Time::from_nanos(publish.started_nanos));
                publish.began_at(told.moment(stated, START_TOLD_SECS));
                Signal::Started { publish }
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
    fn listed_until(&self) -> i64 {
        match self.end {
            End::WorkerKilled(noticed) if !self.is_taken_over => self.to + noticed,
            _ => self.to,
        }
    }

    /// As its worker states it.
    fn started(&self) -> Publish {
        let stated = if self.is_stated { (self.from + self.ahead) * 1_000 } else { 0 };
        publish(self.key, &self.resource, stated)
    }

    /// When the connection joined by which it flows at a second, in milliseconds.
    fn joined(&self, at: i64) -> i64 {
        match self.reconnected.filter(|reconnected| *reconnected <= at) {
            Some(reconnected) => reconnected * 1_000 + 500,
            None => self.from * 1_000 + self.joins_after,
        }
    }

    /// As the room's list shows it.
    fn found(&self, at: i64) -> Publish {
        publish(self.key, if self.is_named { &self.resource } else { "" }, self.joined(at))
    }
}

fn publish(key: usize, resource: &str, started_millis: i64) -> Publish {
    Publish { ingress_id: ingress(key), resource_id: resource.to_owned(), started_nanos: started_millis * 1_000_000 }
}

fn ingress(key: usize) -> IngressId {
    IngressId::new(format!("IN_{key}"))
}

#[derive(Default)]
struct History {
    runs: Vec<Run>,
    /// What arrives, by second.
    arrivals: BTreeMap<i64, Vec<Said>>,
    /// When the key is deleted and another one made.
    cuts: Vec<i64>,
    end: i64,
}

impl History {
    fn send(&mut self, at: i64, what: What, travel: Option<&Travel>) {
        let Some(travel) = travel.filter(|travel| !travel.lost) else { return };
        let delays = std::iter::once(travel.delay).chain(travel.twice.then_some(travel.second_delay));
        let said = Said { at, what };
        for delay in delays {
            self.arrivals.entry(at + delay).or_default().push(said.clone());
        }
    }

    /// What really happens.
    fn play(pushes: &[Push]) -> (Self, Vec<(i64, Publish)>) {
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
    fn tell(pushes: &[Push], travels: &[Travel]) -> Self {
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
    fn listed(&self, at: i64, key: usize) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.key == key && run.from <= at && at < run.listed_until())
    }

    /// What a run of the reconciler concludes from its looks at `at - 10` and `at`.
    fn reconcile(&self, media: &Media, at: i64, key: usize) -> Option<Signal> {
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

/// Which broadcast is open, as the changes tell: never two, and none twice for one push.
#[derive(Default)]
struct Open(Option<String>, BTreeSet<String>);

impl Open {
    /// Takes a change in; a new broadcast begins when none is open, or closes the one that was.
    fn follow(&mut self, change: &Change, next: &Media) -> Result<(), TestCaseError> {
        let open = next.broadcast.as_ref().map(|open| open.id.clone());
        match change {
            Change::GoLive { closes } => {
                prop_assert_eq!(closes.as_ref().map(|closed| &closed.id), self.0.as_ref());
                self.0 = open;
                let push = next.broadcast.as_ref().map(|open| open.publish.resource_id.clone()).unwrap_or_default();
                prop_assert!(push.is_empty() || self.1.insert(push), "a second go-live of one push");
            }
            Change::Close(closed) => prop_assert_eq!(Some(closed.id.clone()), self.0.take()),
            Change::Continue | Change::Interrupt | Change::Remember => prop_assert_eq!(&open, &self.0),
        }
        Ok(())
    }
}

/// What is asked of the machine between its signals.
#[derive(Default)]
struct Judge {
    /// The push whose publisher came back, which was told: from then on it is live.
    returned: Option<String>,
}

impl Judge {
    /// What was just told is shown at once.
    fn hear(
        &mut self,
        history: &History,
        media: &Media,
        said: &Said,
        at: i64,
        window: u32,
    ) -> Result<(), TestCaseError> {
        let is_live = media.state(Time::from_secs(at)) == State::Live;
        let newest = history.runs.iter().rev().find(|run| run.from <= at);
        let Some(run) = newest.filter(|run| at < run.to) else { return Ok(()) };
        match &said.what {
            What::Started(publish) if publish.resource_id == run.resource && run.reconnected.is_none_or(|r| at < r) => {
                prop_assert!(is_live, "a start that was told, and is not live at {}", at);
            }
            What::Joined(_) if run.reconnected == Some(said.at) => {
                let open = media.broadcast.as_ref().filter(|open| open.publish.resource_id == run.resource);
                if let Some(open) = open {
                    let end = open.media_ended_at.map(|ended| ended.plus_secs(i64::from(window)));
                    prop_assert!(is_live, "back, told, and not live at {}: {:?}", at, end);
                    self.returned = Some(run.resource.clone());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn look(&self, history: &History, state: State, at: i64) -> Result<(), TestCaseError> {
        let run = history.runs.iter().find(|run| Some(&run.resource) == self.returned.as_ref());
        if run.is_some_and(|run| at < run.to) {
            prop_assert_eq!(state, State::Live, "its publisher came back, and it is not live at {}", at);
        }
        Ok(())
    }
}

fn check(history: &History, window: u32) -> Result<(), TestCaseError> {
    let (mut media, mut open, mut key) = (Media::default(), Open::default(), 0);
    let mut judge = Judge::default();
    for at in 1_000..=history.end {
        let now = Time::from_secs(at);
        let mut signals = vec![];
        // The cut is our own write, and the key that it is about is gone with it.
        if history.cuts.contains(&at) {
            signals.push((Signal::Cut { at: now }, None));
            key += 1;
        }
        let arrived = history.arrivals.get(&at).into_iter().flatten();
        signals.extend(arrived.map(|said| (said.heard(at), Some(said))));
        if at % 60 == 0 {
            signals.extend(history.reconcile(&media, at, key).map(|signal| (signal, None)));
            signals.push((Signal::WindowOver, None));
        }
        for (signal, said) in signals {
            if signal == Signal::WindowOver && !media.is_to_be_closed(now) {
                continue;
            }
            if let Some((next, change)) = media.apply(&signal, Some(&ingress(key)), window) {
                open.follow(&change, &next)?;
                media = next;
            }
            if let Some(said) = said {
                judge.hear(history, &media, said, at, window)?;
            }
        }
        let state = media.state(now);
        let is_running = history.runs.iter().any(|run| {
            let disturbed = run.reconnected.filter(|reconnected| *reconnected <= at).unwrap_or(run.from);
            disturbed + GRACE_SECS <= at && at < run.to
        });
        let is_quiet = history.runs.iter().all(|run| at < run.from || run.to + GRACE_SECS <= at);
        let is_cut = history.runs.iter().all(|run| at < run.from || run.key < key);
        if is_running {
            prop_assert_eq!(state, State::Live, "offline three minutes into a publish, at {}", at);
        }
        if is_quiet {
            prop_assert_ne!(state, State::Live, "live three minutes after the media ended, at {}", at);
        }
        if is_cut {
            prop_assert_eq!(state, State::Offline, "our own doing leaves no window, at {}", at);
        }
        judge.look(history, state, at)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_follows_the_truth(
        pushes in prop::collection::vec(push(), 1..7),
        travels in prop::collection::vec(travel(), 40),
        window in 0..=300_u32,
    ) {
        check(&History::tell(&pushes, &travels), window)?;
    }
}
