//! Profiles and names.

use std::collections::{HashMap, HashSet};

use domain::{ApplicationStatus, Time, User, UserId, Username};
use runtime::{Error, Result};
use serde::Deserialize;
use table::{Consistency, Key, Refusal, Transacted, Write, item};

use super::items::{NameItem, Profile};
use crate::Store;

/// A changed profile; `None` leaves as it is, the inner `None` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Name.
    pub name: Option<String>,
    /// Username.
    pub username: Option<Username>,
    /// Bio.
    pub bio: Option<Option<String>>,
    /// Address of a picture.
    pub image: Option<Option<String>>,
}

impl ProfileChange {
    fn apply(&self, known: &User, now: Time) -> User {
        let mut next = User { updated_at: now, ..known.clone() };
        if let Some(name) = &self.name {
            next.name.clone_from(name);
        }
        if let Some(username) = &self.username {
            next.username.clone_from(username);
        }
        if let Some(bio) = &self.bio {
            next.bio.clone_from(bio);
        }
        if let Some(image) = &self.image {
            next.image.clone_from(image);
        }
        next
    }
}

/// How a change of a profile ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileChanged {
    /// It was made: the profile as it is then.
    Done(Box<User>),
    /// Somebody else has the name.
    NameTaken,
}

/// Attempts at a change of a profile that another change came before: a profile has one owner.
const RACES: usize = 8;

/// Names that a new user is tried with beside the one of their claims. Each is a hash of its own, and none
/// of them can be chosen.
const FALLBACKS: u32 = 16;

impl Store {
    /// A user's profile. One trip.
    pub async fn profile(&self, id: &UserId) -> Result<Option<User>> {
        self.table.get(Profile::key(id), Consistency::Strong).await
    }

    /// Who of `ids` is a suspended creator. One trip, half a read unit each; some side by side beyond 100.
    ///
    /// # Errors
    /// The table away.
    pub async fn suspended_among(&self, ids: &[UserId]) -> Result<HashSet<UserId>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Status {
            id: UserId,
            #[serde(default)]
            creator_status: Option<ApplicationStatus>,
        }
        let keys = ids.iter().map(|id| Profile::key(id).into()).collect();
        let found = self.table.batch_get_attributes(keys, Consistency::Eventual, &["id", "creatorStatus"]).await?;
        let statuses = found.items().map(item::read::<Status>).collect::<Result<Vec<_>>>()?;
        let is_suspended = |status: &Status| status.creator_status == Some(ApplicationStatus::Suspended);
        Ok(statuses.into_iter().filter(is_suspended).map(|status| status.id).collect())
    }

    /// The profiles of `ids`, for the names on a page; who has none is missing. One trip for up to 100.
    pub async fn profiles(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>> {
        let keys: HashSet<Key> = ids.iter().map(|id| Profile::key(id).into()).collect();
        let found = self.table.batch_get(keys.into_iter().collect(), Consistency::Eventual).await?;
        Ok(found.all::<Profile>()?.into_iter().map(|user| (user.id.clone(), user)).collect())
    }

    /// The id behind a username. One trip.
    pub async fn id_of_username(&self, name: &Username) -> Result<Option<UserId>> {
        Ok(self.table.get(NameItem::key(name), Consistency::Eventual).await?.map(|name| name.user_id))
    }

    /// Whose these usernames are, in their order; those of nobody are left out. One trip, and none for none.
    ///
    /// # Errors
    /// The table away.
    pub async fn ids_of_usernames(&self, names: &[Username]) -> Result<Vec<UserId>> {
        if names.is_empty() {
            return Ok(vec![]);
        }
        let keys = names.iter().map(|name| NameItem::key(name).into()).collect();
        let mut found = self.table.batch_get(keys, Consistency::Eventual).await?;
        let ids = names.iter().map(|name| Ok(found.take(&NameItem::key(name))?.map(|name| name.user_id)));
        ids.filter_map(Result::transpose).collect()
    }

    /// Changes a profile; a rename takes the new name and frees the old one in the same transaction. A
    /// change that came before is built upon. One trip.
    pub async fn change_profile(&self, known: &User, change: &ProfileChange, now: Time) -> Result<ProfileChanged> {
        let mut known = known.clone();
        for _ in 0..RACES {
            let next = change.apply(&known, now);
            match self.table.transact(profile_writes(&known, &next, change)?).await? {
                Transacted::Done => return Ok(ProfileChanged::Done(Box::new(next))),
                Transacted::Refused(refusals) => match refusals.into_iter().next().flatten() {
                    Some(Refusal(Some(moved))) => known = item::read(moved)?,
                    Some(Refusal(None)) => return Err(lost()),
                    None => return Ok(ProfileChanged::NameTaken),
                },
            }
        }
        Err(Error::fault("a profile moved through all attempts"))
    }

    /// Makes a profile with its name, in one transaction; where another call made it first, that one
    /// stands, and where the name is taken, the user gets the first [`Username::fallback`] that is not.
    pub async fn create_profile(&self, mut user: User) -> Result<User> {
        let claimed = user.username.clone();
        let mut others = {
            let id = user.id.clone();
            (0..FALLBACKS).map(move |taken| Username::fallback(&id, taken)).filter(move |name| *name != claimed)
        };
        loop {
            let name = NameItem { user_id: user.id.clone() };
            let profile = Write::put(Profile::key(&user.id), &user, &[])?.when_absent();
            let name = Write::put(NameItem::key(&user.username), &name, &[])?.when_absent();
            match self.table.transact(vec![profile, name]).await? {
                Transacted::Done => {
                    tracing::info!(event = "profile_created", user_id = %user.id, outcome = "ok");
                    return Ok(user);
                }
                Transacted::Refused(refusals) => {
                    if let Some(Some(refusal)) = refusals.into_iter().next() {
                        return match refusal.0 {
                            Some(stored) => item::read(stored),
                            None => self.profile(&user.id).await?.ok_or_else(lost),
                        };
                    }
                    user.username = others.next().ok_or_else(lost)?;
                }
            }
        }
    }
}

/// The writes that make `next` of `known`, the profile's first.
fn profile_writes(known: &User, next: &User, change: &ProfileChange) -> Result<Vec<Write>> {
    let mut profile = Write::update(Profile::key(&known.id))
        .set("updatedAt", next.updated_at)?
        .when("#username = :knownUsername AND #updatedAt = :knownUpdatedAt")
        .bind(":knownUsername", &known.username)?
        .bind(":knownUpdatedAt", known.updated_at)?;
    // Only what was given: the application's side of a profile may be changed at the same moment.
    if change.name.is_some() {
        profile = profile.set("name", &next.name)?;
    }
    if change.bio.is_some() {
        profile = profile.set("bio", &next.bio)?;
    }
    if change.image.is_some() {
        profile = profile.set("image", &next.image)?;
    }
    if next.username == known.username {
        return Ok(vec![profile]);
    }
    let name = NameItem { user_id: known.id.clone() };
    Ok(vec![
        profile.set("username", &next.username)?,
        Write::put(NameItem::key(&next.username), &name, &[])?.when_absent(),
        // Theirs as long as the profile says so, which the first write makes sure of.
        Write::delete(NameItem::key(&known.username)),
    ])
}

fn lost() -> Error {
    Error::fault("a profile could be neither made nor found")
}
