//! Becoming a creator: the application and where its status may move.

use serde::{Deserialize, Serialize};

use super::{Time, UserId};

/// Least that an applicant says of themselves, in characters; the most is [`MAX_BIO`](crate::MAX_BIO).
pub const MIN_APPLICATION_BIO: usize = 10;
/// Most categories that one applies for.
pub const MAX_CATEGORIES: usize = 5;

/// Where a creator application stands. A user without one has no status at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl ApplicationStatus {
    /// Every status, for filters and for tests that go through the whole table.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Approved, Self::Rejected, Self::Suspended];

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

/// A move of an application's status. Approving and reinstating lead to the same status from different
/// ones, so it is the step that knows where it may begin, not the status.
///
/// | step | from | to |
/// | --- | --- | --- |
/// | submit | none, REJECTED | PENDING |
/// | approve | PENDING | APPROVED |
/// | reject | PENDING | REJECTED |
/// | suspend | APPROVED | SUSPENDED |
/// | reinstate | SUSPENDED | APPROVED |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The user applies, or applies anew.
    Submit,
    /// An admin gives the right to stream.
    Approve,
    /// An admin refuses it.
    Reject,
    /// An admin takes it away.
    Suspend,
    /// An admin gives it back.
    Reinstate,
}

impl Step {
    /// Every step, for tests that go through the whole table.
    pub const ALL: [Self; 5] = [Self::Submit, Self::Approve, Self::Reject, Self::Suspend, Self::Reinstate];

    /// The statuses in which it may be taken; `None` is "no application yet".
    #[must_use]
    pub const fn from(self) -> &'static [Option<ApplicationStatus>] {
        match self {
            Self::Submit => &[None, Some(ApplicationStatus::Rejected)],
            Self::Approve | Self::Reject => &[Some(ApplicationStatus::Pending)],
            Self::Suspend => &[Some(ApplicationStatus::Approved)],
            Self::Reinstate => &[Some(ApplicationStatus::Suspended)],
        }
    }

    /// The status that it leads to.
    #[must_use]
    pub const fn to(self) -> ApplicationStatus {
        match self {
            Self::Submit => ApplicationStatus::Pending,
            Self::Approve | Self::Reinstate => ApplicationStatus::Approved,
            Self::Reject => ApplicationStatus::Rejected,
            Self::Suspend => ApplicationStatus::Suspended,
        }
    }

    /// Whether it may be taken from `status`.
    #[must_use]
    pub fn may_follow(self, status: Option<ApplicationStatus>) -> bool {
        self.from().contains(&status)
    }
}

/// What a creator's broadcasts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    Entertainment,
    Lifestyle,
}

impl Category {
    /// Every category, in the order in which they came to be: sets of them are stored by it.
    pub const ALL: [Self; 13] = [
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
        Self::Entertainment,
        Self::Lifestyle,
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
            Self::Entertainment => "ENTERTAINMENT",
            Self::Lifestyle => "LIFESTYLE",
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
    /// Address of the applicant's picture when it was sent in.
    #[serde(default)]
    pub image: Option<String>,
    /// When it was sent in (the last time).
    pub submitted_at: Time,
    /// When an admin approved or rejected it. Only a rejected one is sent in again, so that of an approved
    /// or suspended creator is the time of their one approval: their place in the directory.
    #[serde(default)]
    pub reviewed_at: Option<Time>,
    /// Why it was rejected.
    #[serde(default)]
    pub rejection_reason: Option<String>,
    /// Why the creator is suspended, while they are.
    #[serde(default)]
    pub suspension_reason: Option<String>,
}

impl Application {
    /// One that was just sent in.
    #[must_use]
    pub const fn new(user_id: UserId, bio: String, categories: Vec<Category>, submitted_at: Time) -> Self {
        Self {
            user_id,
            status: Step::Submit.to(),
            bio,
            categories,
            image: None,
            submitted_at,
            reviewed_at: None,
            rejection_reason: None,
            suspension_reason: None,
        }
    }

    /// As a step leaves it; `None` where the step may not be taken.
    #[must_use]
    pub fn after(&self, step: Step, reason: Option<&str>, at: Time) -> Option<Self> {
        if !step.may_follow(Some(self.status)) {
            return None;
        }
        let reason = reason.map(str::to_owned);
        let moved = Self { status: step.to(), ..self.clone() };
        Some(match step {
            Step::Submit => Self { submitted_at: at, reviewed_at: None, rejection_reason: None, ..moved },
            Step::Approve => Self { reviewed_at: Some(at), ..moved },
            Step::Reject => Self { reviewed_at: Some(at), rejection_reason: reason, ..moved },
            Step::Suspend => Self { suspension_reason: reason, ..moved },
            Step::Reinstate => Self { suspension_reason: None, ..moved },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ApplicationStatus::{Approved, Pending, Rejected, Suspended};
    use super::*;

    #[test]
    fn the_transition_table_is_exactly_this() {
        let allowed = [
            (None, Step::Submit, Pending),
            (Some(Rejected), Step::Submit, Pending),
            (Some(Pending), Step::Approve, Approved),
            (Some(Pending), Step::Reject, Rejected),
            (Some(Approved), Step::Suspend, Suspended),
            (Some(Suspended), Step::Reinstate, Approved),
        ];
        for from in [None, Some(Pending), Some(Approved), Some(Rejected), Some(Suspended)] {
            for step in Step::ALL {
                assert_eq!(step.may_follow(from), allowed.contains(&(from, step, step.to())), "{from:?} {step:?}");
            }
        }
    }

    #[test]
    fn a_step_changes_what_it_is_about_and_nothing_else() {
        let (sent, later) = (Time::from_millis(1), Time::from_millis(2));
        let user_id = UserId::parse("usr_carol").unwrap();
        let pending = Application::new(user_id, "I paint.".to_owned(), vec![Category::Art], sent);

        let rejected = pending.after(Step::Reject, Some("no"), later).unwrap();
        let reason = Some("no".to_owned());
        let reviewed_at = Some(later);
        assert_eq!(
            rejected,
            Application { status: Rejected, reviewed_at, rejection_reason: reason.clone(), ..pending.clone() }
        );

        let approved = pending.after(Step::Approve, None, later).unwrap();
        assert_eq!(approved, Application { status: Approved, reviewed_at, ..pending });
        let suspended = approved.after(Step::Suspend, Some("no"), Time::from_millis(3)).unwrap();
        assert_eq!(suspended, Application { status: Suspended, suspension_reason: reason, ..approved.clone() });
        assert_eq!(suspended.after(Step::Reinstate, None, Time::from_millis(4)), Some(approved.clone()));
        assert_eq!(approved.after(Step::Approve, None, later), None);
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
