//! What administrators do: one transaction that moves an application's status from where it may be
//! moved, and everything that goes with it.

use domain::{Application, ApplicationStatus, AuditAction, AuditEntry, Step, Stream, Time, UserId};
use runtime::{Error, Random, Result};
use table::{Consistency, Refusal, Transacted, Write, item};

use super::application::{profile_status, when_allowed};
use super::audit;
use super::items::ApplicationItem;
use crate::Store;
use crate::accounts::follower_copy;
use crate::discovery::DirectoryEntry;
use crate::outbox::{Call, OutboxEntry};
use crate::streams::{StreamItem, taken_key_writes};

/// An administrator's act on a user.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Who acts.
    pub admin_id: &'a UserId,
    /// What they do.
    pub action: AuditAction,
    /// On whom.
    pub user_id: &'a UserId,
    /// Why, where the act takes a reason.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Time,
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// It was done: the application as it is then.
    Done(Application),
    /// The step does not begin where the application stands; `None`: there is none.
    NotFrom(Option<ApplicationStatus>),
}

impl Act<'_> {
    /// The act's entry in the log.
    fn entry(&self, random: &Random) -> AuditEntry {
        AuditEntry {
            // Two acts of one moment are two entries.
            id: random.id(self.at),
            admin_id: self.admin_id.clone(),
            action: self.action,
            user_id: self.user_id.clone(),
            reason: self.reason.map(str::to_owned),
            item_id: None,
            at: self.at,
        }
    }
}

/// Attempts at an act whose ground moved meanwhile: the applicant has one application, and one encoder.
const RACES: usize = 8;

impl Store {
    /// Moves the status, the profile's copy of it, the creator's places in the directory and its totals,
    /// and writes the audit entry; a suspension takes the stream key as well, ends a live broadcast, and
    /// leaves LiveKit's part as outbox entries. One transaction: of two administrators at once, one is
    /// refused. Two trips.
    pub async fn act(&self, act: &Act<'_>) -> Result<Acted> {
        let step = act.action.step().ok_or_else(|| Error::fault("an act on an application moves it"))?;
        let mut ground = self.ground(act, step).await?;
        for _ in 0..RACES {
            let known = ground.application.as_ref();
            let Some((known, next)) = known.and_then(|known| Some((known, known.after(step, act.reason, act.at)?)))
            else {
                return Ok(Acted::NotFrom(known.map(|known| known.status)));
            };
            let mut writes = vec![application_write(known, &next, step)?];
            if step == Step::Suspend {
                writes.extend(shut_writes(ground.stream.as_ref(), act, &self.random)?);
            }
            writes.push(profile_write(&next, step, act.at)?);
            writes.extend(directory_writes(&next, step)?);
            writes.push(audit::entry_write(&act.entry(&self.random))?);
            let Transacted::Refused(refusals) = self.table.transact(writes).await? else {
                return Ok(Acted::Done(next));
            };
            // The application stands first, then the stream, if the step is about it.
            let mut refusals = refusals.into_iter();
            match (refusals.next().flatten(), refusals.next().flatten()) {
                (Some(Refusal(moved)), _) => ground.application = item::read_optional(moved)?,
                (None, Some(Refusal(moved))) if step == Step::Suspend => ground.stream = item::read_optional(moved)?,
                _ => return Err(Error::fault("an applicant's profile or an act's entry is not as it must be")),
            }
        }
        Err(Error::fault("what an act stands on moved through all attempts"))
    }

    /// What an act starts from: consistent, since a right is decided on it.
    async fn ground(&self, act: &Act<'_>, step: Step) -> Result<Ground> {
        let (application, stream) = (ApplicationItem::key(act.user_id), StreamItem::key(act.user_id));
        let mut keys = vec![application.clone().into()];
        if step == Step::Suspend {
            keys.push(stream.clone().into());
        }
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Ground { application: items.take(&application)?, stream: items.take(&stream)? })
    }
}

struct Ground {
    application: Option<Application>,
    stream: Option<Stream>,
}

fn application_write(known: &Application, next: &Application, step: Step) -> Result<Write> {
    let put =
        when_allowed(Write::put(ApplicationItem::key(&next.user_id), next, &[ApplicationItem::place(next)])?, step)?;
    // The whole item is put, so it is this very application, not one sent in anew since.
    put.when("#submittedAt = :submittedAt").bind(":submittedAt", known.submitted_at)
}

fn profile_write(next: &Application, step: Step, at: Time) -> Result<Write> {
    let write = profile_status(&next.user_id, next.status, at)?;
    if step != Step::Approve {
        return Ok(write);
    }
    // What was approved is what the creator's page begins with.
    let write = write.set("bio", &next.bio)?.set("categories", &next.categories)?;
    follower_copy::none_yet(write.set("approvedAt", next.reviewed_at)?, at)
}

fn directory_writes(next: &Application, step: Step) -> Result<Vec<Write>> {
    let approved_at = next.reviewed_at.ok_or_else(|| Error::fault("a reviewed application has no time of review"));
    let entry = |approved_at| DirectoryEntry { user_id: next.user_id.clone(), approved_at };
    match step {
        Step::Approve | Step::Reinstate => entry(approved_at?).enter(&next.categories),
        Step::Suspend => Ok(entry(approved_at?).leave(&next.categories)),
        Step::Submit | Step::Reject => Ok(vec![]),
    }
}

/// The writes that shut a suspended creator out, the stream's own first.
fn shut_writes(stream: Option<&Stream>, act: &Act<'_>, random: &Random) -> Result<Vec<Write>> {
    let mut writes = match stream {
        Some(stream) => taken_key_writes(stream, act.at, random)?,
        // Nor may a first key come to be at this moment.
        None => vec![Write::check(StreamItem::key(act.user_id)).when_absent()],
    };
    writes.push(OutboxEntry::new(Call::CloseRoom { room: act.user_id.clone() }, act.at, random).write()?);
    Ok(writes)
}
