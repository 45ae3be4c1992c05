//! Creator applications: sent in, read, listed. What administrators do with them: [`super::act`].

use domain::{Application, ApplicationStatus, Step, Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Index, Range, Slice, Transacted, Write};

use super::items::ApplicationItem;
use crate::Store;
use crate::accounts::Profile;

/// Only if the application that `write` is about may take `step`.
pub(crate) fn when_allowed(mut write: Write, step: Step) -> Result<Write> {
    let mut allowed = vec![];
    for status in step.from() {
        match status {
            None => allowed.push("attribute_not_exists(#pk)".to_owned()),
            Some(status) => {
                let bound = format!(":from{}", status.as_str());
                allowed.push(format!("#status = {bound}"));
                write = write.bind(&bound, status)?;
            }
        }
    }
    Ok(write.when(&allowed.join(" OR ")))
}

/// The profile's copy of the application's status, which the gates read.
pub(crate) fn profile_status(id: &UserId, status: ApplicationStatus, now: Time) -> Result<Write> {
    Ok(Write::update(Profile::key(id)).set("creatorStatus", status)?.set("updatedAt", now)?.when_present())
}

/// How the sending in of an application ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is stored.
    Done,
    /// One was sent in before, and was not rejected.
    Already,
}

impl Store {
    /// Sends an application in, or in anew after a rejection; the applicant's profile is there. One trip.
    pub async fn submit_application(&self, application: &Application) -> Result<Submitted> {
        let id = &application.user_id;
        let put = Write::put(ApplicationItem::key(id), application, &[ApplicationItem::place(application)])?;
        let put = when_allowed(put, Step::Submit)?;
        let profile = profile_status(id, application.status, application.submitted_at)?;
        match self.table.transact(vec![put, profile]).await? {
            Transacted::Done => Ok(Submitted::Done),
            Transacted::Refused(refusals) if refusals.first().is_some_and(Option::is_some) => Ok(Submitted::Already),
            Transacted::Refused(_) => Err(Error::fault("an applicant has no profile")),
        }
    }

    /// A user's application. One trip.
    pub async fn application(&self, id: &UserId) -> Result<Option<Application>> {
        self.table.get(ApplicationItem::key(id), Consistency::Strong).await
    }

    /// The applications of one status, oldest first, after the place `after`. One trip.
    pub async fn applications(
        &self,
        status: ApplicationStatus,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Slice<Application>> {
        let partition = ApplicationItem::partition(status);
        let range = Range { index: Some(Index::Gsi1), partition: &partition, after, newest_first: false, limit };
        self.table.slice(&range).await
    }
}
