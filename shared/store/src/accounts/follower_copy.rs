//! The copy of a creator's follower total on their profile, which the directory shows: the counter itself is a
//! query for each row.

use domain::{Time, UserId};
use runtime::Result;
use table::{Item, Write};

use super::items::Profile;
use crate::Store;

/// The copy.
const TOTAL: &str = "followerTotal";
/// When the counter was read.
const READ_AT: &str = "followersReadAt";

impl Store {
    /// Copies the follower total of `id` to their profile, as the counter has it now. A copy that comes late
    /// replaces no newer one. Two trips.
    pub async fn copy_follower_total(&self, id: &UserId, now: Time) -> Result<()> {
        let total = self.follower_total(id).await?;
        let copy = Write::update(Profile::key(id))
            .set(TOTAL, total)?
            .set(READ_AT, now)?
            .when_present()
            .when("attribute_not_exists(#followersReadAt) OR #followersReadAt <= :followersReadAt");
        let _newer_stands = self.table.write(copy).await?;
        Ok(())
    }
}

/// With the copy that a new creator begins with: nobody follows who was never approved.
pub(crate) fn none_yet(profile: Write, at: Time) -> Result<Write> {
    profile.set(TOTAL, 0_u64)?.set(READ_AT, at)
}

/// The copy on a profile; `None` where there is none yet.
pub(crate) fn of(profile: &Item) -> Option<u64> {
    profile.get(TOTAL)?.as_n().ok()?.parse().ok()
}

/// A profile with the copy, for whoever fills a table.
pub(crate) fn with(profile: &mut Item, total: u64) {
    profile.insert(TOTAL.to_owned(), aws_sdk_dynamodb::types::AttributeValue::N(total.to_string()));
}
