//! A raid as its viewers live it: each player reads of it in the room's metadata, and goes by itself.

use std::time::{Duration, Instant};

use domain::Time;
use futures::future::join_all;
use harness::{Answer, Bearer, Crowd, Encoder, Presence, Studio, Watcher, Way};
use serde_json::{Value, json};

/// Room for an encoder that a busy ingress worker refuses at first.
const PATIENCE: Duration = Duration::from_secs(60);
/// Whoever watches hears of a change so soon.
const SOON: Duration = Duration::from_secs(10);
/// A count may be 15 s old before it is made anew.
const COUNTED_WITHIN: Duration = Duration::from_secs(40);
/// How many go.
const VIEWERS: usize = 10;
/// From the moment that a player leaves until it is in the other room, on a busy machine.
const ON_THE_WAY: i64 = 3_000;

/// An encoder that sends until the world ends; the creator is live.
pub(crate) async fn went_live(studio: &Studio, creator: &Bearer, encoder: Encoder) -> Encoder {
    studio.until(creator, "live", "push to live", PATIENCE).await;
    encoder
}

async fn live(studio: &Studio, name: &str) -> (Bearer, Encoder) {
    let creator = studio.creator(name).await;
    let key = studio.key(&creator, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    let encoder = went_live(studio, &creator, encoder).await;
    (creator, encoder)
}

/// A viewer: some are users, the others guests.
struct Viewer {
    user: Option<Bearer>,
    pass: Answer,
    watcher: Watcher,
}

impl Viewer {
    async fn came(studio: &Studio, crowd: &Crowd<'_>, host: &Bearer, n: usize) -> Self {
        let user = if n.is_multiple_of(2) { Some(studio.viewer(&format!("fan_{n}")).await) } else { None };
        let pass = ask(studio, user.as_ref(), &json!({"hostId": host.id, "guestName": "Gus"})).await;
        let watcher = crowd.join(&pass).await;
        Self { user, pass, watcher }
    }

    /// What a player does that is told of a raid: a token at a moment of its own in the countdown, the other room at one of
    /// its own in the spread. Returns when it was in that room, counted from `goesAt` in milliseconds, and its watcher.
    async fn follows(self, studio: &Studio, crowd: &Crowd<'_>, share: i64) -> (i64, Watcher) {
        let told = async || Some(self.watcher.metadata()["raid"].clone()).filter(|raid| !raid.is_null());
        let raid = studio.awaited("raid to told", SOON, told).await;
        let goes_at: Time = raid["goesAt"].as_str().unwrap().parse().unwrap();
        let (now, spread) = (studio.world().clock().now(), raid["spreadSeconds"].as_i64().unwrap() * 1_000);
        studio.at(now.plus_millis(goes_at.millis_since(now) * share / 100)).await;
        let chat_token = &self.pass.data()["chatToken"];
        let body =
            json!({"hostId": raid["targetId"], "guestName": "Gus", "raidId": raid["id"], "chatToken": chat_token});
        let pass = ask(studio, self.user.as_ref(), &body).await;
        studio.at(goes_at.plus_millis(spread * share / 100)).await;
        assert_eq!(self.watcher.metadata()["raid"]["id"], raid["id"], "still told when it goes");
        self.watcher.leave().await;
        let watcher = crowd.join(&pass).await;
        let is_there = async || (watcher.presence() == Presence::There).then_some(());
        studio.awaited("a raider's join", SOON, is_there).await;
        let since = watcher.joined_at().map_or(Duration::ZERO, |joined| Instant::now().duration_since(joined));
        let joined = studio.world().clock().now().plus_millis(-i64::try_from(since.as_millis()).unwrap());
        (joined.millis_since(goes_at), watcher)
    }
}

async fn ask(studio: &Studio, user: Option<&Bearer>, body: &Value) -> Answer {
    let request = studio.world().post("/api/viewer/token").json(body);
    match user {
        Some(user) => request.by(user).expect(200).await,
        None => request.expect(200).await,
    }
}

async fn figure(studio: &Studio, creator: &Bearer, name: &str) -> Value {
    let answer = studio.world().get("/api/analytics/broadcasts").by(creator).expect(200).await;
    answer.data()[0][name].clone()
}

async fn viewers(studio: &Studio, creator: &Bearer, count: usize, what: &str) {
    let counted = async || {
        let status = studio.world().get("/api/stream/status").by(creator).expect(200).await;
        (status.data()["viewerCount"] == count).then_some(())
    };
    studio.eventually(what, COUNTED_WITHIN, counted).await;
}

#[tokio::test]
async fn ten_go_with_a_raid_within_its_spread_and_nobody_before() {
    let studio = Studio::open().await;
    let ((alice, _here), (bob, _there)) = (live(&studio, "alice").await, live(&studio, "bob").await);
    let everyone = json!({"raidsFrom": "EVERYONE", "minFollowers": null});
    studio.world().put("/api/stream/raid-settings").by(&bob).json(&everyone).expect(200).await;
    let crowd = studio.crowd();
    let mut fans = vec![];
    for n in 0..VIEWERS {
        fans.push(Viewer::came(&studio, &crowd, &alice, n).await);
    }
    for fan in &fans {
        let is_there = async || (fan.watcher.presence() == Presence::There).then_some(());
        studio.awaited("a viewer's join", SOON, is_there).await;
    }
    let body = json!({"targetId": bob.id, "delaySeconds": 10});
    if studio.has_media() {
        viewers(&studio, &alice, VIEWERS, "ten counted").await;
        let raid = studio.world().post("/api/stream/raid").by(&alice).json(&body).expect(201).await;
        assert_eq!((&raid.data()["viewers"], &raid.data()["spreadSeconds"]), (&json!(VIEWERS), &json!(5)));
    } else {
        // The whole countdown, with five hundred, is seen there by a clock of its own.
        studio.world().post("/api/stream/raid").by(&alice).json(&body).expect(201).await;
        studio.world().post("/api/stream/raid/now").by(&alice).expect(200).await;
    }
    let journeys =
        join_all(fans.into_iter().zip(0..).map(|(fan, n): (Viewer, i64)| fan.follows(&studio, &crowd, n * 10 + 5)))
            .await;
    let arrived: Vec<i64> = journeys.iter().map(|(at, _)| *at).collect();
    assert!(arrived.iter().all(|at| (0..=5_000 + ON_THE_WAY).contains(at)), "from goesAt on: {arrived:?}");
    let millis = |at: Option<&i64>| Duration::from_millis(u64::try_from(*at.unwrap()).unwrap());
    studio.note("goesAt to the first of ten raiders", millis(arrived.iter().min()));
    studio.note("goesAt to the last of them", millis(arrived.iter().max()));

    let all_arrived = async || (figure(&studio, &bob, "raidsIn").await == VIEWERS).then_some(());
    studio.eventually("ten arrivals counted", SOON, all_arrived).await;
    if studio.has_media() {
        let out = figure(&studio, &alice, "raidOut").await;
        assert_eq!(out["viewers"], VIEWERS, "{out}");
    }
}
