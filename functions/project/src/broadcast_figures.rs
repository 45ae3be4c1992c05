//! A broadcast that began is noted with who waited and how many followed; one that is over gets its figures.

use domain::UserId;
use domain::audience::Sample;
use serde::Deserialize;

use crate::App;
use crate::projection::{self, Failed, Projection};
use table::change::Record;

pub(crate) const PROJECTION: Projection =
    Projection { name: "broadcast_figures", take_in: |app, record, _| Box::pin(take_in(app, record)) };

/// As much of a broadcast's item as tells what is to be done.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    id: String,
    started_at: domain::Time,
    #[serde(default)]
    ended_at: Option<domain::Time>,
    #[serde(default)]
    summary: Option<serde::de::IgnoredAny>,
}

async fn take_in(app: &App, record: &Record) -> Result<(), Failed> {
    let Some(("STREAM", id)) = record.pk().split_once('#') else { return Ok(()) };
    let (Ok(creator), Some(image)) = (UserId::parse(id), record.new_image()) else { return Ok(()) };
    if !record.sk().starts_with("BROADCAST#") {
        return Ok(());
    }
    let seen: Seen = projection::read(image)?;
    match (seen.ended_at, seen.summary) {
        (None, _) if record.old_image().is_none() => begin(app, &creator, &seen).await,
        (Some(_), None) => {
            // One that is missed here, the reconciler's daily round finds.
            services::figures::settle(&app.store, &creator, &seen.id).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Notes how it began. Two trips.
async fn begin(app: &App, creator: &UserId, seen: &Seen) -> Result<(), Failed> {
    let (count, followers) = tokio::try_join!(app.store.count(creator), app.store.follower_total(creator))?;
    let is_its_own = count.broadcast_id.as_deref() == Some(seen.id.as_str());
    let viewers = if is_its_own { count.viewers_at_start } else { 0 };
    let first = Sample { at: seen.started_at, viewers };
    Ok(app.store.keep_beginning(creator, &seen.id, first, followers).await?)
}
