//! The copy of a creator's profile on their stream, which lists of streams show.

use domain::{Stream, StreamCard, Time, User, UserId};
use runtime::{Error, Result};
use table::{Consistency, Transacted, Write};

use super::items::StreamItem;
use crate::Store;
use crate::accounts::Profile;

/// Attempts at a copy whose original changes meanwhile: each is another change by one person.
const RACES: usize = 4;

impl Store {
    /// Copies the profile of `id` to their stream, if it differs there. The copy is written only while the
    /// profile still says so: a record that comes late, or twice, puts nothing older in the place of
    /// something newer. Returns whether anything was written. One trip; another one if so.
    pub async fn copy_card(&self, id: &UserId, now: Time) -> Result<bool> {
        for _ in 0..RACES {
            let mut items = self
                .table
                .batch_get(vec![Profile::key(id).into(), StreamItem::key(id).into()], Consistency::Strong)
                .await?;
            let user: Option<User> = items.take(&Profile::key(id))?;
            let stream: Option<Stream> = items.take(&StreamItem::key(id))?;
            let (Some(user), Some(stream)) = (user, stream) else { return Ok(false) };
            let card = StreamCard::of(&user);
            if card == stream.card {
                return Ok(false);
            }
            let mut copy = Write::update(StreamItem::key(id)).set("card", &card)?.when_present();
            if stream.media.broadcast.is_some() {
                // Lists show copies of live streams that are up to 20 s old, and what changed since.
                copy = copy.index(&StreamItem::changed(id, now))?;
            }
            if let Transacted::Done = self.table.transact(vec![still(&user)?, copy]).await? {
                return Ok(true);
            }
        }
        Err(Error::unavailable("dynamodb", "a profile changed through all attempts to copy it"))
    }
}

/// That what the card shows still stands in the profile.
fn still(user: &User) -> Result<Write> {
    let check = Write::check(Profile::key(&user.id))
        .when("#username = :username AND #name = :name AND #categories = :categories")
        .bind(":username", &user.username)?
        .bind(":name", &user.name)?
        .bind(":categories", &user.categories)?;
    match &user.image {
        Some(image) => check.when("#image = :image").bind(":image", image),
        None => Ok(check.when("attribute_not_exists(#image)")),
    }
}
