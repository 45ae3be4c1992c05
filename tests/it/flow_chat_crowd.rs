//! A chat in which many talk, and many come in the midst of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use harness::{Bearer, Crowd, Packet, Presence, Studio, Watcher, Way};
use serde_json::json;

use crate::flow_chat::{middle_and_most, say, there};
use crate::flow_raid::went_live;

/// Who joins reads the history a second time after this (README, chat).
const SECOND_LOOK: Duration = Duration::from_secs(3);
/// So many talk at once.
const TALKERS: usize = 4;
/// One comes after the other.
const JOIN_EACH: Duration = Duration::from_millis(170);
/// Whoever comes is there so soon on a busy machine.
const JOINED_WITHIN: Duration = Duration::from_secs(20);
/// What was said is told so soon, at the latest.
const TOLD_WITHIN: Duration = Duration::from_secs(20);

/// A live room, and so many who may write in it: each may say 20 messages in half a minute.
async fn room(studio: &Studio, writers: usize) -> (Bearer, Vec<Bearer>) {
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    went_live(studio, &alice, encoder).await;
    let mut people = vec![];
    for n in 0..writers {
        people.push(studio.viewer(&format!("writer_{n}")).await);
    }
    (alice, people)
}

/// So many a second: those that are shown are shown soon, and those that are not are told of and in the history.
#[tokio::test]
async fn a_busy_chat_is_told_soon() {
    let studio = Studio::open().await;
    let (writers, rounds) = match (studio.is_full(), studio.has_media()) {
        (true, _) => (200, 10),
        // As many as two slow cores take in this profile, beside LiveKit and an encoder.
        (false, true) => (20, 5),
        (false, false) => (30, 1),
    };
    let (alice, people) = room(&studio, writers).await;
    let a_second = if studio.is_full() { 200 } else { 50 };
    let watcher = studio.watch(&alice, &studio.viewer("bob").await).await;
    there(&studio, &watcher).await;
    let total = people.len() * rounds;
    let began = Instant::now();
    let said = join_all((0..total).map(|n| {
        let (studio, alice, who) = (&studio, &alice, &people[n % people.len()]);
        let due = Duration::from_secs(1) * u32::try_from(n).unwrap() / a_second;
        async move {
            tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
            let posted = Instant::now();
            let id = say_again(studio, alice, who, n).await;
            (id, posted, posted.elapsed())
        }
    }))
    .await;
    let took = began.elapsed();
    let ids: BTreeSet<&str> = said.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids.len(), total);

    let arrived = |watcher: &Watcher| -> (BTreeMap<String, Instant>, u64) {
        let packets = watcher.packets();
        let skipped = packets.iter().filter_map(|packet| packet.body["skipped"].as_u64()).sum();
        let of = packets.iter().flat_map(|packet| packet.messages().map(|id| (id.to_owned(), packet.at)));
        (of.collect(), skipped)
    };
    let all = async || {
        let (shown, skipped) = arrived(&watcher);
        (shown.len() as u64 + skipped >= total as u64).then_some((shown, skipped))
    };
    let (shown, skipped) = studio.eventually("all told or told of", TOLD_WITHIN, all).await;
    assert_eq!(shown.len() as u64 + skipped, total as u64);
    assert!(shown.keys().all(|id| ids.contains(id.as_str())));
    // A calm room is told a moment before the history has it.
    let kept = async || (history(&studio, &alice, None, total).await.len() == total).then_some(());
    studio.awaited("all in the history", TOLD_WITHIN, kept).await;

    let rate = total as f64 / took.as_secs_f64();
    let (middle, most) =
        middle_and_most(said.iter().filter_map(|(id, at, _)| Some(shown.get(id)?.duration_since(*at))).collect());
    if studio.has_media() {
        studio.note(
            &format!("POST to packet at {rate:.0} a second, {} shown, {skipped} left out, p50", shown.len()),
            middle,
        );
        studio.note("POST to packet, busy, p95", most);
        let (answered, late) = middle_and_most(said.iter().map(|(.., took)| *took).collect());
        studio.note("POST to its answer, busy, p50", answered);
        studio.note("POST to its answer, busy, p95", late);
    }
}

/// Says it, and again where the service is too busy: with the same `clientId` it is said once.
async fn say_again(studio: &Studio, host: &Bearer, who: &Bearer, n: usize) -> String {
    let path = format!("/api/chat/{}/messages", host.id);
    let body = json!({"text": format!("message {n}"), "clientId": n.to_string()});
    let taken = async || {
        let answer = studio.world().post(&path).by(who).json(&body).send().await;
        assert!([200, 201, 503].contains(&answer.status), "{} {}", answer.status, answer.body);
        answer.data()["id"].as_str().map(str::to_owned)
    };
    studio.awaited("a message taken", TOLD_WITHIN, taken).await
}

