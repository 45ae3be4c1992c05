//! What is generated: lives of creators, and the troubles that they share.

use harness::{EgressEnd, EgressFault};
use proptest::prelude::*;

/// How much a case has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Histories: creators whose broadcasts go on side by side.
    pub(super) lives: usize,
    /// Steps of each.
    pub(super) ticks: usize,
}

/// What happens to one creator.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Rest,
    /// Their encoder connects; where it sends already, it begins anew.
    Push,
    Stop,
    /// The worker that carries their media dies.
    LoseWorker,
    /// The worker that records them dies.
    KillRecorder,
    EndRecorder(EgressEnd),
    RefuseUploads,
    /// A webhook of an egress comes again, of whomever.
    TellAgain(usize),
    /// Ours looks at their recording, and dies after so many microseconds.
    Die(u64),
    /// Ours looks at it, and its bucket refuses.
    Lame,
}

/// What happens to LiveKit.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    None,
    /// The next start of an egress is not answered.
    AnswerLost,
    /// The next one finds no worker.
    NoWorker,
    /// The next egress that is to be stopped does not hear of it.
    StopUnheard,
    /// What the next egress does.
    Next(EgressFault),
    /// Webhooks are lost from now on.
    Lose(Loss),
    /// They are not any more.
    FindAgain,
}

/// Which webhooks are lost, and which of those come late.
#[derive(Debug, Clone)]
pub(super) struct Loss {
    lost: [bool; 6],
    late: Vec<bool>,
}

impl Loss {
    const EVENTS: [&str; 6] =
        ["egress_started", "egress_updated", "egress_ended", "ingress_started", "ingress_ended", "participant_left"];

    pub(super) fn events(&self) -> impl Iterator<Item = &'static str> {
        Self::EVENTS.into_iter().zip(self.lost).filter_map(|(event, is_lost)| is_lost.then_some(event))
    }

    /// Whether the `n`th comes after all.
    pub(super) fn comes_late(&self, n: usize) -> bool {
        self.late[n % self.late.len()]
    }
}

#[derive(Debug, Clone)]
pub(super) struct History {
    /// By creator, then by tick.
    pub(super) lives: Vec<Vec<Step>>,
    /// By tick.
    pub(super) troubles: Vec<Trouble>,
    /// At which tick of each minute the reconciler runs.
    pub(super) minute: usize,
}

pub(super) fn history(Size { lives, ticks }: Size) -> impl Strategy<Value = History> {
    let end = prop_oneof![Just(EgressEnd::Fails), Just(EgressEnd::ReachesLimit)];
    let step = prop_oneof![
        8 => Just(Step::Rest),
        4 => Just(Step::Push),
        2 => Just(Step::Stop),
        1 => Just(Step::LoseWorker),
        1 => Just(Step::KillRecorder),
        1 => end.prop_map(Step::EndRecorder),
        1 => Just(Step::RefuseUploads),
        1 => any::<usize>().prop_map(Step::TellAgain),
        2 => (0..20_000_u64).prop_map(Step::Die),
        1 => Just(Step::Lame),
    ];
    let fault = prop_oneof![Just(EgressFault::Waits), Just(EgressFault::Fails), Just(EgressFault::LongSegment)];
    let loss =
        (any::<[bool; 6]>(), prop::collection::vec(any::<bool>(), 5)).prop_map(|(lost, late)| Loss { lost, late });
    let trouble = prop_oneof![
        4 => Just(Trouble::None),
        2 => Just(Trouble::AnswerLost),
        1 => Just(Trouble::NoWorker),
        1 => Just(Trouble::StopUnheard),
        2 => fault.prop_map(Trouble::Next),
        2 => loss.prop_map(Trouble::Lose),
        2 => Just(Trouble::FindAgain),
    ];
    let lives = prop::collection::vec(prop::collection::vec(step, ticks), lives);
    (lives, prop::collection::vec(trouble, ticks), 0..4_usize).prop_map(|(mut lives, troubles, minute)| {
        for life in &mut lives {
            life[0] = Step::Push;
        }
        History { lives, troubles, minute }
    })
}
