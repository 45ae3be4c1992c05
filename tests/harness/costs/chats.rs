//! Chats: what is said, who says it, what may be said.

use serde_json::json;
use store::Framing;

use super::cast::{Cast, user};
use super::till::Till;
use crate::{Answer, Bearer, World};

/// Past the age of what a process knows of a room.
const ROOM_AGE_MILLIS: i64 = 2_001;

pub(super) async fn chats(till: &mut Till<'_>, cast: &Cast) {
    let (world, fan, star) = (till.world, &cast.fan, &cast.star);
    let path = |rest: &str| format!("/api/chat/{}{rest}", star.id);
    let text = |text: &str| json!({ "text": text });
    let open = json!({"isChatEnabled": true, "followersOnlyMinutes": null, "slowModeSeconds": null});
    world.put(&path("/settings")).by(star).json(&open).expect(200).await;
    till.ring("get_chat", world.get(&path("")).by(fan), 200).await;
    till.ring("create_chat_token: guest", world.post(&path("/token")).json(&json!({"guestName": "Gus"})), 200).await;
    let token = till.ring("create_chat_token", world.post(&path("/token")).by(fan), 200).await;
    let token = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap_or_default());
    let say = |words: &str| world.post(&path("/messages")).header("authorization", &token).json(&text(words));
    let first = till.ring("send_message", say("Hello!"), 201).await;
    till.ring("send_message: in a burst", say("Hello again!"), 201).await;
    till.ring("send_message: bearer token", world.post(&path("/messages")).by(star).json(&text("Welcome!")), 201).await;
    let gus = world.post(&path("/token")).json(&json!({"guestName": "Gus"})).expect(200).await;
    let gus = format!("Bearer {}", gus.data()["chatToken"].as_str().unwrap_or_default());
    let said = world.post(&path("/messages")).header("authorization", &gus).json(&text("Hi!"));
    till.ring("send_message: guest", said, 201).await;
    world.clock().advance(60_000);
    world.get(&path("")).expect(200).await;
    till.ring("send_message: mentions", say("Hello @star and @fan"), 201).await;
    write_frame(world, star, &first).await;
    till.ring("list_messages", world.get(&path("/messages")), 200).await;
    let id = first.data()["id"].as_str().unwrap_or_default().to_owned();
    till.ring("delete_message", world.delete(&path(&format!("/messages/{id}"))).by(star), 200).await;
    till.ring("clear_chat", world.delete(&path("/messages")).by(star), 200).await;
    let slow = json!({"slowModeSeconds": 30});
    till.ring("update_chat_rules", world.put(&path("/settings")).by(star).json(&slow), 200).await;
    // As it was, so that the webhooks below find the rules that their viewers' rights are of.
    let fast = json!({"slowModeSeconds": null, "followersOnlyMinutes": 0, "isDirectChatAllowed": true});
    world.put(&path("/settings")).by(star).json(&fast).expect(200).await;
}

/// Writes a message into the history as `chat_fan` does, which would go on writing beside what is measured.
async fn write_frame(world: &World, host: &Bearer, said: &Answer) {
    let message = serde_json::from_value(said.data().clone()).unwrap_or_else(|error| panic!("no message: {error}"));
    let host = user(host);
    let framing = Framing { is_sent: true, delay_seconds: None, kept_secs: 60 * 60 };
    let written = world.app().store.write_frames(&host, vec![message], framing);
    written.await.unwrap_or_else(|error| panic!("not written: {error}"));
}

