//! Whose live stream an offline channel shows.

use std::collections::HashSet;

use domain::{State, Stream, Time, UserId};
use runtime::Result;
use table::{Consistency, Key};

use super::items::StreamItem;
use crate::Store;
use crate::audience::Count;
use crate::social::BlockItem;

impl Store {
    /// Of `hosts`, in their order, the first who is live, with how many watch: nobody who blocks `host` or is blocked
    /// by them, and nobody who blocks `caller`. One trip; two read units each, half a one more for a known caller.
    ///
    /// # Errors
    /// The table away.
    pub async fn hosted(
        &self,
        host: &UserId,
        hosts: &[UserId],
        caller: Option<&UserId>,
        now: Time,
    ) -> Result<Option<(Stream, u32)>> {
        let blocks = |id: &UserId| {
            let of_caller = caller.map(|caller| BlockItem::key(id, caller));
            [BlockItem::key(host, id), BlockItem::key(id, host)].into_iter().chain(of_caller)
        };
        let mut keys: HashSet<Key> = hosts.iter().flat_map(blocks).map(Key::from).collect();
        keys.extend(hosts.iter().flat_map(|id| [StreamItem::key(id).into(), Count::key(id).into()]));
        let mut found = self.table.batch_get(keys.into_iter().collect(), Consistency::Eventual).await?;
        for id in hosts {
            let Some(stream) = found.take(&StreamItem::key(id))? else { continue };
            if stream.state(now) == State::Live && !blocks(id).any(|block| found.has(&block)) {
                let count = found.take(&Count::key(id))?.unwrap_or_default();
                return Ok(Some((stream, count.viewers)));
            }
        }
        Ok(None)
    }
}
