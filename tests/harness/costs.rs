//! What every route costs at the table, in a small world with full pages.
//!
//! Costs are those of a process that has not seen the ranking of the moment, and of callers who have a
//! profile: the dearest a request usually is. Who builds the ranking, and who asks for a room's count, pays more
//! once in 15 s; those have rows of their own.

use domain::audience::{BUCKET_SECS, Course, Sample};
use domain::recording::{Run, Vod};
use domain::{Time, UserId};
use serde_json::{Value, json};
use services::ViewerCounts;
use store::Connection;

use crate::{Answer, Bearer, Cost, Meter, Request, Webhook, World};

/// After a change of a room's rules no token of before is alive any more.
const TOKENS_DIE_MILLIS: i64 = 11 * 60 * 1_000;
/// One more than a page has, so that every list goes on.
const MANY: usize = 21;
/// Past the age of a ranking, and past the age that is served.
const RANKING_AGE_MILLIS: i64 = 16_000;
/// Past the age of what a process knows of a room.
const ROOM_AGE_MILLIS: i64 = 2_001;
const RANKING_TOO_OLD_MILLIS: i64 = 121_000;

/// A route's operation with the case that was measured, e.g. `search: two words`; and what it costs.
pub type Measured = (String, Cost);

struct Till<'w> {
    world: &'w World,
    meter: &'w Meter,
    measured: Vec<Measured>,
}

impl Till<'_> {
    async fn ring(&mut self, what: &str, request: Request<'_>, status: u16) -> Answer {
        let (answer, cost) = self.meter.cost_of(request.expect(status)).await;
        self.measured.push((what.to_owned(), cost));
        answer
    }

    async fn ring_ranked(&mut self, what: &str, request: Request<'_>) -> Answer {
        self.world.rank().await;
        self.ring(what, request, 200).await
    }

    /// The first page, and the one that its cursor leads to.
    async fn ring_list(&mut self, what: &str, path: &str, caller: Option<&Bearer>) {
        let world = self.world;
        let get = |path: &str| match caller {
            Some(caller) => world.get(path).by(caller),
            None => world.get(path),
        };
        let first = self.ring_ranked(what, get(path)).await;
        let Some(cursor) = first.next_cursor() else { panic!("{path} goes on") };
        let next = format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' });
        self.ring_ranked(&format!("{what}: next page"), get(&next)).await;
    }
}

/// Measures every route of a world without limits.
///
/// # Panics
/// When a route does not answer as it should.
pub async fn of_every_route(world: &World, meter: &Meter) -> Vec<Measured> {
    let mut till = Till { world, meter, measured: vec![] };
    let cast = Cast::seed(world).await;
    creators(&mut till, &cast).await;
    admins(&mut till, &cast).await;
    streams(&mut till, &cast).await;
    watching(&mut till, &cast).await;
    social(&mut till, &cast).await;
    chats(&mut till, &cast).await;
    people_of_chats(&mut till, &cast).await;
    words_of_chats(&mut till, &cast).await;
    webhooks(&mut till, &cast).await;
    recordings(&mut till).await;
    analytics(&mut till).await;
    vods(&mut till, &cast).await;
    till.measured
}

/// Who plays: a star whom everybody follows, a fan who follows every creator, an administrator.
struct Cast {
    star: Bearer,
    fan: Bearer,
    ada: Bearer,
}

impl Cast {
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    async fn seed(world: &World) -> Self {
        let star = world.creator("star").await;
        let fan = world.viewer("fan").await;
        let ada = world.admin("ada").await;
        for n in 0..MANY {
            let creator = world.creator(&format!("creator_{n:02}")).await;
            world.go_live(&creator).await;
            world.app().store.refresh_search(&user(&creator)).await.expect("the table");
            world.post(&format!("/api/social/follow/{}", creator.id)).by(&fan).expect(200).await;
            let viewer = world.viewer(&format!("viewer_{n:02}")).await;
            world.post(&format!("/api/social/follow/{}", star.id)).by(&viewer).expect(200).await;
            let application = json!({"bio": "I stream every night.", "categories": ["TALK"]});
            world.post("/api/creator/application").by(&viewer).json(&application).expect(201).await;
        }
        Self { star, fan, ada }
    }
}

#[expect(clippy::expect_used, reason = "a test's own helper")]
fn user(bearer: &Bearer) -> UserId {
    UserId::parse(&bearer.id).expect("an id")
}

async fn creators(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    let application = json!({"bio": "I stream every night.", "categories": ["TALK", "ART"]});
    let apply = || world.post("/api/creator/application").by(&cast.fan).json(&application);
    till.ring("submit_application", apply(), 201).await;
    till.ring("get_application", world.get("/api/creator/application").by(&cast.fan), 200).await;
    till.ring("get_application_status", world.get("/api/creator/application/status").by(&cast.fan), 200).await;
}

