//! A stream's keys and settings, and raids.

use serde_json::json;

use super::cast::Cast;
use super::till::Till;
use crate::Bearer;

pub(super) async fn streams(till: &mut Till<'_>, cast: &Cast) {
    let (world, star) = (till.world, &cast.star);
    let ingress = "/api/stream/ingress";
    till.ring("create_ingress", world.post(ingress).by(star), 201).await;
    till.ring("create_ingress: replaces a key", world.post(ingress).by(star), 201).await;
    till.ring("get_info", world.get("/api/stream/info").by(star), 200).await;
    till.ring("get_status", world.get("/api/stream/status").by(star), 200).await;
    let title = json!({"title": "Late night talk"});
    till.ring("update_info", world.put("/api/stream/info").by(star).json(&title), 200).await;
    let chat = json!({"isChatFollowersOnly": true});
    till.ring("update_chat_settings", world.put("/api/stream/chat-settings").by(star).json(&chat), 200).await;
    let ten: Vec<_> = (0..10).map(|n| format!("usr_creator_{n:02}")).collect();
    let hosts = world.put("/api/stream/hosts").by(star).json(&json!({ "userIds": ten }));
    till.ring("update_hosts: ten", hosts, 200).await;
    till.ring("get_hosts: ten", world.get("/api/stream/hosts").by(star), 200).await;
    till.ring("get_stream: hosting, ten", world.get("/api/viewer/stream/star"), 200).await;
    let known = world.get("/api/viewer/stream/star").by(&cast.fan);
    till.ring("get_stream: hosting, ten, known caller", known, 200).await;
    world.put("/api/stream/hosts").by(star).json(&json!({"userIds": []})).expect(200).await;
    till.ring("get_quality", world.get("/api/stream/quality").by(star), 200).await;
    let quality = world.put("/api/stream/quality").by(star).json(&json!({"isWhipTranscoded": true}));
    till.ring("update_quality", quality, 200).await;
    let recording = "/api/stream/recording-settings";
    till.ring("get_recording_settings", world.get(recording).by(star), 200).await;
    let visibility = json!({"vodVisibility": "FOLLOWERS"});
    till.ring("update_recording_settings", world.put(recording).by(star).json(&visibility), 200).await;
    till.ring("delete_ingress", world.delete(ingress).by(star), 200).await;
    world.post(ingress).by(star).expect(201).await;
}

pub(super) async fn raids(till: &mut Till<'_>) {
    let world = till.world;
    let raider = Bearer::new("creator_01", world.clock().now());
    let settings = world.put("/api/stream/raid-settings").by(&raider).json(&json!({"raidsFrom": "EVERYONE"}));
    till.ring("update_raid_settings", settings, 200).await;
    till.ring("get_raid_settings", world.get("/api/stream/raid-settings").by(&raider), 200).await;
    let (raid, target) = ("/api/stream/raid", json!({"targetId": "usr_creator_02"}));
    let started = till.ring("start_raid", world.post(raid).by(&raider).json(&target), 201).await;
    till.ring("get_raid", world.get(raid).by(&raider), 200).await;
    let token = json!({"hostId": "usr_creator_02", "guestName": "Gus", "raidId": started.data()["id"]});
    till.ring("create_token: guest, of a raid", world.post("/api/viewer/token").json(&token), 200).await;
    till.ring("cancel_raid", world.delete(raid).by(&raider), 200).await;
    world.post(raid).by(&raider).json(&target).expect(201).await;
    till.ring("raid_now", world.post("/api/stream/raid/now").by(&raider), 200).await;
}
