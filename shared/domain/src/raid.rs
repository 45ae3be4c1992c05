//! A raid: a creator's viewers are sent to another creator's room.

use serde::{Deserialize, Serialize};

use super::{RaidSettings, RaidsFrom, Time, UserId, Username};

/// The shortest countdown, in seconds.
pub const MIN_RAID_DELAY: u32 = 10;
/// The longest one, and the usual one, in seconds.
pub const MAX_RAID_DELAY: u32 = 90;
/// For so long after it went a raid is told, in seconds: to who comes back late.
const TOLD_SECS: i64 = 600;
/// Viewers who join the target's room in a second: what tokens, webhooks and counts take.
const JOINS_A_SECOND: u32 = 500;

/// Who is raided, as the raiding room is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidTarget {
    /// Their id, the name of their room.
    pub id: UserId,
    /// Their username.
    pub username: Username,
    /// Their name.
    pub name: String,
    /// Their picture.
    #[serde(default)]
    pub image: Option<String>,
}

/// A creator's raid, the last that they started. A cancelled one is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Raid {
    /// Its id; who raids can be told from it.
    pub id: String,
    /// Whom.
    pub target: RaidTarget,
    /// How many watched, by our own count: when it was started, and once it is decided, when it went.
    pub viewers: u32,
    /// When it goes.
    pub goes_at: Time,
    /// Within so many seconds after that the viewers join, each at a moment of its own.
    pub spread_seconds: u32,
    /// Whom the target let in when it was started; it is noted to save who lets it go a look at that.
    #[serde(default, skip_serializing_if = "RaidsFrom::is_everyone")]
    pub raids_from: RaidsFrom,
    /// Whether it was decided that it went.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_decided: bool,
}

impl Raid {
    /// The id of a raid by `raider`, from one that no other has. Whoever names a raid names its raider, so that it is
    /// found on their stream.
    #[must_use]
    pub fn id_of(unique: &str, raider: &UserId) -> String {
        format!("{unique}_{raider}")
    }

    /// Who started the raid of this id.
    #[must_use]
    pub fn raider(id: &str) -> Option<UserId> {
        UserId::parse(id.split_once('_')?.1).ok()
    }

    /// When the raid of this id was started; `None`: no raid of ours is called so.
    #[must_use]
    pub fn started_at(id: &str) -> Option<Time> {
        crate::chat::id::sent_at(id.split_once('_')?.0)
    }

    /// Over how many seconds so many viewers are spread.
    #[must_use]
    pub const fn spread_of(viewers: u32) -> u32 {
        let spread = viewers / JOINS_A_SECOND;
        if spread < 5 {
            5
        } else if spread > 300 {
            300
        } else {
            spread
        }
    }

    /// Whether its countdown runs, so that it can be cancelled.
    #[must_use]
    pub fn is_pending(&self, now: Time) -> bool {
        !self.is_decided && now < self.goes_at
    }

    /// Whether it went, and that is not noted yet.
    #[must_use]
    pub fn is_due(&self, now: Time) -> bool {
        !self.is_decided && now >= self.goes_at
    }

    /// Until when the raiding room is told of it.
    #[must_use]
    pub const fn told_until(&self) -> Time {
        self.goes_at.plus_secs(TOLD_SECS)
    }

    /// Whether it leads to the target now: tokens for it are asked for from its start on, and by who comes back late.
    #[must_use]
    pub fn is_told(&self, now: Time) -> bool {
        now < self.told_until()
    }
}

/// What a raid is decided on: when it is started, when something of this changes, and when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RaidFacts {
    /// Whether the raider is live.
    pub is_live: bool,
    /// Whether the target is live.
    pub is_target_live: bool,
    /// Whether one of the two blocks the other.
    pub is_blocked: bool,
    /// Whom the target lets in.
    pub settings: RaidSettings,
    /// Whether the target follows the raider.
    pub is_followed: bool,
    /// How many follow the raider.
    pub followers: u64,
}

