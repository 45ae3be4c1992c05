//! Each role of `template.yaml` allows what its function's code calls, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Bearer, Fault, Proxy, Rule, World};
use serde_json::{Value, json};

use crate::flow;
use crate::template::{camel, resources, template};

/// What Lambda itself does in the name of `project`, to hand the table's stream to it.
const BY_LAMBDA: [&str; 4] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/// Actions and indexes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rights {
    actions: BTreeSet<String>,
    indexes: BTreeSet<String>,
}

fn list(of: &Value) -> Vec<&Value> {
    of.as_array().map_or_else(|| vec![of], |items| items.iter().collect())
}

/// What a role allows on the table.
fn allowed(template: &Value, function: &str) -> Rights {
    let role = &resources(template)[&format!("{}Role", camel(function))]["Properties"];
    let mut rights = Rights::default();
    let statements =
        list(&role["Policies"]).into_iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
    for statement in statements {
        assert_eq!(statement["Effect"], "Allow");
        for action in list(&statement["Action"]) {
            let action = action.as_str().unwrap();
            assert!(!action.contains('*'), "{function}: {action}");
            if let Some(action) = action.strip_prefix("dynamodb:") {
                rights.actions.insert(action.to_owned());
            }
        }
        for resource in list(&statement["Resource"]) {
            assert_ne!(resource, "*", "{function}");
            let text = resource["Sub"].as_str().unwrap_or_default();
            if let Some((_, index)) = text.split_once("/index/") {
                rights.indexes.insert(index.to_owned());
            }
        }
    }
    rights
}

/// What calls ask for. IAM knows no transactions: each part of one is the action of its kind.
fn used(calls: &[(String, Value)]) -> Rights {
    let mut rights = Rights::default();
    for (operation, request) in calls {
        if operation == "TransactWriteItems" {
            for part in
                list(&request["TransactItems"]).into_iter().filter_map(Value::as_object).flat_map(|part| part.keys())
            {
                let action =
                    if part == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{part}Item") };
                rights.actions.insert(action);
            }
        } else {
            rights.actions.insert(operation.clone());
        }
        rights.indexes.extend(request["IndexName"].as_str().map(str::to_owned));
    }
    rights
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
    world.stream_of(&ivy).await;
    world.caught_up().await;
    proxies["project"].rule(Rule::on("BatchGetItem", Fault::Broken));
    world.patch("/api/viewer/me").by(&ivy).json(&json!({"name": "Ivy the Second"})).expect(200).await;
    for _ in 0..2 {
        world.reconcile().await;
    }
    proxies["project"].heal();
    assert!(failed.status >= 500 && also_failed.status >= 500, "{} {}", failed.status, also_failed.status);
}

#[tokio::test]
async fn a_role_allows_what_its_function_calls_and_nothing_else() {
    let (_provider, setup) = flow::setup().await;
    let (world, proxies) = World::metered(setup).await;
    flow::everything(&world).await;
    failures(&world, &proxies).await;
    let template = template();
    let mut wrong = vec![];
    for (function, proxy) in &proxies {
        let calls = proxy.calls();
        assert!(!calls.is_empty(), "{function} called nothing");
        let (mut used, mut allowed) = (used(&calls), allowed(&template, function));
        if local::functions::GROUPS.iter().any(|(group, _)| group == function) {
            // The warm-up of `web::run`, which only a process of Lambda's makes.
            used.actions.insert("GetItem".to_owned());
        }
        if [local::functions::PROJECT, local::functions::CHAT_FAN].contains(function) {
            assert!(BY_LAMBDA.iter().all(|action| allowed.actions.remove(*action)));
        }
        for (kind, used, allowed) in
            [("action", &used.actions, &allowed.actions), ("index", &used.indexes, &allowed.indexes)]
        {
            wrong.extend(used.difference(allowed).map(|what| format!("{function} lacks {kind} {what}")));
            wrong.extend(allowed.difference(used).map(|what| format!("{function} has {kind} {what} for nothing")));
        }
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
