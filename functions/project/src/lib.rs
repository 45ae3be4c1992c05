//! Follows the table's stream: makes outbox entries at once, and keeps the copies that lists and
//! search read, counts viewers, gives broadcasts their figures, and builds the ranking of live streams: one file a projection, and a registry of them.

mod app;
mod broadcast_figures;
mod follower_total;
mod ingress_shape;
mod last_of_each;
mod media_flow;
mod outbox;
mod projection;
mod raids;
mod ranking;
mod registry;
mod search_words;
mod stream_card;
mod viewer_count;

pub use app::App;
pub use table::change::{BatchFailures, Record, TableEvent};

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::StreamExt as _;
use runtime::metrics::{self, Metric};
use tokio::time::Instant;

use crate::last_of_each::LastOfEach;
use crate::projection::{Failed, Turn};

/// Creators whose records are taken in at once.
const AT_ONCE: usize = 16;
/// Clips that are made at once, beside those: most of their time they wait for media.
const CLIPS_AT_ONCE: usize = 100;
/// A batch is answered within this: what is not done by then comes again. The function may run for 60 s.
pub const WITHIN: Duration = Duration::from_secs(40);

/// Takes a batch of changes in: those of one creator in their order, creators side by side, so that one whose
/// LiveKit call hangs keeps nobody else waiting. What cannot be taken in now is named, so that Lambda hands it in again.
pub async fn handle(app: &App, batch: TableEvent) -> BatchFailures {
    handle_within(app, batch, WITHIN).await
}

/// The same within another time.
pub async fn handle_within(app: &App, batch: TableEvent, within: Duration) -> BatchFailures {
    let until = Instant::now() + within;
    let records = &batch.records;
    // Side by side, though template.yaml hands counts in by themselves: a call to LiveKit may take long.
    let (left, (), ()) = tokio::join!(
        take_in_all(app, records, until),
        viewer_count::take_in(app, records),
        ranking::take_in(app, records)
    );
    metrics::flush(app.clock.now());
    BatchFailures::of(left.into_iter().map(|at| records[at].sequence_number().to_owned()))
}

/// Whose order a record keeps: the creator that it is about, or the ingress. Records of one owner are taken in one after
/// another. Seeing to a recording may take as long as LiveKit looks for a worker, so it keeps an order of its own, and
/// nothing else of its creator waits for it; so does making a clip.
fn owner(record: &Record) -> &str {
    match record.pk().split_once('#') {
        Some(("OUTBOX", _)) if store::is_about_recording(record.sk()) => record.sk(),
        Some(("OUTBOX", _)) => record.sk().split('#').nth(1).unwrap_or_default(),
        of => of.map(|(_, id)| id).unwrap_or_default(),
    }
}

/// Returns the places of the records that are left.
async fn take_in_all(app: &App, records: &[Record], until: Instant) -> BTreeSet<usize> {
    let mut by_owner: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        if record.is_blind() {
            pass_over(record, "no_images");
        } else {
            by_owner.entry(owner(record)).or_default().push(at);
        }
    }
    let turn = &Turn { until, last: LastOfEach::of(records) };
    let (clips, others): (Vec<_>, Vec<_>) = by_owner.into_iter().partition(|(owner, _)| store::makes_a_clip(owner));
    let places = |owners: Vec<(&str, Vec<usize>)>| owners.into_iter().map(|(_, places)| places).collect();
    let (mut left, of_clips) = tokio::join!(
        take_in_owners(app, records, places(others), AT_ONCE, turn),
        take_in_owners(app, records, places(clips), CLIPS_AT_ONCE, turn),
    );
    left.extend(of_clips);
    left
}

/// Takes in the records of some owners side by side. Returns the places of those that are left.
async fn take_in_owners(
    app: &App,
    records: &[Record],
    owners: Vec<Vec<usize>>,
    at_once: usize,
    turn: &Turn<'_>,
) -> BTreeSet<usize> {
    futures::stream::iter(owners)
        .map(|places| take_in_order(app, records, places, turn))
        .buffer_unordered(at_once)
        .flat_map(futures::stream::iter)
        .collect()
        .await
}

/// Takes in one creator's records. Returns the places of those that are left: from the first that failed on.
async fn take_in_order(app: &App, records: &[Record], places: Vec<usize>, turn: &Turn<'_>) -> Vec<usize> {
    for (done, at) in places.iter().enumerate() {
        let is_done = tokio::time::timeout_at(turn.until, take_in(app, &records[*at], turn)).await.unwrap_or(false);
        if !is_done {
            return places[done..].to_vec();
        }
    }
    vec![]
}

/// Whether the record is done with. Each projection has its turn, whatever becomes of the others; doing
/// one twice does no harm.
///
/// What was refused is tried again, whatever the cause: a right or a table that is missing is mended by people, and
/// what is put aside after ten times raises an alarm. Only a record that cannot be read would be the same the next
/// time; it is told, counted and passed over. Nothing is lost for good by that: the copies are made from the items as
/// they are, calls stay pending, and so does the mark of a room that is to be cleared.
async fn take_in(app: &App, record: &Record, turn: &Turn<'_>) -> bool {
    let taking = registry::ALL.map(|projection| async move {
        let Err(failed) = (projection.take_in)(app, record, turn).await else { return true };
        let sequence = record.sequence_number();
        match failed {
            Failed::ForNow(cause) => {
                tracing::error!(event = "project", projection = projection.name, sequence, outcome = "failed", ?cause);
                false
            }
            Failed::Unreadable(cause) => {
                tracing::error!(
                    event = "project",
                    projection = projection.name,
                    sequence,
                    outcome = "unreadable",
                    ?cause
                );
                pass_over(record, "unreadable");
                true
            }
        }
    });
    futures::future::join_all(taking).await.into_iter().all(|is_done| is_done)
}

fn pass_over(record: &Record, why: &'static str) {
    let (sequence, pk, sk) = (record.sequence_number(), record.pk(), record.sk());
    tracing::error!(event = "project", sequence, pk, sk, outcome = "passed_over", why);
    metrics::count_kind(Metric::RecordsPassedOver, why);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn seeing_to_a_recording_keeps_nobody_else_waiting() {
        let owned = |pk: &str, sk: &str| {
            let keys = json!({"pk": {"S": pk}, "sk": {"S": sk}});
            let records = json!({"Records": [{"dynamodb": {"SequenceNumber": "1", "Keys": keys, "NewImage": keys}}]});
            let batch: TableEvent = serde_json::from_value(records).unwrap();
            owner(&batch.records[0]).to_owned()
        };
        assert_eq!(owned("OUTBOX#1", "syncRoom#usr_a"), "usr_a");
        assert_eq!(owned("OUTBOX#2", "permit#usr_a#usr_b"), "usr_a");
        assert_eq!(owned("STREAM#usr_a", "STREAM"), "usr_a");
        let call =
            store::Call::SeeToRecording { user_id: domain::UserId::parse("usr_a").unwrap(), vod_id: "vod".to_owned() };
        let key = table::Key::from(call.key());
        assert_eq!(owned(&key.pk, &key.sk), key.sk);
        let key = table::Key::from(store::Call::MakeClip { clip_id: "clip".to_owned() }.key());
        assert!(store::makes_a_clip(&owned(&key.pk, &key.sk)));
        assert!(!store::makes_a_clip("usr_a") && !store::makes_a_clip("syncRoom#usr_a"));
        // A partition of its own, so that another reader may go on with the others.
        assert!(["OUTBOX#4", "OUTBOX#5", "OUTBOX#6", "OUTBOX#7"].contains(&key.pk.as_str()));
    }
}
