//! Random broadcasts against a model: who comes and goes, what is lost, comes twice or late. The table is played as its
//! writes are (`store/src/audience/samples.rs`): a sample joins its bucket if it is newer than the newest there, and who was
//! there joins the bucket's sets. What the table itself does is held by `tests/it/audience_model.rs`.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Chart, Course, Sample, Watchers};
use crate::cases::cases;
use crate::{Time, UserId};

/// A count is made of an event, where the last one is so old, in seconds.
const COUNT_AGE: i64 = 15;
/// The reconciler's minute, in seconds.
const MINUTE: i64 = 60;

#[derive(Debug, Clone, Copy)]
enum Step {
    Join(u8),
    Leave(u8),
    /// Their event never comes.
    LostJoin(u8),
    LostLeave(u8),
    /// A record of a count comes again.
    Again(u8),
    /// The next count is made only with a later step.
    Late,
}

/// An event each second and nothing lost, or otherwise; and the steps, each with the seconds before it.
fn story() -> impl Strategy<Value = (bool, Vec<(Step, i64)>)> {
    let step = prop_oneof![
        6 => any::<u8>().prop_map(Step::Join),
        4 => any::<u8>().prop_map(Step::Leave),
        1 => any::<u8>().prop_map(Step::LostJoin),
        1 => any::<u8>().prop_map(Step::LostLeave),
        1 => any::<u8>().prop_map(Step::Again),
        1 => Just(Step::Late),
    ];
    (any::<bool>(), prop::collection::vec((step, 1..45_i64), 1..120))
}

fn room() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

fn identity(who: u8) -> String {
    if who.is_multiple_of(3) { format!("guest-{}", who % 60) } else { format!("usr_{}", who % 60) }
}

/// The items of a broadcast.
#[derive(Default)]
struct Table(BTreeMap<i64, (Vec<Sample>, BTreeSet<String>)>);

impl Table {
    /// Whether a count is kept.
    fn keep(&mut self, sample: Sample, there: &BTreeSet<String>) -> bool {
        let (samples, who) = self.0.entry(Sample::bucket_of(sample.at)).or_default();
        let is_newer = samples.last().is_none_or(|newest| newest.at < sample.at);
        if is_newer {
            samples.push(sample);
            who.extend(there.iter().cloned());
        }
        is_newer
    }

    fn course(&self) -> Course {
        let mut course = Course::default();
        for (bucket, (samples, who)) in &self.0 {
            for sample in samples.iter().rev() {
                course.note_sample(Sample::read(*bucket, &sample.to_bytes()).unwrap());
            }
            let there = Watchers::of(&room(), who.iter().map(String::as_str));
            course.note_watchers(Time::from_secs(bucket * 600), &there);
        }
        course
    }
}

#[derive(Default)]
struct Play {
    now: i64,
    there: BTreeSet<String>,
    held: BTreeSet<String>,
    truth: Vec<(i64, u64)>,
    table: Table,
    kept: Vec<(i64, BTreeSet<String>)>,
    counted: i64,
    reconciled: i64,
    late: Option<i64>,
    is_next_late: bool,
}

/// Almost two hours before a midnight.
const BEGAN: i64 = 1_795_903_200 + 7 * 600 + 11;

fn at(secs: i64) -> Time {
    Time::from_secs(BEGAN + secs)
}

impl Play {
    fn count(&mut self, asked: i64) {
        let sample = Sample { at: at(asked), viewers: u32::try_from(self.held.len()).unwrap() };
        if self.table.keep(sample, &self.held) {
            self.kept.push((asked, self.held.clone()));
        }
        self.counted = self.counted.max(asked);
    }

    fn event(&mut self) {
        if self.now < self.counted + COUNT_AGE {
        } else if std::mem::take(&mut self.is_next_late) {
            self.late = Some(self.now);
            self.counted = self.now;
        } else {
            self.count(self.now);
        }
    }

    fn pass(&mut self, until: i64) {
        while self.reconciled + MINUTE <= until {
            self.now = self.reconciled + MINUTE;
            self.held = self.there.clone();
            self.count(self.now);
            self.reconciled = self.now;
        }
        self.now = until;
    }

