//! What the creator of a Vod changes of it.

use domain::recording::{Visibility, Vod};
use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Transacted, Write, item};

use super::items::VodItem;
use super::kept::Kept;
use crate::Store;

/// Attempts at a change that meets others: a Vod has one creator, and one who sees to it.
const RACES: usize = 8;

/// What is changed of a Vod; `None` leaves as it is, the inner `None` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VodChange {
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<Option<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Whether it is kept for good.
    pub is_kept: Option<bool>,
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VodChanged {
    /// It was made: the Vod as it is then.
    Done(Box<Vod>),
    /// There is no such Vod, or it is somebody else's.
    NoVod,
    /// Its creator keeps as much as they may.
    Full,
}

impl VodChange {
    fn of(&self, vod: Vod) -> Vod {
        Vod {
            title: self.title.clone().unwrap_or(vod.title),
            description: self.description.clone().unwrap_or(vod.description),
            visibility: self.visibility.unwrap_or(vod.visibility),
            ..vod
        }
    }
}

impl Store {
    /// Changes a Vod of this owner. One trip; two where it is kept or let go, which its creator's count of what they keep
    /// goes with.
    pub async fn change_vod(&self, vod_id: &str, owner: &UserId, change: &VodChange, now: Time) -> Result<VodChanged> {
        match change.is_kept {
            None => self.reword_vod(vod_id, owner, change).await,
            Some(is_kept) => self.keep_vod(vod_id, owner, change, is_kept, now).await,
        }
    }

    async fn reword_vod(&self, vod_id: &str, owner: &UserId, change: &VodChange) -> Result<VodChanged> {
        let VodChange { title, description, visibility, is_kept: _ } = change;
        let mut write = VodItem::changed_by(vod_id, owner)?;
        if let Some(title) = title {
            write = write.set("title", title)?;
        }
        if let Some(description) = description {
            write = write.set("description", description)?;
        }
        if let Some(visibility) = visibility {
            write = write.set("visibility", visibility)?;
        }
        let changed = self.table.update(write).await?.ok().flatten();
        let changed: Option<Vod> = item::read_optional(changed)?;
        Ok(changed.map_or(VodChanged::NoVod, |vod| VodChanged::Done(Box::new(vod))))
    }

    async fn keep_vod(
        &self,
        vod_id: &str,
        owner: &UserId,
        change: &VodChange,
        is_kept: bool,
        now: Time,
    ) -> Result<VodChanged> {
        for _ in 0..RACES {
            let known = self.table.get(VodItem::key(vod_id), Consistency::Strong).await?;
            let Some(known) = known.filter(|vod| vod.user_id == *owner && !vod.is_deleted()) else {
                return Ok(VodChanged::NoVod);
            };
            let (mut next, count) = match (known.kept_millis, is_kept) {
                (None, true) => (known.kept(), Some(Kept::more(owner, known.duration_millis)?)),
                (Some(counted), false) => (self.released(&known, now), Some(Kept::fewer(owner, counted))),
                (None, false) | (Some(_), true) => (known.clone(), None),
            };
            next = change.of(next);
            next.revision += 1;
            let put = Write::put(VodItem::key(vod_id), &next, &VodItem::places(&next))?;
            let mut writes = vec![put.when("#revision = :known").bind(":known", known.revision)?];
            writes.extend(count);
            match self.table.transact(writes).await? {
                Transacted::Done => return Ok(VodChanged::Done(Box::new(next))),
                // It moved meanwhile; else it is the count that refuses.
                Transacted::Refused(refusals) if refusals.first().is_some_and(Option::is_some) => {}
                Transacted::Refused(_) => return Ok(VodChanged::Full),
            }
        }
        Err(Error::unavailable("dynamodb", "a recording changed through all attempts to change it"))
    }

    fn released(&self, vod: &Vod, now: Time) -> Vod {
        vod.released(self.retention_days.unwrap_or_default(), now)
    }
}