/// Why there is no raid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRaid {
    /// A block, or the target's settings.
    NotAllowed,
    /// The raider is not live.
    NotLive,
    /// The target is not live.
    TargetNotLive,
}

impl RaidFacts {
    /// Whether the raid may be, or go.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn decide(self) -> Result<(), NoRaid> {
        if self.is_blocked || !self.settings.let_in(self.is_followed, self.followers) {
            Err(NoRaid::NotAllowed)
        } else if !self.is_live {
            Err(NoRaid::NotLive)
        } else if !self.is_target_live {
            Err(NoRaid::TargetNotLive)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_are_spread_at_500_a_second_within_bounds() {
        let spreads = [0, 1, 2_999, 3_000, 10_000, 100_000, 150_000, u32::MAX].map(Raid::spread_of);
        assert_eq!(spreads, [5, 5, 5, 6, 20, 200, 300, 300]);
    }

    #[test]
    fn an_id_tells_its_raider() {
        for name in ["usr_alice", "a", "x_y_z", &format!("~{}", "f".repeat(43))] {
            let raider = UserId::parse(name).unwrap();
            assert_eq!(Raid::raider(&Raid::id_of("01JDXY", &raider)), Some(raider));
        }
        for none in ["", "01JDXY", "01JDXY_", "01JDXY_guest-1", "01JDXY_a#b"] {
            assert_eq!(Raid::raider(none), None, "{none}");
        }
    }

    #[test]
    fn an_id_tells_when_it_was_started() {
        let raider = UserId::parse("usr_alice").unwrap();
        let id = Raid::id_of("01ARZ3NDEKTSV4RRFFQ69G5FAV", &raider);
        assert_eq!(Raid::started_at(&id), Some(Time::from_millis(1_469_922_850_259)));
        for none in ["", "01JDXY_usr_alice", "01ARZ3NDEKTSV4RRFFQ69G5FAV", &format!("{}_a", "0".repeat(2_000))] {
            assert_eq!(Raid::started_at(none), None, "{none}");
        }
    }

    #[test]
    fn both_must_be_live_and_nothing_stand_between_them() {
        let good = RaidFacts {
            is_live: true,
            is_target_live: true,
            is_blocked: false,
            settings: RaidSettings::default(),
            is_followed: false,
            followers: 0,
        };
        assert_eq!(good.decide(), Ok(()));
        assert_eq!(RaidFacts { is_blocked: true, ..good }.decide(), Err(NoRaid::NotAllowed));
        assert_eq!(RaidFacts { is_live: false, ..good }.decide(), Err(NoRaid::NotLive));
        assert_eq!(RaidFacts { is_target_live: false, ..good }.decide(), Err(NoRaid::TargetNotLive));
        let both = RaidFacts { is_live: false, is_target_live: false, ..good };
        assert_eq!(both.decide(), Err(NoRaid::NotLive));
        assert_eq!(RaidFacts { is_blocked: true, ..both }.decide(), Err(NoRaid::NotAllowed));
    }

    #[test]
    fn a_raid_is_pending_until_it_goes_and_told_for_ten_minutes_more() {
        let goes_at = Time::from_secs(1_000);
        let target = RaidTarget {
            id: UserId::parse("usr_bob").unwrap(),
            username: Username::parse("bob").unwrap(),
            name: "Bob".to_owned(),
            image: None,
        };
        let raid = Raid {
            id: "1_usr_a".to_owned(),
            target,
            viewers: 0,
            goes_at,
            spread_seconds: 5,
            raids_from: RaidsFrom::Everyone,
            is_decided: false,
        };
        let at = |secs| (raid.is_pending(Time::from_secs(secs)), raid.is_told(Time::from_secs(secs)));
        assert_eq!(
            [at(999), at(1_000), at(1_599), at(1_600)],
            [(true, true), (false, true), (false, true), (false, false)]
        );
        assert!(!Raid { is_decided: true, ..raid }.is_pending(Time::from_secs(900)));
    }
}