    fn change(&mut self, identity: &str, joins: bool, is_told: bool) {
        let changed = |set: &mut BTreeSet<String>| {
            if joins { set.insert(identity.to_owned()) } else { set.remove(identity) }
        };
        if !changed(&mut self.there) {
            return;
        }
        self.truth.push((self.now, self.there.len() as u64));
        if is_told {
            changed(&mut self.held);
            self.event();
        }
    }

    fn step(&mut self, step: Step, is_dense: bool) {
        if let Some(asked) = self.late.take().filter(|asked| self.now < asked + MINUTE) {
            self.count(asked);
        }
        let leaver = |which: u8| self.there.iter().nth(usize::from(which) % self.there.len().max(1)).cloned();
        match step {
            Step::Join(who) => self.change(&identity(who), true, true),
            Step::LostJoin(who) => self.change(&identity(who), true, is_dense),
            Step::Leave(which) | Step::LostLeave(which) => {
                let is_told = is_dense || matches!(step, Step::Leave(_));
                if let Some(who) = leaver(which) {
                    self.change(&who, false, is_told);
                }
            }
            Step::Again(which) => {
                if let Some((asked, _)) = self.kept.get(usize::from(which) % self.kept.len().max(1)) {
                    let sample = Sample { at: at(*asked), viewers: 59 };
                    // That it adds nothing shows in the figures, which are held to those that were kept.
                    self.table.keep(sample, &BTreeSet::from(["usr_again".to_owned()]));
                }
            }
            Step::Late => self.is_next_late = !is_dense,
        }
    }
}

/// The integral of a number that stands until the next one, in seconds times one.
fn integral(steps: &[(i64, u64)], until: i64) -> u64 {
    let ends = steps.iter().skip(1).map(|(at, _)| *at).chain([until]);
    steps.iter().zip(ends).map(|((at, of), end)| u64::try_from(end - at).unwrap() * of).sum()
}

fn holds(is_dense: bool, steps: &[(Step, i64)]) {
    let mut play = Play { truth: vec![(0, 0)], counted: -COUNT_AGE, ..Play::default() };
    play.count(0);
    for (step, gap) in steps {
        play.pass(play.now + if is_dense { 1 } else { *gap });
        play.step(*step, is_dense);
    }
    let ended = play.now + 1;
    let course = play.table.course();
    let summary = course.summary(at(0), at(ended), None);

    // Of the samples: each a count that was made, once.
    play.kept.sort();
    let samples: Vec<(i64, u64)> = play.kept.iter().map(|(at, who)| (*at, who.len() as u64)).collect();
    assert_eq!(course.samples().len(), samples.len());
    assert_eq!(summary.watch_millis, integral(&samples, ended) * 1_000);
    assert_eq!(u64::from(summary.peak_viewers), samples.iter().map(|(_, viewers)| *viewers).max().unwrap());
    let who: BTreeSet<&String> = play.kept.iter().flat_map(|(_, who)| who).collect();
    let users = who.iter().filter(|who| Watchers::is_user(who)).count() as u64;
    assert_eq!((summary.unique_viewers, summary.guest_sessions), (users, who.len() as u64 - users));

    // The days add up to it, and so do the points of a chart, but for their rounding.
    let days = course.days((at(0), at(ended)), None, 0);
    assert_eq!(days.iter().map(|(_, day, _)| day.watch_millis).sum::<u64>(), summary.watch_millis);
    assert_eq!(days.iter().map(|(_, day, _)| day.live_millis).sum::<u64>(), summary.live_millis);
    let chart = Chart::of(&course, Chart::resolution(at(0), at(ended)), at(0), at(ended));
    assert_eq!(chart.points.iter().map(|point| point.max).max(), Some(summary.peak_viewers));

    // As near to the truth as is promised: 15 s a join or leave while events come, 75 s after losses.
    let changes = play.truth.len() as u64 - 1;
    let off = (summary.watch_millis / 1_000).abs_diff(integral(&play.truth, ended));
    assert!(off <= changes * if is_dense { 15 } else { 75 }, "{off} s off at {changes} joins and leaves");
}

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn figures_are_those_of_the_model((is_dense, steps) in story()) {
        holds(is_dense, &steps);
    }
}
