//! Pushes, as they may begin and end, and webhooks, as they may travel.

use proptest::prelude::*;

/// No event comes later than this, in seconds: LiveKit drops what waited 30 s, and retries for 15 s.
const LATEST_SECS: i64 = 45;

/// How a push ends: a row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
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
pub(super) enum Begin {
    /// After the one before.
    Fresh,
    /// While the one before runs; that one gets `participant_left` DUPLICATE_IDENTITY, which is no signal.
    TakesOver,
    /// The worker refuses it: one `ingress_ended`, and no media.
    Refused,
}

/// One push of the encoder.
#[derive(Debug, Clone)]
pub(super) struct Push {
    pub(super) begin: Begin,
    /// Seconds between the end of the one before (or its start, where this one takes over) and this.
    pub(super) after: i64,
    /// How long media flows, in seconds.
    pub(super) lasts: i64,
    pub(super) end: End,
    /// Its publisher reconnects after so many seconds: `participant_left` and `participant_joined`, and it goes on.
    pub(super) reconnects: Option<i64>,
    /// So many seconds its worker's clock is ahead.
    pub(super) ahead: i64,
    /// Whether its worker states when it started.
    pub(super) is_stated: bool,
    /// Its publisher joins so much after the start that LiveKit states, in milliseconds.
    pub(super) joins_after: i64,
    /// Whether the room's list names the push.
    pub(super) is_named: bool,
}

/// How one webhook travels.
#[derive(Debug, Clone)]
pub(super) struct Travel {
    pub(super) lost: bool,
    pub(super) twice: bool,
    pub(super) delay: i64,
    pub(super) second_delay: i64,
}

pub(super) fn push() -> impl Strategy<Value = Push> {
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

pub(super) fn travel() -> impl Strategy<Value = Travel> {
    (prop::bool::weighted(0.35), prop::bool::weighted(0.3), 0..LATEST_SECS, 0..LATEST_SECS)
        .prop_map(|(lost, twice, delay, second_delay)| Travel { lost, twice, delay, second_delay })
}
