//! Generated lives of a stream, told by signals that come twice, late, out of order or never, and
//! compared with what really happened.
//!
//! A history is a list of pushes on one key. For each, every row of "Seen on real servers" may apply:
//! which of the three signals of its end are sent, whether it is refused, whether a second one takes
//! over. Beside the events a reconciler looks each minute, twice 10 s apart, at the room as it is.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const INGRESS: &str = "IN_1";
/// What the contract of the machine allows: three minutes of not knowing.
const GRACE_SECS: i64 = 180;
/// A participant of a dead worker stays in the room's list for up to so long.
const LINGER_SECS: i64 = 29;

/// One push of the encoder.
#[derive(Debug, Clone)]
struct Push {
    /// Seconds between the end of the one before (or its start, where this one takes over) and this.
    after: i64,
    /// How long media flows.
    lasts: i64,
    /// It begins while the one before still runs, and puts it out.
    takes_over: bool,
    /// LiveKit refuses it: one `ingress_ended`, no media.
    refused: bool,
    /// Which of `ingress_ended` and `participant_left` are sent at its end.
    ends: (bool, bool),
    /// The worker died: its participant lingers.
    lingers: bool,
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
    (
        0..400_i64,
        1..900_i64,
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.15),
        any::<(bool, bool)>(),
        any::<bool>(),
    )
        .prop_map(|(after, lasts, takes_over, refused, ends, lingers)| Push {
            after,
            lasts,
            takes_over,
            refused,
            ends,
            lingers,
        })
}

fn travel() -> impl Strategy<Value = Travel> {
    // LiveKit drops what waited 30 s and retries for 15 s: nothing comes later than 45 s.
    (prop::bool::weighted(0.25), prop::bool::weighted(0.3), 0..45_i64, 0..45_i64)
        .prop_map(|(lost, twice, delay, second_delay)| Travel { lost, twice, delay, second_delay })
}

/// A push that really carried media, as it happened.
#[derive(Debug, Clone)]
struct Run {
    resource: String,
    from: i64,
    to: i64,
    seen_until: i64,
}

struct History {
    runs: Vec<Run>,
    /// What arrives, by second.
    arrivals: BTreeMap<i64, Vec<Signal>>,
    end: i64,
}

fn publish(resource: &str, from: i64) -> Publish {
    Publish {
        ingress_id: IngressId::new(INGRESS),
        resource_id: resource.to_owned(),
        started_nanos: from * 1_000_000_000,
    }
}

fn tell(pushes: &[Push], travels: &[Travel]) -> History {
    let mut history = History { runs: vec![], arrivals: BTreeMap::new(), end: 0 };
    let mut travels = travels.iter().cycle();
    let mut clock = 1_000;
    let mut send = |arrivals: &mut BTreeMap<i64, Vec<Signal>>, at: i64, signal: Signal| {
        let Some(travel) = travels.next() else { return };
        if !travel.lost {
            arrivals.entry(at + travel.delay).or_default().push(signal.clone());
            if travel.twice {
                arrivals.entry(at + travel.second_delay).or_default().push(signal);
            }
        }
    };
    for (number, push) in pushes.iter().enumerate() {
        let resource = format!("R{number}");
        if push.refused {
            let at = clock + push.after;
            let ended = Signal::Ended { publish: publish(&resource, at), at: Time::from_secs(at) };
            send(&mut history.arrivals, at, ended);
            continue;
        }
        let from = match history.runs.last_mut() {
            Some(before) if push.takes_over && before.to - before.from > 2 => {
                let from = before.from + 1 + push.after % (before.to - before.from - 1);
                before.to = from;
                before.seen_until = from;
                from
            }
            _ => clock + push.after,
        };
        let to = from + push.lasts;
        send(&mut history.arrivals, from, Signal::Started { publish: publish(&resource, from) });
        history.runs.push(Run { resource, from, to, seen_until: to + if push.lingers { LINGER_SECS } else { 0 } });
        clock = to + 1;
        history.end = history.end.max(to);
    }
    // Ends are told once it is certain that no later push took over: a predecessor never gets one.
    let ends: Vec<_> = pushes.iter().filter(|push| !push.refused).map(|push| push.ends).collect();
    for (index, run) in history.runs.clone().into_iter().enumerate() {
        let taken_over = history.runs.get(index + 1).is_some_and(|next| next.from == run.to);
        let (ended, left) = ends[index];
        if ended && !taken_over {
            let signal = Signal::Ended { publish: publish(&run.resource, run.from), at: Time::from_secs(run.to) };
            send(&mut history.arrivals, run.to, signal);
        }
        // The predecessor's `participant_left` says DUPLICATE_IDENTITY and is no signal.
        if left && !taken_over {
            let signal = Signal::PublisherLeft {
                ingress_id: IngressId::new(INGRESS),
                resource_id: run.resource.clone(),
                at: Time::from_secs(run.seen_until),
            };
            send(&mut history.arrivals, run.seen_until, signal);
        }
    }
    history.end += 2 * GRACE_SECS + 60;
    history
}

