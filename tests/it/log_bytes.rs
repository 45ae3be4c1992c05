//! What a call that went well may log, all told: each byte is paid for with each call.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Webhook, World};
use serde_json::{Value, json};

use crate::template::{resources, template};
use crate::{access_matrix, flow, hostile_events};

/// Bytes of a successful call: the function's own lines and the gateway's.
const AT_MOST: usize = 1_000;

/// What the gateway writes of a call, as long as its values usually are.
fn by_the_gateway(template: &Value) -> usize {
    let format = &resources(template)["HttpApi"]["Properties"]["AccessLogSettings"]["Format"]["If"];
    assert_eq!(format[0], "LogsInFull");
    let mut line = format[2].as_str().unwrap().to_owned();
    for (variable, value) in [
        ("$context.integration.requestId", "00000000-0000-0000-0000-000000000000"),
        ("$context.identity.sourceIp", "2001:0db8:0001:0002:0003:0004:0005:0006"),
        ("$context.status", "200"),
        ("$context.responseLatency", "1000"),
        ("$context.integrationErrorMessage", "-"),
        ("$context.error.message", "-"),
    ] {
        assert!(line.contains(variable), "{variable}");
        line = line.replace(variable, value);
    }
    assert!(!line.contains('$'), "{line}");
    line.len()
}

/// Lambda's ids of requests are so much longer than the tests'.
const LONGER_ID: usize = 10;

/// Calls with success the routes that the access matrix only sees refused, since what they are about has an id of chance or is
/// not there.
async fn what_the_matrix_refuses(world: &World) {
    let (hana, lou) = (world.creator("hana").await, world.creator("lou").await);
    let [vic, wim] = [world.viewer("vic").await, world.viewer("wim").await];
    for live in [&hana, &lou] {
        world.post("/api/stream/ingress").by(live).expect(201).await;
        world.put("/api/stream/recording-settings").by(live).json(&json!({"isRecorded": true})).expect(200).await;
        world.livekit().push_to_room(&live.id).unwrap();
    }
    world.settle().await;
    world.post("/api/stream/markers").by(&hana).json(&json!({"text": "On air"})).expect(201).await;
    let path = |rest: &str| format!("/api/chat/usr_hana{rest}");
    let id_of = |answer: &harness::Answer| answer.data()["id"].as_str().unwrap_or_default().to_owned();
    let open = json!({"isChatEnabled": true, "followersOnlyMinutes": null, "slowModeSeconds": null});
    world.put(&path("/settings")).by(&hana).json(&open).expect(200).await;

    let said = world.post(&path("/messages")).by(&vic).json(&json!({"text": "Hello!"})).expect(201).await;
    world.settle().await;
    let message = id_of(&said);
    let reports = path(&format!("/messages/{message}/reports"));
    let report = world.post(&reports).by(&wim).json(&json!({"reason": "Rude."})).expect(202).await;
    world.post(&path(&format!("/reports/{}/dismiss", id_of(&report)))).by(&hana).expect(200).await;
    world.put(&path("/pinned")).by(&hana).json(&json!({"messageId": message})).expect(200).await;
    world.delete(&path(&format!("/messages/{message}"))).by(&hana).expect(200).await;

    let term = world.post(&path("/terms")).by(&hana).json(&json!({"text": "film", "action": "HOLD"})).expect(201).await;
    // A process knows a chat's terms for a while.
    world.clock().advance(61_000);
    for (text, how) in [("A film.", "approve"), ("The film.", "deny")] {
        let held = world.post(&path("/messages")).by(&vic).json(&json!({"text": text})).expect(202).await;
        world.post(&path(&format!("/held/{}/{how}", id_of(&held)))).by(&hana).expect(200).await;
    }
    world.delete(&path(&format!("/terms/{}", id_of(&term)))).by(&hana).expect(200).await;

    for (who, how) in [(&vic, "approve"), (&wim, "deny")] {
        world.post(&path("/bans")).by(&hana).json(&json!({"userId": who.id})).expect(201).await;
        let asked = world.post(&path("/unban-requests")).by(who).json(&json!({"text": "Please."})).expect(201).await;
        world.post(&path(&format!("/unban-requests/{}/{how}", id_of(&asked)))).by(&hana).expect(200).await;
    }

    let raids = json!({"raidsFrom": "EVERYONE", "minFollowers": null});
    world.put("/api/stream/raid-settings").by(&lou).json(&raids).expect(200).await;
    let target = json!({"targetId": lou.id, "delaySeconds": 90});
    world.post("/api/stream/raid").by(&hana).json(&target).expect(201).await;
    world.get("/api/stream/raid").by(&hana).expect(200).await;
    world.delete("/api/stream/raid").by(&hana).expect(200).await;
    world.post("/api/stream/raid").by(&hana).json(&target).expect(201).await;
    world.post("/api/stream/raid/now").by(&hana).expect(200).await;
}

