//! What happens in a history: pushes, what each egress and each webhook meets, and when LiveKit or the bucket is away.

use proptest::prelude::*;

/// One push.
#[derive(Debug, Clone)]
pub(super) struct Push {
    /// Seconds between the end of the one before and this; 0 takes over.
    pub(super) after: i64,
    pub(super) lasts: i64,
    /// So many seconds later we know of its start, and of its end.
    pub(super) known_after: i64,
    pub(super) end_known_after: i64,
}

/// What one start of an egress meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Records,
    /// LiveKit has no worker, and says so.
    NoWorker,
    /// It runs, and the answer is lost.
    AnswerLost,
    /// It fails after so many seconds.
    Fails(i64),
    /// Its worker dies after so many seconds: it is listed for ever.
    Dies(i64),
    /// LiveKit loses sight of its worker after so many seconds: it records on, and nobody tells.
    Parted(i64),
    /// It never gets media.
    Waits,
}

/// How one webhook travels: lost, twice, or so many seconds late.
#[derive(Debug, Clone, Copy)]
pub(super) struct Travel {
    pub(super) lost: bool,
    pub(super) twice: bool,
    pub(super) delay: i64,
}

#[derive(Debug, Clone)]
pub(super) struct History {
    pub(super) pushes: Vec<Push>,
    pub(super) fates: Vec<Fate>,
    pub(super) travels: Vec<Travel>,
    /// From when LiveKit is away, in seconds, and for how long.
    pub(super) away: Option<(i64, i64)>,
    /// From when the bucket is away for us, in seconds, and for how long. Workers keep what they cannot upload.
    pub(super) bucket_away: Option<(i64, i64)>,
    /// When recording is turned off, in seconds.
    pub(super) turned_off: Option<i64>,
    /// The second of the minute at which the reconciler runs.
    pub(super) tick: i64,
}

pub(super) fn history() -> impl Strategy<Value = History> {
    let push = (0..50_i64, 1..400_i64, 0..100_i64, 0..100_i64)
        .prop_map(|(after, lasts, known_after, end_known_after)| Push { after, lasts, known_after, end_known_after });
    let fate = prop_oneof![
        6 => Just(Fate::Records),
        1 => Just(Fate::NoWorker),
        1 => Just(Fate::AnswerLost),
        1 => (1..200_i64).prop_map(Fate::Fails),
        1 => (1..200_i64).prop_map(Fate::Dies),
        1 => (1..200_i64).prop_map(Fate::Parted),
        1 => Just(Fate::Waits),
    ];
    let travel = (prop::bool::weighted(0.3), prop::bool::weighted(0.2), 0..45_i64)
        .prop_map(|(lost, twice, delay)| Travel { lost, twice, delay });
    (
        prop::collection::vec(push, 1..4),
        prop::collection::vec(fate, 12),
        prop::collection::vec(travel, 40),
        prop::option::weighted(0.3, (0..1_400_i64, 30..900_i64)),
        prop::option::weighted(0.1, (0..1_400_i64, 30..3_600_i64)),
        prop::option::weighted(0.15, 0..600_i64),
        0..60_i64,
    )
        .prop_map(|(pushes, fates, travels, away, bucket_away, turned_off, tick)| History {
            pushes,
            fates,
            travels,
            away,
            bucket_away,
            turned_off,
            tick,
        })
}