/// Who is in the room's participant list at a second.
fn listed(runs: &[Run], at: i64) -> Option<&Run> {
    runs.iter().rev().find(|run| run.from <= at && at < run.seen_until)
}

/// What a run of the reconciler concludes from its looks at `at - 10` and `at`.
fn reconcile(media: &Media, runs: &[Run], at: i64) -> Option<Signal> {
    let live = media.state(Time::from_secs(at)) == State::Live;
    match (listed(runs, at - 10), listed(runs, at)) {
        (None, None) if live => Some(Signal::Absent {
            resource_id: media.broadcast.as_ref()?.publish.resource_id.clone(),
            at: Time::from_secs(at - 10),
        }),
        (Some(_), Some(run)) if !live => Some(Signal::Present { publish: publish(&run.resource, run.from) }),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_follows_the_truth(
        pushes in prop::collection::vec(push(), 1..7),
        travels in prop::collection::vec(travel(), 40),
        window in 0..=300_u32,
    ) {
        let History { runs, arrivals, end } = tell(&pushes, &travels);
        let ingress = IngressId::new(INGRESS);
        let mut media = Media::default();
        let mut open: Option<String> = None;
        for at in 1_000..=end {
            let mut signals = arrivals.get(&at).cloned().unwrap_or_default();
            if at % 60 == 0 {
                signals.extend(reconcile(&media, &runs, at));
                if media.broadcast.is_some() && media.state(Time::from_secs(at)) == State::Offline {
                    signals.push(Signal::WindowOver);
                }
            }
            for signal in signals {
                let Some((next, change)) = media.apply(&signal, Some(&ingress), window) else { continue };
                // Never two broadcasts open: a new one begins when none is, or closes the one that was.
                match &change {
                    Change::GoLive { closes } => {
                        prop_assert_eq!(closes.as_ref().map(|closed| &closed.id), open.as_ref());
                        open = next.broadcast.as_ref().map(|open| open.id.clone());
                    }
                    Change::Close(closed) => prop_assert_eq!(Some(closed.id.clone()), open.take()),
                    Change::Continue | Change::Interrupt | Change::Remember => {
                        prop_assert_eq!(next.broadcast.as_ref().map(|open| &open.id), open.as_ref());
                    }
                }
                media = next;
            }
            let state = media.state(Time::from_secs(at));
            let running = runs.iter().any(|run| run.from + GRACE_SECS <= at && at < run.to);
            let quiet = runs.iter().all(|run| at < run.from || run.to + GRACE_SECS <= at);
            if running {
                prop_assert_eq!(state, State::Live, "offline three minutes into a publish, at {}", at);
            }
            if quiet {
                prop_assert_ne!(state, State::Live, "live three minutes after the media ended, at {}", at);
            }
        }
    }
}
