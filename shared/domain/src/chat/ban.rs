//! Bans and timeouts.

use serde::{Deserialize, Serialize};

use super::{RefusalCode, Refused};
use crate::{Time, UserId};

/// A ban, or a timeout where it has an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ban {
    /// When it ends; absent: never by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Who made it.
    pub by: UserId,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when.
    pub created_at: Time,
}

impl Ban {
    /// Whether it holds now.
    #[must_use]
    pub fn holds(&self, now: Time) -> bool {
        self.until.is_none_or(|until| until > now)
    }

    /// What its bearer is told.
    #[must_use]
    pub const fn refusal(&self) -> Refused {
        match self.until {
            None => Refused::of(RefusalCode::Banned),
            Some(until) => Refused { code: RefusalCode::TimedOut, until: Some(until) },
        }
    }
}
