//! Becoming a creator: the application and where its status may move.

use serde::{Deserialize, Serialize};

use super::{Time, UserId};

/// Where a creator application stands. A user without one has no status at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ApplicationStatus {
    /// Sent in, not reviewed.
    Pending,
    /// The user may stream.
    Approved,
    /// Refused; the user may apply anew.
    Rejected,
    /// Was approved; an admin took the right away.
    Suspended,
}

/// A move that the transition table does not have, with the status that stood in its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not allowed from {from:?}")]
pub struct ForbiddenMove {
    /// The status as it was; `None` when there was no application.
    pub from: Option<ApplicationStatus>,
}

impl ApplicationStatus {
    /// Every status, for filters and for tests that go through the whole table.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Suspended];

    /// The statuses from which `self` may be reached; `None` is "no application yet".
    ///
    /// | to | from |
    /// | --- | --- |
    /// | PENDING | none, REJECTED |
    /// | APPROVED | PENDING (approve), SUSPENDED (reinstate) |
    /// | REJECTED | PENDING |
    /// | SUSPENDED | APPROVED |
    #[must_use]
    pub const fn reachable_from(self) -> &'static [Option<Self>] {
        match self {
            Self::Pending => &[None, Some(Self::Rejected)],
            Self::Approved => &[Some(Self::Pending), Some(Self::Suspended)],
            Self::Rejected => &[Some(Self::Pending)],
            Self::Suspended => &[Some(Self::Approved)],
        }
    }

    /// Moves from `from` to `self`, if the table has that move.
    ///
    /// # Errors
    /// [`ForbiddenMove`] with the status that stood in the way.
    pub fn reached_from(self, from: Option<Self>) -> Result<Self, ForbiddenMove> {
        if self.reachable_from().contains(&from) { Ok(self) } else { Err(ForbiddenMove { from }) }
    }

    /// As it stands in the API and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// What a creator's broadcasts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Category {
    Gaming,
    Music,
    Art,
    Technology,
    Education,
    Sports,
    Fitness,
    Cooking,
    Travel,
    Talk,
    Other,
}

impl Category {
    /// Every category, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::Gaming,
        Self::Music,
        Self::Art,
        Self::Technology,
        Self::Education,
        Self::Sports,
        Self::Fitness,
        Self::Cooking,
        Self::Travel,
        Self::Talk,
        Self::Other,
    ];

    /// As it stands in the API and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gaming => "GAMING",
            Self::Music => "MUSIC",
            Self::Art => "ART",
            Self::Technology => "TECHNOLOGY",
            Self::Education => "EDUCATION",
            Self::Sports => "SPORTS",
            Self::Fitness => "FITNESS",
            Self::Cooking => "COOKING",
            Self::Travel => "TRAVEL",
            Self::Talk => "TALK",
            Self::Other => "OTHER",
        }
    }
}

/// A user's application to become a creator; one a user, applied anew after a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// The applicant.
    pub user_id: UserId,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// What they say of themselves, 10–500 characters.
    pub bio: String,
    /// 1–5 categories, in the order given, each once.
    pub categories: Vec<Category>,
    /// When it was sent in (the last time).
    pub submitted_at: Time,
    /// When an admin approved or rejected it.
    #[serde(default)]
    pub reviewed_at: Option<Time>,
    /// Why it was rejected.
    #[serde(default)]
    pub rejection_reason: Option<String>,
    /// Why the creator is suspended, while they are.
    #[serde(default)]
    pub suspension_reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::ApplicationStatus::{Approved, Pending, Rejected, Suspended};
    use super::*;

    #[test]
    fn the_transition_table_is_exactly_this() {
        let allowed = [
            (None, Pending),
            (Some(Rejected), Pending),
            (Some(Pending), Approved),
            (Some(Pending), Rejected),
            (Some(Approved), Suspended),
            (Some(Suspended), Approved),
        ];
        let from = [None, Some(Pending), Some(Approved), Some(Rejected), Some(Suspended)];
        for from in from {
            for to in ApplicationStatus::ALL {
                assert_eq!(to.reached_from(from).is_ok(), allowed.contains(&(from, to)), "{from:?} -> {to:?}");
            }
        }
    }

    #[test]
    fn names_are_those_of_the_json() {
        for status in ApplicationStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        for category in Category::ALL {
            assert_eq!(serde_json::to_value(category).unwrap(), category.as_str());
        }
    }
}