async fn admins(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    till.ring_list("list_applications", "/api/admin/applications", Some(&cast.ada)).await;
    let reason = json!({"reason": "Because."});
    let act = |what: &str, id: &str| {
        let group = if what == "approve" || what == "reject" { "applications" } else { "creators" };
        let post = world.post(&format!("/api/admin/{group}/{id}/{what}")).by(&cast.ada);
        if what == "reject" || what == "suspend" { post.json(&reason) } else { post }
    };
    till.ring("reject_application", act("reject", &cast.fan.id), 200).await;
    till.ring("approve_application", act("approve", "usr_viewer_00"), 200).await;
    till.ring("suspend_creator: live", act("suspend", "usr_creator_00"), 200).await;
    till.ring("reinstate_creator", act("reinstate", "usr_creator_00"), 200).await;
    till.ring_list("list_audit", "/api/admin/audit", Some(&cast.ada)).await;
    world.go_live(&world.creator("creator_99").await).await;
}

async fn streams(till: &mut Till<'_>, cast: &Cast) {
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
    till.ring("get_hosts", world.get("/api/stream/hosts").by(star), 200).await;
    let hosts = world.put("/api/stream/hosts").by(star).json(&json!({ "userIds": ten }));
    till.ring("update_hosts: ten", hosts, 200).await;
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

async fn watching(till: &mut Till<'_>, cast: &Cast) {
    let (world, fan) = (till.world, &cast.fan);
    till.ring("get_stream", world.get("/api/viewer/stream/creator_01"), 200).await;
    till.ring("get_stream: known caller", world.get("/api/viewer/stream/creator_01").by(fan), 200).await;
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

async fn raids(till: &mut Till<'_>) {
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

async fn social(till: &mut Till<'_>, cast: &Cast) {
    let (world, fan, star) = (till.world, &cast.fan, &cast.star.id);
    let follow = format!("/api/social/follow/{star}");
    till.ring("follow", world.post(&follow).by(fan), 200).await;
    till.ring("get_follow", world.get(&follow).by(fan), 200).await;
    till.ring_list("list_followers", &format!("/api/social/followers/{star}"), None).await;
    till.ring_list("list_following", &format!("/api/social/following/{}", fan.id), None).await;
    till.ring_list("list_creators", "/api/social/creators", None).await;
    till.ring_ranked("list_creators: page 2", world.get("/api/social/creators?page=2")).await;
    till.ring_ranked("list_creators: category", world.get("/api/social/creators?category=TALK")).await;
    till.ring_ranked("list_creators: live", world.get("/api/social/creators?live=true")).await;
    till.ring_ranked("list_creators: known caller", world.get("/api/social/creators").by(fan)).await;
    till.ring("get_creator", world.get("/api/social/creator/star"), 200).await;
    till.ring("get_creator: known caller", world.get("/api/social/creator/star").by(fan), 200).await;
    till.ring("unfollow", world.delete(&follow).by(fan), 200).await;
    world.post(&follow).by(fan).expect(200).await;
    let block = format!("/api/social/block/{}", fan.id);
    till.ring("block: ends a follow", world.post(&block).by(&cast.star), 200).await;
    till.ring("unblock", world.delete(&block).by(&cast.star), 200).await;
}

async fn chats(till: &mut Till<'_>, cast: &Cast) {
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
    let written = world.app().store.write_frames(&host, vec![message], true, 60 * 60);
    written.await.unwrap_or_else(|error| panic!("not written: {error}"));
}

async fn people_of_chats(till: &mut Till<'_>, cast: &Cast) {
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

async fn words_of_chats(till: &mut Till<'_>, cast: &Cast) {
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

async fn webhooks(till: &mut Till<'_>, cast: &Cast) {
    let world = till.world;
    till.ring("health", world.get("/api/webhook/livekit/health"), 200).await;
    let info = world.get("/api/stream/info").by(&cast.star).expect(200).await;
    let ingress = info.data()["ingressId"].as_str().unwrap_or_default().to_owned();
    let push = Push { room: cast.star.id.clone(), ingress, millis: world.clock().now().as_millis() };
    till.ring("receive_webhook: ingress_started", world.deliver(&push.started()), 200).await;
    // The rules of her room changed above, so each joining is looked at: the dearest of a process that knows nothing.
    let changed = "receive_webhook: participant_joined after a change of rules";
    till.ring(changed, world.deliver(&push.viewer("participant_joined", 3)), 200).await;
    world.clock().advance(TOKENS_DIE_MILLIS);
    till.ring("receive_webhook: asks for a count", world.deliver(&push.viewer("participant_joined", 1)), 200).await;
    till.ring("receive_webhook: participant_joined", world.deliver(&push.viewer("participant_joined", 2)), 200).await;
    till.ring("receive_webhook: participant_left", world.deliver(&push.viewer("participant_left", 2)), 200).await;
    till.ring("receive_webhook: repeated", world.deliver(&push.viewer("participant_left", 2)), 200).await;
    counts(till, &user(&cast.star)).await;
    till.ring("receive_webhook: ingress_ended", world.deliver(&push.ended()), 200).await;
    till.ring("receive_webhook: room_finished", world.deliver(&push.event("room_finished", &json!({}))), 200).await;
}

/// A push that is recorded, where the world records.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn recordings(till: &mut Till<'_>) {
    let (world, store) = (till.world, &till.world.app().store);
    let reel = world.creator("reel").await;
    let key = world.post("/api/stream/ingress").by(&reel).expect(201).await;
    let wanted = json!({"isRecorded": true});
    world.put("/api/stream/recording-settings").by(&reel).json(&wanted).expect(200).await;
    let ingress = key.data()["ingressId"].as_str().unwrap_or_default().to_owned();
    let push = Push { room: reel.id.clone(), ingress, millis: world.clock().now().as_millis() };
    till.ring("receive_webhook: ingress_started, recorded", world.deliver(&push.started()), 200).await;
    let stream = store.stream(&user(&reel)).await.expect("the table").expect("a stream");
    let open = stream.media.broadcast.clone().expect("a broadcast");
    let vod = Vod::of(&stream, &open);
    let run = Run::new(&vod.id, &open.publish, 1, world.clock().now());
    store.begin_run(&vod, &run, true).await.expect("the table");
    let told = |event: &str, status: &str| {
        let output = json!({"filenamePrefix": format!("{}s", run.key().prefix()), "s3": {"bucket": BUCKET}});
        let nanos = (world.clock().now().as_millis() * 1_000_000).to_string();
        let info = json!({"egressId": "EG_reel", "roomName": reel.id, "status": status, "updatedAt": nanos,
            "participant": {"segmentOutputs": [output]}});
        push.event(event, &json!({"egressInfo": info}))
    };
    let active = told("egress_updated", "EGRESS_ACTIVE");
    till.ring("receive_webhook: egress_updated", world.deliver(&active), 200).await;
    let ended = told("egress_ended", "EGRESS_COMPLETE");
    till.ring("receive_webhook: egress_ended", world.deliver(&ended), 200).await;
}

/// A creator's recordings, more than a page of them.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn vods(till: &mut Till<'_>, cast: &Cast) {
    let (world, store) = (till.world, &till.world.app().store);
    let reel = world.creator("reel_two").await;
    world.go_live(&reel).await;
    let stream = store.stream(&user(&reel)).await.expect("the table").expect("a stream");
    let mut open = stream.media.broadcast.clone().expect("a broadcast");
    let mut path = String::new();
    for n in 0..MANY {
        open.id = format!("b{n:03}");
        open.started_at = world.clock().now().plus_secs(i64::try_from(n).unwrap_or_default());
        let vod = Vod::of(&stream, &open);
        store.begin_run(&vod, &Run::new(&vod.id, &open.publish, 1, open.started_at), true).await.expect("the table");
        path = format!("/api/vod/{}", vod.id);
    }
    till.ring_list("list_my_vods", "/api/vod/mine", Some(&reel)).await;
    till.ring_list("list_creator_vods", "/api/vod/creator/reel_two", None).await;
    till.ring("list_creator_vods: known caller", world.get("/api/vod/creator/reel_two").by(&cast.ada), 200).await;
    till.ring("get_vod", world.get(&path), 200).await;
    till.ring("get_vod: known caller", world.get(&path).by(&cast.ada), 200).await;
    till.ring("update_vod", world.patch(&path).by(&reel).json(&json!({"title": "The last night"})), 200).await;
}

/// Where a world that is measured records to.
pub const BUCKET: &str = "onair-recordings";

/// What `project` makes of a count that was asked for.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn counts(till: &mut Till<'_>, room: &UserId) {
    let (world, store) = (till.world, &till.world.app().store);
    let counts = ViewerCounts::new(store.clone());
    let bucket = Sample::bucket_of(world.clock().now()) + 1;
    world.at(Time::from_secs(bucket * BUCKET_SECS));
    for (what, others) in
        [("first count of ten minutes", 0), ("count", 0), ("count of a large room, with a sketch", 70)]
    {
        for n in 0..others {
            let connection = Connection { room_sid: "RM_1", sid: &format!("PA_{n}"), identity: &format!("guest-{n}") };
            store.viewer_joined(room, connection, world.clock().now()).await.expect("the table");
        }
        world.clock().advance(15_000);
        let last = store.count(room).await.expect("the table");
        let (counted, cost) = till.meter.cost_of(counts.recount(room, &last, world.clock().now())).await;
        counted.expect("a count");
        till.measured.push((format!("receive_webhook: the {what}, made by project"), cost));
    }
}

/// Hands a change of a broadcast to `project`.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn projected(till: &mut Till<'_>, what: &str, room: &UserId, id: &str, ended_at: Option<Time>) {
    let keys = json!({"pk": {"S": format!("STREAM#{room}")}, "sk": {"S": format!("BROADCAST#{id}")}});
    let mut image = keys.clone();
    image["id"] = json!({"S": id});
    image["startedAt"] = json!({"S": id.split('_').next()});
    if let Some(ended_at) = ended_at {
        image["endedAt"] = json!({"S": ended_at});
    }
    let batch = json!({"Records": [{"dynamodb": {"SequenceNumber": "1", "Keys": keys, "NewImage": image}}]});
    let batch = serde_json::from_value(batch).expect("a batch");
    let project = till.world.functions().project();
    let (done, cost) = till.meter.cost_of(project::handle(project, batch)).await;
    assert_eq!(done, project::BatchFailures::none(), "{what}");
    till.measured.push((format!("receive_webhook: {what}, made by project"), cost));
}

/// Of a creator with a page and one more of broadcasts that are over, and then one that runs.
#[expect(clippy::expect_used, reason = "a test's own helper")]
async fn analytics(till: &mut Till<'_>) {
    let (world, store) = (till.world, &till.world.app().store);
    let creator = Bearer::new("creator_05", world.clock().now());
    let room = user(&creator);
    for n in 0..MANY {
        if n > 0 {
            world.go_live(&creator).await;
        }
        let open = store.count(&room).await.expect("the table").broadcast_id.expect("live");
        if n == 0 {
            projected(till, "a beginning noted", &room, &open, None).await;
        }
        world.clock().advance(1_000);
        world.end_broadcast(&creator).await;
        if n == 0 {
            projected(till, "figures of what is over", &room, &open, Some(world.clock().now())).await;
            continue;
        }
        store.settle(&room, &open, &Course::default(), 0).await.expect("the table").expect("figures");
    }
    till.ring_list("list_broadcasts", "/api/analytics/broadcasts", Some(&creator)).await;
    let newest = store.broadcasts(&room, None, 1).await.expect("the table").items[0].id.clone();
    let path = format!("/api/analytics/broadcasts/{newest}");
    let get = |path: &str| world.get(path).by(&creator);
    till.ring("get_broadcast", get(&path), 200).await;
    till.ring("get_viewers", get(&format!("{path}/viewers")), 200).await;
    till.ring("get_viewers_csv", get(&format!("{path}/viewers.csv")), 200).await;
    till.ring("get_channel", get("/api/analytics/channel"), 200).await;
    till.ring("get_channel_csv", get("/api/analytics/channel.csv"), 200).await;
    world.go_live(&creator).await;
    till.ring("list_broadcasts: one runs", get("/api/analytics/broadcasts"), 200).await;
    till.ring("get_broadcast: runs", get("/api/analytics/broadcasts/latest"), 200).await;
}

/// What LiveKit tells of one push into a room.
pub struct Push {
    /// The room.
    pub room: String,
    /// The ingress that it comes by.
    pub ingress: String,
    /// When it began.
    pub millis: i64,
}

impl Push {
    /// It began.
    #[must_use]
    pub fn started(&self) -> Webhook {
        self.event("ingress_started", &self.info("startedAt"))
    }

    /// It ended, a second later.
    #[must_use]
    pub fn ended(&self) -> Webhook {
        self.event("ingress_ended", &self.info("endedAt"))
    }

    /// The `n`th viewer comes or goes.
    #[must_use]
    pub fn viewer(&self, event: &str, n: usize) -> Webhook {
        let participant = json!({"sid": format!("PA_{n}"), "identity": format!("guest-{n}"), "kind": "STANDARD"});
        self.event(event, &json!({"id": format!("EV_{event}_{n}"), "participant": participant}))
    }

    fn info(&self, time: &str) -> Value {
        let nanos = |millis: i64| (millis * 1_000_000).to_string();
        let mut state = json!({"resourceId": format!("RT_{}", self.millis), "startedAt": nanos(self.millis)});
        if time == "endedAt" {
            state["endedAt"] = json!(nanos(self.millis + 1_000));
        }
        json!({"ingressInfo": {"ingressId": self.ingress, "roomName": self.room, "state": state}})
    }

    /// An event of the room, with these fields.
    #[must_use]
    pub fn event(&self, event: &str, fields: &Value) -> Webhook {
        let mut body = json!({
            "event": event, "id": format!("EV_{event}_{}", self.room), "createdAt": (self.millis / 1_000).to_string(),
            "room": {"sid": "RM_1", "name": self.room},
        });
        if let (Some(body), Some(fields)) = (body.as_object_mut(), fields.as_object()) {
            body.extend(fields.clone());
        }
        Webhook::new(&body)
    }
}