pub(super) async fn people_of_chats(till: &mut Till<'_>, cast: &Cast) {
    let (world, star) = (till.world, &cast.star);
    let path = |rest: &str| format!("/api/chat/{}{rest}", star.id);
    till.ring("add_moderator", world.put(&path("/moderators/usr_viewer_01")).by(star), 200).await;
    till.ring("list_moderators", world.get(&path("/moderators")).by(star), 200).await;
    till.ring("add_vip", world.put(&path("/vips/usr_viewer_02")).by(star), 200).await;
    till.ring("add_vip: who moderated", world.put(&path("/vips/usr_viewer_01")).by(star), 200).await;
    till.ring("list_vips", world.get(&path("/vips")).by(star), 200).await;
    till.ring("remove_vip", world.delete(&path("/vips/usr_viewer_02")).by(star), 200).await;
    world.put(&path("/moderators/usr_viewer_02")).by(star).expect(200).await;
    till.ring("remove_moderator", world.delete(&path("/moderators/usr_viewer_02")).by(star), 200).await;
    let ban = |who: &str| world.post(&path("/bans")).by(star).json(&json!({ "userId": who }));
    till.ring("create_ban", ban("usr_viewer_03"), 201).await;
    till.ring("create_ban: once more", ban("usr_viewer_03"), 201).await;
    ban("usr_viewer_04").expect(201).await;
    till.ring("list_bans", world.get(&path("/bans")).by(star), 200).await;
    let now = world.clock().now();
    let mut asked = vec![];
    for name in ["viewer_03", "viewer_04"] {
        let ask = world.post(&path("/unban-requests")).by(&Bearer::new(name, now)).json(&json!({"text": "Please."}));
        let answer = till.ring("request_unban", ask, 201).await;
        asked.push(answer.data()["id"].as_str().unwrap_or_default().to_owned());
    }
    till.ring("list_unban_requests", world.get(&path("/unban-requests")).by(star), 200).await;
    let decide = |id: &str, how: &str| world.post(&path(&format!("/unban-requests/{id}/{how}"))).by(star);
    till.ring("deny_unban", decide(&asked[0], "deny"), 200).await;
    till.ring("approve_unban", decide(&asked[1], "approve"), 200).await;
    till.ring("unban", world.delete(&path("/bans/usr_viewer_03")).by(star), 200).await;
    till.ring("list_log", world.get(&path("/log")).by(star), 200).await;
}

pub(super) async fn words_of_chats(till: &mut Till<'_>, cast: &Cast) {
    let (world, star, fan) = (till.world, &cast.star, &cast.fan);
    let path = |rest: &str| format!("/api/chat/{}{rest}", star.id);
    let term = world.post(&path("/terms")).by(star).json(&json!({"text": "spoiler*", "action": "BLOCK"}));
    let term = till.ring("add_term", term, 201).await;
    till.ring("list_terms", world.get(&path("/terms")).by(star), 200).await;
    let hold = json!({"text": "film", "action": "HOLD"});
    world.post(&path("/terms")).by(star).json(&hold).expect(201).await;
    world.put(&path("/settings")).by(star).json(&json!({"followersOnlyMinutes": null})).expect(200).await;
    world.clock().advance(ROOM_AGE_MILLIS);
    let said = async |text: &str| {
        let now = world.clock().now();
        world.post(&path("/messages")).by(&Bearer::new("viewer_06", now)).json(&json!({ "text": text }))
    };
    said("Hello!").await.expect(201).await;
    let mut held = vec![];
    for text in ["A film.", "The film."] {
        let answer = till.ring("send_message: held", said(text).await, 202).await;
        held.push(answer.data()["id"].as_str().unwrap_or_default().to_owned());
    }
    till.ring("list_held", world.get(&path("/held")).by(star), 200).await;
    let decide = |id: &str, how: &str| world.post(&path(&format!("/held/{id}/{how}"))).by(star);
    till.ring("approve_held", decide(&held[0], "approve"), 200).await;
    till.ring("deny_held", decide(&held[1], "deny"), 200).await;
    let id = term.data()["id"].as_str().unwrap_or_default().to_owned();
    till.ring("remove_term", world.delete(&path(&format!("/terms/{id}"))).by(star), 200).await;
    let said = world.post(&path("/messages")).by(star).json(&json!({"text": "Look here!"})).expect(201).await;
    write_frame(world, star, &said).await;
    let id = said.data()["id"].as_str().unwrap_or_default().to_owned();
    let report = world.post(&path(&format!("/messages/{id}/reports"))).by(fan).json(&json!({"reason": "Why?"}));
    let report = till.ring("report_message", report, 202).await;
    till.ring("list_reports", world.get(&path("/reports")).by(star), 200).await;
    let report = report.data()["id"].as_str().unwrap_or_default().to_owned();
    till.ring("dismiss_report", world.post(&path(&format!("/reports/{report}/dismiss"))).by(star), 200).await;
    till.ring("pin", world.put(&path("/pinned")).by(star).json(&json!({ "messageId": id })), 200).await;
    till.ring("unpin", world.delete(&path("/pinned")).by(star), 200).await;
    world.clock().advance(ROOM_AGE_MILLIS);
    let announcement = world.post(&path("/announcements")).by(star).json(&json!({"text": "We begin."}));
    till.ring("announce", announcement, 201).await;
}
