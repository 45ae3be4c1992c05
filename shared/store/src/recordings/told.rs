//! What LiveKit tells of an egress, written down.

use domain::recording::{Egress, RunState};
use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, Transacted};

use super::items::RunItem;
use super::page::save_run;
use crate::Store;
use crate::outbox::{Call, OutboxEntry};

/// Attempts at a run that others change meanwhile: its webhooks come one after another, and one worker looks.
const RACES: usize = 4;

/// What a telling changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The run stands there now.
    Changed(RunState),
    /// Nothing new.
    Nothing,
    /// No run of ours: it is to be stopped, if it goes on.
    Stranger,
}

impl Store {
    /// Takes in what LiveKit tells of an egress in the room of `room`. With its end goes an outbox entry that sees to
    /// what follows; with one of no run, where it goes on, one that stops it. Two trips.
    ///
    /// # Errors
    /// The table away.
    pub async fn hear_of_egress(&self, room: &UserId, egress: &Egress, now: Time) -> Result<Heard> {
        let (vod_id, run_id) = (&egress.run.vod_id, &egress.run.run_id);
        for _ in 0..RACES {
            let run = self.table.get(RunItem::key(vod_id, run_id), Consistency::Strong).await?;
            let Some(run) = run.filter(|run| run.is_made_by(egress)) else {
                if !egress.state.is_over() {
                    let stop = Call::StopEgress { egress_id: egress.id.clone() };
                    self.put_entry(&OutboxEntry::new(stop, now, &self.random)).await?;
                }
                return Ok(Heard::Stranger);
            };
            let Some(next) = run.hear(egress) else { return Ok(Heard::Nothing) };
            let mut writes = vec![save_run(&next)?];
            if next.state.is_over() {
                let see_to = Call::SeeToRecording { user_id: room.clone(), vod_id: vod_id.clone() };
                writes.push(OutboxEntry::new(see_to, now, &self.random).write()?);
            }
            if let Transacted::Done = self.table.transact(writes).await? {
                return Ok(Heard::Changed(next.state));
            }
        }
        Err(Error::unavailable("dynamodb", "a run changed through all attempts to note what LiveKit told of it"))
    }
}
