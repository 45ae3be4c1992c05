//! Sequences of what happens in a chat.

use proptest::prelude::*;

/// The host, a moderator, and viewers behind them.
pub(super) const PEOPLE: u8 = 5;
pub(super) const VIEWERS: u8 = 2;

#[derive(Debug, Clone)]
pub(super) enum Step {
    Say {
        who: u8,
        text: u8,
        is_repeated: bool,
        is_livekit_away: bool,
    },
    Rules(u8),
    Ban {
        who: u8,
        seconds: Option<u8>,
        are_messages_kept: bool,
    },
    Unban(u8),
    /// Of a message; the worker may not have written it down yet.
    Delete {
        which: u8,
        is_early: bool,
    },
    Clear,
    Pass(u8),
    Follow(Way),
    /// What a guest reads now.
    Read,
}

/// How the worker is handed the next batch.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    /// The worker is ended so often, after so many answers of others.
    pub(super) is_ended: u8,
    pub(super) after: u8,
    pub(super) is_twice: bool,
    /// The last batches come once more, behind it.
    pub(super) is_again: bool,
}

pub(super) fn story() -> impl Strategy<Value = (bool, Vec<Step>)> {
    let way = (0..3_u8, 0..24_u8, any::<bool>(), any::<bool>()).prop_map(|(is_ended, after, is_twice, is_again)| Way {
        is_ended,
        after,
        is_twice,
        is_again,
    });
    let say = (0..PEOPLE, 0..4_u8, prop::bool::weighted(0.15), prop::bool::weighted(0.05));
    let say =
        say.prop_map(|(who, text, is_repeated, is_livekit_away)| Step::Say { who, text, is_repeated, is_livekit_away });
    let ban = (VIEWERS..PEOPLE, prop::option::of(1..60_u8), any::<bool>());
    let step = prop_oneof![
        12 => say,
        2 => (0..9_u8).prop_map(Step::Rules),
        2 => ban.prop_map(|(who, seconds, are_messages_kept)| Step::Ban { who, seconds, are_messages_kept }),
        2 => (VIEWERS..PEOPLE).prop_map(Step::Unban),
        2 => (any::<u8>(), prop::bool::weighted(0.1)).prop_map(|(which, is_early)| Step::Delete { which, is_early }),
        1 => Just(Step::Clear),
        3 => (0..40_u8).prop_map(Step::Pass),
        3 => way.prop_map(Step::Follow),
        1 => Just(Step::Read),
    ];
    (prop::bool::weighted(0.05), prop::collection::vec(step, 1..32))
}
