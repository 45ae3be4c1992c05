//! How much is said during a broadcast: a number on its item, counted by whoever follows the table.

use std::collections::BTreeMap;

use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Refusal, Write};

use crate::Store;
use crate::streams::{BroadcastItem, StreamItem};

/// Attempts at a number that another one moves.
const RACES: usize = 8;
/// Digits of a record's number, at most: as long as that, they are in the order of the numbers.
const DIGITS: usize = 40;

/// A message as a change of its writer's item shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidAt {
    /// The partition of its writer, whose changes come in their order.
    pub partition: String,
    /// The number of the change.
    pub sequence: String,
    /// When it was sent.
    pub sent_at: Time,
}

impl Store {
    /// Counts messages for the broadcast that is open, if there is one, each once: of every partition of writers its item
    /// knows up to which change they are counted, so a change that comes again is not. Two trips.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn count_said(&self, host: &UserId, heard: &[SaidAt]) -> Result<()> {
        let key = StreamItem::key(host);
        let mut found = self.table.batch_get(vec![key.clone().into()], Consistency::Strong).await?;
        let Some(open) = found.take(&key)?.and_then(|stream| stream.media.broadcast) else { return Ok(()) };
        let mut partitions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for heard in heard.iter().filter(|heard| heard.sent_at >= open.started_at) {
            let sequence = format!("{:0>DIGITS$}", heard.sequence);
            partitions.entry(&heard.partition).or_default().push(sequence);
        }
        let counting = partitions.into_iter().map(|(partition, numbers)| {
            let shard = partition.rsplit('#').next().unwrap_or_default();
            self.count_partition(host, &open.id, format!("heard{shard}"), numbers)
        });
        futures::future::try_join_all(counting).await.map(drop)
    }

    async fn count_partition(
        &self,
        host: &UserId,
        broadcast: &str,
        counted_to: String,
        mut numbers: Vec<String>,
    ) -> Result<()> {
        let mut known: Option<String> = None;
        for _ in 0..RACES {
            numbers.retain(|number| known.as_ref().is_none_or(|known| number > known));
            let (Some(first), Some(last)) = (numbers.iter().min(), numbers.iter().max()) else { return Ok(()) };
            let write = Write::update(BroadcastItem::key(host, broadcast)).when_present();
            let write = write.add("chatMessages", i64::try_from(numbers.len()).unwrap_or(i64::MAX));
            let write = write.set(&counted_to, last)?;
            let write = match &known {
                // As a rule all of them are newer.
                None => write.when(&format!("attribute_not_exists(#{counted_to}) OR #{counted_to} < :first")),
                Some(_) => write.when(&format!("#{counted_to} = :first")),
            };
            match self.table.write(write.bind(":first", known.as_ref().unwrap_or(first))?).await? {
                Ok(()) | Err(Refusal(None)) => return Ok(()),
                Err(Refusal(Some(item))) => {
                    known = item.get(&counted_to).and_then(|number| number.as_s().ok()).cloned();
                }
            }
        }
        Err(Error::unavailable("dynamodb", "a number moved through all attempts"))
    }
}