/// All of the history behind a message, or its last `most`, oldest first.
async fn history(studio: &Studio, host: &Bearer, after: Option<&str>, most: usize) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    let mut query = after.map_or_else(|| "limit=100".to_owned(), |after| format!("limit=100&after={after}"));
    while found.len() < most {
        let path = format!("/api/chat/{}/messages?{query}", host.id);
        let answer = studio.world().get(&path).expect(200).await;
        let page: Vec<String> = answer.each("id").into_iter().map(str::to_owned).collect();
        if page.is_empty() {
            break;
        }
        query = match after {
            Some(_) => format!("limit=100&after={}", page[page.len() - 1]),
            None => format!("limit=100&before={}", page[0]),
        };
        found = if after.is_some() { [found, page].concat() } else { [page, found].concat() };
    }
    found
}

/// What was said, and when that was answered.
type Said = Mutex<Vec<(String, Instant)>>;

/// Comes in while others talk, reads the history as the README says, and waits until they know all that had been said when they
/// looked last. Returns how many messages that were.
async fn comes(studio: &Studio, crowd: &Crowd<'_>, alice: &Bearer, said: &Said, n: usize) -> usize {
    let body = json!({"hostId": alice.id, "guestName": format!("Guest {n}")});
    let address = [198, 51, 100, u8::try_from(n % 200).unwrap()];
    let token = studio.world().post("/api/viewer/token").from_ip(address).json(&body).expect(200).await;
    let watcher = crowd.join(&token).await;
    let is_there = async || (watcher.presence() == Presence::There).then_some(());
    studio.awaited("a join", JOINED_WITHIN, is_there).await;
    let path = format!("/api/chat/{}/messages?limit=50", alice.id);
    let answer = studio.world().get(&path).from_ip(address).expect(200).await;
    let first: Vec<String> = answer.each("id").into_iter().map(str::to_owned).collect();
    tokio::time::sleep(SECOND_LOOK).await;
    let until = Instant::now();
    let second = history(studio, alice, first.last().map(String::as_str), usize::MAX).await;
    let read: BTreeSet<&String> = first.iter().chain(&second).collect();
    let due: Vec<String> = {
        let said = said.lock().unwrap();
        said.iter()
            .filter(|(id, at)| first.first().is_none_or(|first| id >= first) && at < &until)
            .map(|(id, _)| id.clone())
            .collect()
    };
    let knows_all = async || {
        let packets = watcher.packets();
        let heard: BTreeSet<&str> = packets.iter().flat_map(Packet::messages).collect();
        due.iter().all(|id| read.contains(id) || heard.contains(id.as_str())).then_some(())
    };
    studio.awaited("a joiner to know all", TOLD_WITHIN, knows_all).await;
    watcher.leave().await;
    due.len()
}

#[tokio::test]
async fn who_comes_in_the_midst_of_it_misses_nothing() {
    let studio = Studio::open().await;
    let (joins, writers) = match (studio.is_full(), studio.has_media()) {
        (true, _) => (100, 40),
        (false, true) => (10, 10),
        (false, false) => (3, 4),
    };
    let (alice, people) = room(&studio, writers).await;
    let crowd = studio.crowd();
    say(&studio, &alice, &alice, "the first word").await;
    let (said, done) = (Said::default(), AtomicBool::new(false));
    // Each waits for its answers, which take longer on a busy machine: several talk at once.
    let talker = async |of: usize| {
        for n in 0.. {
            if done.load(Ordering::SeqCst) {
                break;
            }
            let began = Instant::now();
            let number = n * TALKERS + of;
            let id = say_again(&studio, &alice, &people[number % people.len()], number).await;
            said.lock().unwrap().push((id, Instant::now()));
            // Calm for a while, then busy, then calm again: packets come by the handler, then by the worker.
            let pause = if n / 5 % 2 == 0 { 1_200 } else { 320 };
            tokio::time::sleep(Duration::from_millis(pause).saturating_sub(began.elapsed())).await;
        }
    };
    let talk = join_all((0..TALKERS).map(talker));
    let come = async {
        let (studio, crowd, alice, said) = (&studio, &crowd, &alice, &said);
        let known = join_all((0..joins).map(|n| async move {
            tokio::time::sleep(JOIN_EACH * u32::try_from(n).unwrap()).await;
            comes(studio, crowd, alice, said, n).await
        }))
        .await;
        done.store(true, Ordering::SeqCst);
        known
    };
    let (_, known) = tokio::join!(talk, come);
    let (due, total) = (known.iter().sum::<usize>(), said.lock().unwrap().len());
    assert!(known.iter().all(|due| *due >= 3), "too little was said to miss any: {known:?}");
    println!("{joins} joins during {total} messages; {due} were to be known, none was missed");
}
