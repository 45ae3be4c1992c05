//! What viewers look for, and look at.

use serde_json::json;

use super::cast::{Cast, MANY, user};
use super::streams::raids;
use super::till::Till;
use crate::Bearer;

/// Past the age of a ranking, and past the age that is served.
const RANKING_AGE_MILLIS: i64 = 16_000;
const RANKING_TOO_OLD_MILLIS: i64 = 121_000;

pub(super) async fn watching(till: &mut Till<'_>, cast: &Cast) {
    let (world, fan) = (till.world, &cast.fan);
    till.ring("get_stream", world.get("/api/viewer/stream/creator_01"), 200).await;
    till.ring("get_stream: known caller", world.get("/api/viewer/stream/creator_01").by(fan), 200).await;
    till.ring("get_preview: channel", world.get("/api/viewer/preview/channel/creator_01"), 200).await;
    let host = json!({"hostId": "usr_creator_01", "guestName": "Gus"});
    till.ring("create_token: guest", world.post("/api/viewer/token").json(&host), 200).await;
    till.ring("create_token", world.post("/api/viewer/token").by(fan).json(&host), 200).await;
    let live = "/api/viewer/live";
    world.clock().advance(RANKING_TOO_OLD_MILLIS);
    till.ring("list_live: builds the ranking", world.get(live), 200).await;
    world.clock().advance(RANKING_AGE_MILLIS);
    till.ring("list_live: asks for the ranking", world.get(live), 200).await;
    let (built, cost) = till.meter.cost_of(world.app().ranking.renew()).await;
    assert!(built.is_ok_and(|built| built), "a ranking is built");
    till.measured.push(("list_live: the ranking, made by project".to_owned(), cost));
    till.ring_list("list_live", live, None).await;
    till.ring_ranked("list_live: known caller", world.get(live).by(fan)).await;
    till.ring_ranked("list_recommended: guest", world.get("/api/viewer/recommended")).await;
    till.ring_ranked("list_recommended", world.get("/api/viewer/recommended").by(fan)).await;
    till.ring_list("list_followed_streams", "/api/viewer/following", Some(fan)).await;
    till.ring_list("search", "/api/viewer/search?q=creator", None).await;
    till.ring("search: two words", world.get("/api/viewer/search?q=creator+unt"), 200).await;
    let now = world.clock().now();
    for n in (1..MANY).chain([99]) {
        let creator = Bearer::new(&format!("creator_{n:02}"), now);
        world.put("/api/stream/info").by(&creator).json(&json!({"tags": ["talk"]})).expect(200).await;
        world.app().store.refresh_search(&user(&creator)).await.unwrap_or_else(|error| panic!("{error}"));
    }
    let tagged = "/api/viewer/live?tag=talk";
    raids(till).await;
    till.ring_list("list_live: tag", tagged, None).await;
    till.ring("list_live: tag, known caller", world.get(tagged).by(fan), 200).await;
    till.ring("get_me", world.get("/api/viewer/me").by(fan), 200).await;
    let change = json!({"username": "big_fan", "name": "Big Fan"});
    till.ring("update_me: rename", world.patch("/api/viewer/me").by(fan).json(&change), 200).await;
}
