//! Generated lives of recordings: pushes of one broadcast, told late or mended by the reconciler; a LiveKit whose egresses
//! fail, whose workers die, whose answers and webhooks are lost, come twice or late, and which is away for minutes; and us,
//! who look when something is told and each minute; and a bucket, which has what was uploaded, and is away for an hour.

mod generator;
mod model;

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::generator::{Fate, History, history};
use self::model::{Real, Sim, time};
use super::*;
use crate::cases::cases;

/// Looks after the broadcast that a history is followed for, in seconds.
const AFTER_SECS: i64 = 1_200;
/// Two egresses may be at one push for so long, in seconds, beside the time that LiveKit is away.
const TWICE_SECS: i64 = 180;

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

/// For how many seconds two egresses have been at one push by now. `since`: kept from second to second.
fn twice_secs(sim: &Sim, since: &mut Option<i64>) -> i64 {
    let is_twice = recording(sim).values().any(|egresses| *egresses > 1);
    *since = is_twice.then(|| since.unwrap_or(sim.now));
    since.map_or(0, |since| sim.now - since)
}

fn check(history: &History) -> Result<(), TestCaseError> {
    let mut sim = Sim::new(history.clone());
    let mut twice_since = None;
    let bucket_away = history.bucket_away.map_or(0, |(from, secs)| from + secs);
    while sim.now < sim.last_end().max(bucket_away) + AFTER_SECS {
        sim.second();
        let away = history.away.map_or(0, |(_, secs)| secs);
        prop_assert!(twice_secs(&sim, &mut twice_since) <= TWICE_SECS + away, "two egresses at one push");
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
    #![proptest_config(cases(5_000))]

    #[test]
    fn every_life_of_a_recording_ends_as_it_should(history in history()) {
        check(&history)?;
    }

}

proptest! {
    #![proptest_config(cases(500))]

    /// Where LiveKit does what it is asked, a push is recorded, however late it is told and whatever webhook is lost. An
    /// egress that was begun for the push before may be at it beside its own, and is stopped.
    #[test]
    fn a_push_that_lasts_is_recorded(mut history in history()) {
        history.fates = vec![];
        history.away = None;
        history.turned_off = None;
        for push in &mut history.pushes {
            push.lasts += 200;
        }
        let (mut sim, mut twice_since) = (Sim::new(history), None);
        while sim.now < sim.last_end() {
            sim.second();
            prop_assert!(twice_secs(&sim, &mut twice_since) <= TWICE_SECS, "{:?} {:?}", sim.runs, sim.egresses);
            if let Some(n) = sim.flowing().filter(|n| sim.now - sim.spans[*n].0 == 199) {
                let is_recorded = recording(&sim).contains_key(&n);
                prop_assert!(is_recorded, "{:?} {:?}", sim.runs, sim.egresses);
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
