//! Which places of the bucket somebody is known of.

use domain::Time;
use domain::recording::{OfOne, of_one};
use runtime::Result;
use table::{Consistency, Key};

use super::items::ClipItem;
use crate::Store;
use crate::recordings::VodItem;

impl Store {
    /// Of places of the bucket, each of one Vod or clip, those that are nobody's: neither it nor a mark of it is known, or the
    /// mark is from before `marked_before`, so that its objects were erased. Places of other kinds are left out. One BatchGet:
    /// whoever goes by it looks twice.
    ///
    /// # Errors
    /// The table away.
    pub async fn unknown_places(&self, places: Vec<String>, marked_before: Time) -> Result<Vec<String>> {
        let key = |place: &str| {
            Some(match of_one(place)? {
                OfOne::Vod(id) => Key::from(VodItem::key(id)),
                OfOne::Clip(id) => Key::from(ClipItem::key(id)),
            })
        };
        let keys: Vec<Key> = places.iter().filter_map(|place| key(place)).collect();
        let mut found = self.table.batch_get(keys, Consistency::Eventual).await?;
        let mut unknown = vec![];
        for place in places {
            // There is an item: deleted since when, if it was.
            let deleted_at = match of_one(&place) {
                Some(OfOne::Vod(id)) => found.take(&VodItem::key(id))?.map(|vod| vod.deleted_at),
                Some(OfOne::Clip(id)) => found.take(&ClipItem::key(id))?.map(|clip| clip.deleted_at),
                None => continue,
            };
            if deleted_at.is_none_or(|deleted_at| deleted_at.is_some_and(|at| at < marked_before)) {
                unknown.push(place);
            }
        }
        Ok(unknown)
    }
}
