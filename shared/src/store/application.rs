//! Creator applications: sent in, read, listed. What administrators do with them: [`super::act`].

use super::slice::Range;
use super::table::{Index, IndexKey};
use super::write::{Transacted, Write};
use super::{Consistency, Key, Slice, Store, item};
use crate::domain::{Application, ApplicationStatus, Step, Time, UserId};
use crate::error::{Error, Result};

impl Write {
    /// Only if the application that this write is about may take `step`.
    pub(super) fn when_allowed(mut self, step: Step) -> Result<Self> {
        let mut allowed = vec![];
        for status in step.from() {
            match status {
                None => allowed.push("attribute_not_exists(#pk)".to_owned()),
                Some(status) => {
                    let bound = format!(":from{}", status.as_str());
                    allowed.push(format!("#status = {bound}"));
                    self = self.bind(&bound, status)?;
                }
            }
        }
        Ok(self.when(&allowed.join(" OR ")))
    }
}

/// The profile's copy of the application's status, which the gates read.
pub(super) fn profile_status(id: &UserId, status: ApplicationStatus, now: Time) -> Result<Write> {
    Ok(Write::update(Key::profile(id)).set("creatorStatus", status)?.set("updatedAt", now)?.when_present())
}

/// An application's place among those of its status.
pub(super) fn place(application: &Application) -> IndexKey {
    IndexKey::application(application.status, application.submitted_at, &application.user_id)
}

impl Store {
    /// Sends an application in, or in anew after a rejection; the applicant's profile is there. One trip.
    ///
    /// # Errors
    /// `Application already submitted`; the table away.
    pub async fn submit_application(&self, application: &Application) -> Result<()> {
        let id = &application.user_id;
        let put = Write::put(Key::application(id), application, &[place(application)])?.when_allowed(Step::Submit)?;
        let profile = profile_status(id, application.status, application.submitted_at)?;
        match self.transact(vec![put, profile]).await? {
            Transacted::Done => Ok(()),
            Transacted::Refused(refusals) if refusals.first().is_some_and(Option::is_some) => {
                Err(Error::Conflict("Application already submitted"))
            }
            Transacted::Refused(_) => Err(Error::fault("an applicant has no profile")),
        }
    }

    /// A user's application. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn application(&self, id: &UserId) -> Result<Option<Application>> {
        item::read_optional(self.get(Key::application(id), Consistency::Strong).await?)
    }

    /// The applications of one status, oldest first, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn applications(
        &self,
        status: ApplicationStatus,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Slice<Application>> {
        let partition = IndexKey::applications_partition(status);
        let range = Range { index: Some(Index::Gsi1), partition: &partition, after, newest_first: false, limit };
        self.slice(&range).await
    }
}
