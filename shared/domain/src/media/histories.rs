//! Generated lives of a stream, told by signals that come twice, late, out of order or never, and
//! compared with what really happened.
//!
//! A history is a list of pushes. Each begins and ends by a row of "Seen on real servers", which
//! says what is sent of it; each of those may be lost, and all of them, so that any one is the only one. Each
//! push has an ingress worker of its own, whose clock may be minutes off, or which states no start at all.
//! Beside the events a reconciler looks each minute, twice 10 s apart, at the room as it is.

mod generator;
mod judge;
mod story;

use proptest::prelude::*;

use self::generator::{push, travel};
use self::judge::{Judge, Open};
use self::story::{GRACE_SECS, History, ingress};
use super::*;
use crate::cases::cases;

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
    #![proptest_config(cases(10_000))]

    #[test]
    fn what_is_shown_follows_the_truth(
        pushes in prop::collection::vec(push(), 1..7),
        travels in prop::collection::vec(travel(), 40),
        window in 0..=300_u32,
    ) {
        check(&History::tell(&pushes, &travels), window)?;
    }
}
