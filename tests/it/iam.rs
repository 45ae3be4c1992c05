//! Each role of `template.yaml` allows what its function's code calls, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Bearer, Fault, LiveKitFault, Proxy, Rule, World};
use serde_json::{Value, json};

use crate::flow;
use crate::template::{camel, resources, template};

/// What Lambda itself does in the name of `project`, to hand the table's stream to it.
const BY_LAMBDA: [&str; 4] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/// A table, or an index of one (`Table/gsi1`), and an action on it.
type Right = (String, String);

fn list(of: &Value) -> Vec<&Value> {
    of.as_array().map_or_else(|| vec![of], |items| items.iter().collect())
}

/// What a resource of a statement is: a table, with its stream, or an index.
fn place_of(resource: &Value) -> Option<String> {
    let text = resource["GetAtt"].as_str().or_else(|| resource["Sub"].as_str())?.replace(['$', '{', '}'], "");
    let (table, rest) = text.split_once('.')?;
    match rest.split_once("/index/") {
        Some((_, index)) => Some(format!("{table}/{index}")),
        None if ["Arn", "StreamArn", "Arn/stream/*"].contains(&rest) => Some(table.to_owned()),
        None => panic!("not read: {text}"),
    }
}

/// What a role allows on tables. An index has nothing but its queries.
fn allowed(template: &Value, function: &str) -> BTreeSet<Right> {
    let role = &resources(template)[&format!("{}Role", camel(function))]["Properties"];
    let mut rights = BTreeSet::new();
    let statements =
        list(&role["Policies"]).into_iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
    for statement in statements {
        assert_eq!(statement["Effect"], "Allow");
        let places = list(&statement["Resource"]);
        assert!(places.iter().all(|place| **place != "*"), "{function}");
        for action in list(&statement["Action"]) {
            let action = action.as_str().unwrap();
            assert!(!action.contains('*'), "{function}: {action}");
            let Some(action) = action.strip_prefix("dynamodb:") else { continue };
            let places = places.iter().filter_map(|place| place_of(place));
            let places = places.filter(|place| action == "Query" || !place.contains('/'));
            rights.extend(places.map(|place| (place, action.to_owned())));
        }
    }
    rights
}

/// What calls ask for, with the template's name of each table. IAM knows no transactions: each part of one is the action
/// of its kind.
fn used(calls: &[(String, Value)], names: &BTreeMap<String, &str>) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    let mut add = |table: &str, action: &str| rights.insert((table.to_owned(), action.to_owned()));
    for (operation, request) in calls {
        let table = |of: &Value| names[of["TableName"].as_str().unwrap()];
        match operation.as_str() {
            "TransactWriteItems" | "TransactGetItems" => {
                for (kind, part) in list(&request["TransactItems"]).into_iter().filter_map(Value::as_object).flatten() {
                    let action = if kind == "ConditionCheck" { "ConditionCheckItem" } else { &format!("{kind}Item") };
                    add(table(part), action);
                }
            }
            "BatchGetItem" | "BatchWriteItem" => {
                for name in request["RequestItems"].as_object().into_iter().flatten().map(|(name, _)| name) {
                    add(names[name], operation);
                }
            }
            _ => {
                let index = request["IndexName"].as_str().map(|index| format!("/{index}")).unwrap_or_default();
                add(&format!("{}{index}", table(request)), operation);
            }
        }
    }
    rights
}

/// A guest who comes again from an address that is banned; and a message that a process left pinned when it died.
async fn banned_guest_and_pin(world: &World, ivy: &Bearer) {
    let path = |rest: &str| format!("/api/chat/{}{rest}", ivy.id);
    let gina = || world.post("/api/viewer/token").json(&json!({"hostId": ivy.id, "guestName": "Gina"})).expect(200);
    let first = gina().await;
    let token = format!("Bearer {}", first.data()["chatToken"].as_str().unwrap());
    let hello = json!({"text": "Hello!"});
    world.post(&path("/messages")).header("authorization", &token).json(&hello).expect(201).await;
    let ban = json!({"userId": first.data()["identity"]});
    world.post(&path("/bans")).by(ivy).json(&ban).expect(201).await;
    gina().await;
    let said = world.post(&path("/messages")).by(ivy).json(&hello).expect(201).await;
    world.settle().await;
    world.put(&path("/pinned")).by(ivy).json(&json!({"messageId": said.data()["id"]})).expect(200).await;
    let (host, message) =
        (domain::UserId::parse(&ivy.id).unwrap(), serde_json::from_value(said.data().clone()).unwrap());
    world.app().store.delete_message(&host, &message, world.clock().now(), None).await.unwrap();
    world.settle().await;
}

