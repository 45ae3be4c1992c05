//! A creator application as its applicant and administrators see it.

use domain::{Application, ApplicationStatus, Category, Time, UserId};
use serde::Serialize;

/// A user's application to become a creator; one a user, applied anew after a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Application)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationAnswer {
    /// Its id: the applicant's, since a user has one application.
    #[schema(value_type = crate::schema::UserId)]
    id: UserId,
    /// The applicant.
    #[schema(value_type = crate::schema::UserId)]
    user_id: UserId,
    /// Where it stands.
    #[schema(value_type = crate::schema::ApplicationStatus)]
    status: ApplicationStatus,
    /// What they say of themselves, 10–500 characters.
    bio: String,
    /// 1–5 categories, in the order given, each once.
    #[schema(value_type = Vec<crate::schema::Category>)]
    categories: Vec<Category>,
    /// The same once more, for who shows it as a page.
    profile: ApplicantProfile,
    /// When it was sent in (the last time): one that is sent in anew is a new one.
    #[schema(value_type = crate::schema::Time)]
    created_at: Time,
    /// The same.
    #[schema(value_type = crate::schema::Time)]
    submitted_at: Time,
    /// When an admin approved or rejected it.
    #[schema(value_type = Option<crate::schema::Time>)]
    reviewed_at: Option<Time>,
    /// Why it was rejected.
    rejection_reason: Option<String>,
    /// Why the creator is suspended, while they are.
    suspension_reason: Option<String>,
}

/// What the applicant says of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicantProfile {
    /// 10–500 characters.
    bio: String,
    /// 1–5 categories.
    #[schema(value_type = Vec<crate::schema::Category>)]
    categories: Vec<Category>,
    /// The applicant's picture when they applied.
    profile_picture_url: Option<String>,
}

impl From<Application> for ApplicationAnswer {
    fn from(application: Application) -> Self {
        Self {
            id: application.user_id.clone(),
            user_id: application.user_id,
            status: application.status,
            profile: ApplicantProfile {
                bio: application.bio.clone(),
                categories: application.categories.clone(),
                profile_picture_url: application.image,
            },
            bio: application.bio,
            categories: application.categories,
            created_at: application.submitted_at,
            submitted_at: application.submitted_at,
            reviewed_at: application.reviewed_at,
            rejection_reason: application.rejection_reason,
            suspension_reason: application.suspension_reason,
        }
    }
}
