//! A Vod with its runs, read and written as a whole.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::UserId;
use domain::recording::{Run, Vod};
use runtime::Result;
use table::{Index, Range, Slice, Transacted, Write, item};

use super::items::{RunItem, VodItem, partition};
use super::kept::{Kept, signed};
use crate::Store;

/// Runs that [`Store::last_runs`] looks at: a broadcast has one a push, and few pushes.
const LAST_RUNS: u32 = 10;

/// A Vod with its runs, as they stand.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The Vod; `None` before its first run.
    pub vod: Option<Vod>,
    /// Its runs, by push, then attempt.
    pub runs: Vec<Run>,
}

impl Store {
    /// A Vod that was not deleted, and all of its runs. One Query, consistent. One trip.
    pub async fn recording(&self, vod_id: &str) -> Result<Recording> {
        let recording = self.recording_as_stored(vod_id).await?;
        Ok(Recording { vod: recording.vod.filter(|vod| !vod.is_deleted()), ..recording })
    }

    /// The same, with one that was deleted: for who sees to it. One trip.
    pub async fn recording_as_stored(&self, vod_id: &str) -> Result<Recording> {
        let query = self
            .table
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :vod")
            .expression_attribute_values(":vod", S(partition(vod_id)));
        let mut recording = Recording::default();
        for found in self.table.query_all(query).await? {
            match item::key_of(&found) {
                Some(key) if key.sk == "VOD" => recording.vod = Some(item::read(found)?),
                Some(key) if key.sk.starts_with("RUN#") => recording.runs.push(item::read(found)?),
                _ => {}
            }
        }
        Ok(recording)
    }

    /// A creator's last runs, the newest first, of each Vod all or none: for who does not know yet which Vod is recorded. One
    /// trip; the index lags.
    pub async fn last_runs(&self, user_id: &UserId) -> Result<Vec<Run>> {
        let partition = RunItem::creator_partition(user_id);
        let index = Some(Index::Gsi1);
        let range = Range { index, partition: &partition, after: None, newest_first: true, limit: LAST_RUNS };
        let Slice { items: mut runs, next }: Slice<Run> = self.table.slice(&range).await?;
        // There may be more of the last one's Vod.
        if let Some(cut) = runs.last().map(|run| run.vod_id.clone()).filter(|_| next.is_some()) {
            runs.retain(|run| run.vod_id != cut);
        }
        Ok(runs)
    }

    /// The Vod with its end, once it is finished; in a deployment that does not record any more, as it is.
    fn with_end(&self, vod: &Vod) -> Vod {
        self.retention_days.map_or_else(|| vod.clone(), |days| vod.retained_for(days))
    }

    /// Stores a run before LiveKit is asked for its egress, and with the first one its Vod. `false`: somebody else is at
    /// this attempt. One trip.
    pub async fn begin_run(&self, vod: &Vod, run: &Run, is_first: bool) -> Result<bool> {
        let mut writes =
            vec![Write::put(RunItem::key(&run.vod_id, &run.id), run, &RunItem::places(run))?.when_absent()];
        if is_first {
            let vod = self.with_end(vod);
            writes.push(Write::put(VodItem::key(&vod.id), &vod, &VodItem::places(&vod))?.when_absent());
        } else {
            // One that is gone is not begun anew.
            let is_there = Write::check(VodItem::key(&vod.id)).when_present();
            writes.push(is_there.when("attribute_not_exists(#deletedAt)"));
        }
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// Writes a Vod and runs that are other ones now, each on the revision that was decided on. `false`: one of them
    /// changed meanwhile, and nothing is written. One trip.
    pub async fn save_recording(&self, vod: Option<&Vod>, runs: &[Run]) -> Result<bool> {
        let mut writes = runs.iter().map(save_run).collect::<Result<Vec<_>>>()?;
        if let Some(vod) = vod {
            let mut next = Vod { revision: vod.revision + 1, ..self.with_end(vod) };
            // Kept while it was recorded: what it has become since counts too, and may pass the limit by that.
            if let Some(counted) =
                vod.kept_millis.filter(|millis| vod.state.is_over() && *millis != vod.duration_millis)
            {
                next.kept_millis = Some(vod.duration_millis);
                writes.push(Kept::changed(&vod.user_id, signed(vod.duration_millis) - signed(counted)));
            }
            let put = Write::put(VodItem::key(&vod.id), &next, &VodItem::places(&next))?;
            writes.push(put.when("#revision = :known").bind(":known", vod.revision)?);
        }
        if writes.is_empty() {
            return Ok(true);
        }
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }
}

/// Writes a run on the revision that it was changed from.
pub(super) fn save_run(run: &Run) -> Result<Write> {
    let next = Run { revision: run.revision + 1, ..run.clone() };
    let put = Write::put(RunItem::key(&run.vod_id, &run.id), &next, &RunItem::places(run))?;
    put.when("#revision = :known").bind(":known", run.revision)
}
