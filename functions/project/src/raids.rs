//! A raid is decided again when something changes that it hangs on, and noted when it went. Nobody waits for the end of a
//! countdown: what is so then is what the last change left (docs/adr/0019-raids.md).

use std::collections::BTreeSet;

use domain::UserId;
use serde_dynamo::{AttributeValue, Item};
use store::{Count, LEASED_UNTIL};

use crate::App;
use crate::media_flow;
use crate::projection::{self, Failed, Projection};
use table::change::Record;

pub(crate) const PROJECTION: Projection =
    Projection { name: "raids", take_in: |app, record, _| Box::pin(take_in(app, record)) };

async fn take_in(app: &App, record: &Record) -> Result<(), Failed> {
    let Some((kind, id)) = record.pk().split_once('#') else { return Ok(()) };
    let Ok(id) = UserId::parse(id) else { return Ok(()) };
    match (kind, record.sk()) {
        ("STREAM", "STREAM") if media_flow::has_ended(record) => {
            for raider in raid_and_raiders(record, &id) {
                app.raids.look(&raider, None).await?;
            }
        }
        ("USER", "PROFILE") if record.has_changed(&["raidsFrom", "minFollowers"]) => {
            for raider in app.store.raiders_of(&id).await? {
                app.raids.look(&raider, None).await?;
            }
        }
        ("BLOCK", blocked) if record.old_image().is_none() => {
            let Ok(blocked) = UserId::parse(blocked) else { return Ok(()) };
            // Whose raid leads elsewhere is left as it is.
            for raider in [id, blocked] {
                app.raids.look(&raider, None).await?;
            }
        }
        // Less follow the raider; the target may be who does not any more.
        ("FOLLOWERS", _) if has_fallen(record) => _ = app.raids.look(&id, None).await?,
        ("COUNT", "COUNT") if record.has_changed(&[LEASED_UNTIL, "viewers"]) => went(app, record, &id).await?,
        _ => {}
    }
    Ok(())
}

/// Whose raids may hang on a stream whose media ended: its creator's, and those who raid it.
fn raid_and_raiders(record: &Record, id: &UserId) -> BTreeSet<UserId> {
    let image = |name: &str| record.new_image().and_then(|image| image.get(name));
    let own = image("raid").map(|_| id.clone());
    let raiders = match image("raiders") {
        Some(AttributeValue::Ss(raiders)) => raiders.as_slice(),
        _ => &[],
    };
    raiders.iter().filter_map(|raider| UserId::parse(raider).ok()).chain(own).collect()
}

/// Whether a part of a counter of followers is less than before.
fn has_fallen(record: &Record) -> bool {
    let total = |image: Option<&Item>| match image.and_then(|image| image.get("total")) {
        Some(AttributeValue::N(total)) => total.parse().unwrap_or(0_i64),
        _ => 0,
    };
    total(record.new_image()) < total(record.old_image())
}

/// The counter's first change after a raid's time has on its other side the count of before: it is asked for anew by whoever
/// leaves for the raid, or a count is stored that was asked for before and may have been made when some had left.
async fn went(app: &App, record: &Record, room: &UserId) -> Result<(), Failed> {
    let Some(image) = record.new_image().filter(|image| image.contains_key("raid")) else { return Ok(()) };
    let count: Count = projection::read(image)?;
    let Some(due) = &count.raid else { return Ok(()) };
    if count.asked_at().unwrap_or_else(|| app.clock.now()) < due.goes_at {
        return Ok(());
    }
    let before: Count = record.old_image().map(projection::read).transpose()?.unwrap_or(count);
    app.raids.look(room, Some(before.viewers)).await?;
    Ok(())
}