/// What the functions wrote of a request.
#[derive(Default)]
struct Written {
    bytes: usize,
    status: u64,
    what: String,
    lines: Vec<String>,
}

/// By request. A function's requests come one after another, and its line of metrics, which knows no request, comes
/// behind the request's own. That a user called for the first time is told once in their life, and not counted.
fn by_the_functions(output: &str) -> BTreeMap<String, Written> {
    let mut requests: BTreeMap<String, Written> = BTreeMap::new();
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for line in output.lines() {
        let Ok(told) = serde_json::from_str::<Value>(line) else { continue };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (id, is_metrics) = (text(&told["span"]["request_id"]), told.get("_aws").is_some());
        if (id.is_empty() && !is_metrics) || told["event"] == "profile_created" {
            continue;
        }
        let id = if is_metrics { last.get(&text(&told["Function"])).cloned().unwrap_or_default() } else { id };
        let written = requests.entry(id.clone()).or_default();
        written.bytes += line.len() + 1 + if is_metrics { 0 } else { LONGER_ID };
        written.lines.push(line.to_owned());
        if told["event"] == "request" {
            let route = text(&told["route"]);
            last.insert(route.split('/').nth(2).unwrap_or_default().to_owned(), id);
            written.status = told["status"].as_u64().unwrap_or_default();
            written.what = format!("{} {route}", text(&told["method"]));
        }
    }
    requests
}

#[test]
fn a_successful_call_logs_no_more_than_it_may() {
    if harness::become_function() {
        return;
    }
    let template = template();
    assert_eq!(template["Parameters"]["LogDetail"]["Default"], "short");
    let lambda = &template["Globals"]["Function"]["LoggingConfig"];
    assert_eq!(lambda["SystemLogLevel"]["If"], json!(["LogsInFull", "INFO", "WARN"]));
    let gateway = by_the_gateway(&template);
    hostile_events::runtime().block_on(async {
        let (_provider, setup) = flow::setup().await;
        let this = "log_bytes::a_successful_call_logs_no_more_than_it_may";
        let world = World::in_lambda(setup, this, "info").await;
        let wrong = access_matrix::call_all(&world).await;
        assert!(wrong.is_empty(), "\n{wrong}");
        what_the_matrix_refuses(&world).await;
        for (kind, id) in [("room_finished", "EV_1"), ("room_finished", "EV_1"), ("ingress_ended", "EV_2")] {
            let room = json!({"sid": "RM_0000000000000", "name": "usr_alice"});
            let info =
                json!({"ingressId": "IN_0000000000000", "roomName": "usr_alice", "state": {"resourceId": "RT_1"}});
            let event = json!({"event": kind, "id": id, "createdAt": "1", "room": room, "ingressInfo": info});
            world.deliver(&Webhook::new(&event)).expect(200).await;
        }
        let requests = by_the_functions(&world.lambda().output());
        let routes: usize = local::functions::GROUPS.iter().map(|(_, routes)| routes().table().count()).sum();
        let well = requests.into_values().filter(|written| (200..400).contains(&written.status));
        let mut well: Vec<_> = well.map(|written| (written.bytes + gateway, written.what, written.lines)).collect();
        well.sort_unstable();
        let seen: BTreeSet<_> = well.iter().map(|(_, what, _)| what.as_str()).collect();
        assert_eq!(seen.len(), routes, "{seen:?}");
        let (bytes, what, lines) = well.last().cloned().unwrap_or_default();
        println!("{bytes} bytes at most, {gateway} of them the gateway's: {what}");
        assert!(bytes <= AT_MOST, "{bytes} of {what}:\n{}", lines.join("\n"));
    });
}