/// What functions call only when another call fails.
async fn failures(world: &World, proxies: &BTreeMap<&'static str, Proxy>) {
    let eve = Bearer::new("eve", world.clock().now());
    // The profile of a new caller is made though the creator gate could not be read.
    proxies["stream"].rule(Rule::on("BatchGetItem", Fault::Broken));
    let failed = world.get("/api/stream/info").by(&eve).send().await;
    proxies["stream"].heal();
    // A request that failed for now gives its Idempotency-Key back.
    proxies["creator"].rule(Rule::on("TransactWriteItems", Fault::Broken));
    let application = json!({"bio": "I stream every night.", "categories": ["TALK"]});
    let application = world.post("/api/creator/application").by(&eve).json(&application);
    let also_failed = application.header("idempotency-key", "a-key").send().await;
    proxies["creator"].heal();
    proxies["chat"].rule(Rule::on("TransactWriteItems", Fault::Broken));
    let alice = Bearer::new("alice", world.clock().now());
    let slow = world.put("/api/chat/usr_alice/settings").by(&alice).json(&json!({"slowModeSeconds": 9}));
    let failed_too = slow.header("idempotency-key", "a-key-of-the-chat").send().await;
    proxies["chat"].heal();
    assert!(failed_too.status >= 500, "{}", failed_too.status);
    // What `project` could not copy, the round over all creators does.
    let ivy = world.creator("ivy").await;
    world.livekit().heal();
    world.post("/api/stream/ingress").by(&ivy).expect(201).await;
    world.caught_up().await;
    proxies["project"].rule(Rule::on("BatchGetItem", Fault::Broken));
    world.patch("/api/viewer/me").by(&ivy).json(&json!({"name": "Ivy the Second"})).expect(200).await;
    for _ in 0..2 {
        world.reconcile().await;
    }
    proxies["project"].heal();
    // What `project` could not tell a room, since LiveKit was away, `reconcile` does.
    world.livekit().push_to_room(&ivy.id).unwrap();
    let _guest = world.watch(&ivy.id, "Gina").await;
    world.settle().await;
    banned_guest_and_pin(world, &ivy).await;
    world.livekit().fault(LiveKitFault::close());
    let chat = json!({"isChatEnabled": true, "isChatFollowersOnly": false});
    world.put("/api/stream/chat-settings").by(&ivy).json(&chat).expect(200).await;
    world.settle().await;
    world.livekit().heal();
    world.clock().advance(61_000);
    world.reconcile().await;
    assert!(failed.status >= 500 && also_failed.status >= 500, "{} {}", failed.status, also_failed.status);
}

#[tokio::test]
async fn a_role_allows_what_its_function_calls_and_nothing_else() {
    let (_provider, setup) = flow::setup().await;
    let (world, proxies) = World::metered(setup).await;
    flow::everything(&world).await;
    failures(&world, &proxies).await;
    let template = template();
    let table = world.table();
    let names = [(table.name.clone(), "Table"), (table.chat.clone(), "ChatTable")].into();
    let mut wrong = vec![];
    for (function, proxy) in &proxies {
        let calls = proxy.calls();
        assert!(!calls.is_empty(), "{function} called nothing");
        let (mut used, allowed) = (used(&calls, &names), allowed(&template, function));
        if local::functions::GROUPS.iter().any(|(group, _)| group == function) {
            // The warm-up of `web::run`, which only a process of Lambda's makes.
            used.insert(("Table".to_owned(), "GetItem".to_owned()));
        }
        let followed = [(local::functions::PROJECT, "Table"), (local::functions::CHAT_FAN, "ChatTable")];
        for (_, table) in followed.into_iter().filter(|(follower, _)| follower == function) {
            used.extend(BY_LAMBDA.map(|action| (table.to_owned(), action.to_owned())));
        }
        let lacks = used.difference(&allowed).map(|(on, action)| format!("{function} lacks {action} on {on}"));
        let idle = allowed.difference(&used).map(|(on, action)| format!("{function} has {action} on {on} for nothing"));
        wrong.extend(lacks.chain(idle));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_all_functions_may_is_to_log_to_trace_and_to_read_the_secret() {
    let template = template();
    let policy = &resources(&template)["RunFunction"]["Properties"]["PolicyDocument"];
    let statements = list(&policy["Statement"]);
    // With a key of its own the secret can be read by who may use that key, by way of Secrets Manager alone.
    let (with_key, always): (Vec<&Value>, _) = statements.into_iter().partition(|of| !of["If"].is_null());
    let [with_key] = &*with_key else { panic!("{with_key:?}") };
    assert_eq!((&with_key["If"][0], &with_key["If"][2]), (&json!("HasSecretKey"), &json!({"Ref": "AWS::NoValue"})));
    let by = json!({"StringEquals": {"kms:ViaService": {"Sub": "secretsmanager.${AWS::Region}.amazonaws.com"}}});
    let expected =
        json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": {"Ref": "SecretKeyArn"}, "Condition": by});
    assert_eq!(with_key["If"][1], expected);
    let actions: BTreeSet<&str> =
        always.into_iter().flat_map(|statement| list(&statement["Action"])).filter_map(Value::as_str).collect();
    let expected = [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ];
    assert_eq!(actions, expected.into());
}
