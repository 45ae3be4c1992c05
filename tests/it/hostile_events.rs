//! Whatever API Gateway may hand in is answered: no panic, no function error, no 5xx, always the envelope.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use harness::{Bearer, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::{Map, Value, json};

/// A few hundred cases, each a whole request, in some seconds.
pub(crate) const CASES: u32 = 250;
/// Cases that proptest runs where nobody asks for another number.
const USUAL_CASES: u32 = 256;

/// A runner that shows a failed case with its input, and keeps its seed in a file of the repository: whoever runs
/// the test again runs it first. A test of its own comes of it as well. `PROPTEST_CASES` asks for more cases.
pub(crate) fn runner(cases: u32) -> TestRunner {
    runner_beside(concat!(env!("CARGO_MANIFEST_DIR"), "/it/failed_cases.txt"), cases, 200)
}

/// The same with a file of its own, and so many attempts at a smaller input: for cases of which each takes seconds.
pub(crate) fn runner_beside(failed: &'static str, cases: u32, max_shrink_iters: u32) -> TestRunner {
    let failure_persistence = Some(Box::new(FileFailurePersistence::Direct(failed)) as Box<_>);
    let cases = asked_for().unwrap_or(cases);
    TestRunner::new(Config { cases, failure_persistence, max_shrink_iters, ..Config::default() })
}

/// How many cases are asked for, if any.
pub(crate) fn asked_for() -> Option<u32> {
    Some(Config::default().cases).filter(|cases| *cases != USUAL_CASES)
}

/// A runtime that the cases of a property share with their world.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Text as attackers and broken clients send it.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        Just("\u{0}".to_owned()),
        Just("\u{202e}evil\u{2066}".to_owned()),
        Just("a\u{200b}\u{feff}b".to_owned()),
        Just("%00%ff%".to_owned()),
        Just("../../#STREAM#usr_alice".to_owned()),
        Just("x".repeat(20_000)),
    ]
}

/// Any JSON, of our own fields and of others.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let ours = prop::sample::select(vec![
        "hostId",
        "guestName",
        "title",
        "description",
        "thumbnail",
        "reconnectWindow",
        "isChatEnabled",
        "name",
        "username",
        "bio",
        "image",
        "categories",
        "reason",
        "ingressType",
    ]);
    prop_oneof![4 => ours.prop_map(str::to_owned), 1 => text()]
}

fn path() -> impl Strategy<Value = String> {
    let routes: Vec<&str> = local::functions::GROUPS
        .iter()
        .flat_map(|(_, group)| group().table().map(|route| route.path).collect::<Vec<_>>())
        .collect();
    let part = prop_oneof![Just("usr_alice".to_owned()), Just("alice".to_owned()), text()];
    let routed = (prop::sample::select(routes), part).prop_map(|(route, part)| {
        let segments = route.split('/').map(|segment| if segment.starts_with('{') { part.as_str() } else { segment });
        segments.collect::<Vec<_>>().join("/")
    });
    prop_oneof![8 => routed, 1 => text(), 1 => text().prop_map(|text| format!("/{text}"))]
}

fn query() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["limit", "cursor", "q", "page", "category", "live", "status", "x"]);
    let value = prop_oneof![text(), any::<i64>().prop_map(|n| n.to_string()), Just("GAMING".to_owned())];
    let pairs = prop::collection::vec((name, value), 0..4)
        .prop_map(|pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"));
    prop_oneof![4 => pairs, 1 => text()]
}

/// A header's value as a gateway lets it through: no line breaks, no control characters.
fn header_value() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.chars().filter(|c| !c.is_control()).collect())
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop::sample::select(vec![
        "authorization",
        "content-type",
        "content-length",
        "idempotency-key",
        "if-none-match",
        "host",
        "origin",
        "x-forwarded-for",
        "x-request-id",
        "transfer-encoding",
        "expect",
        "accept-encoding",
    ]);
    prop::collection::vec((name.prop_map(str::to_owned), header_value()), 0..4)
}

fn body() -> impl Strategy<Value = (Option<String>, bool)> {
    let json = value().prop_map(|value| Some(value.to_string()));
    let bytes = prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| Some(STANDARD.encode(bytes)));
    prop_oneof![
        4 => (json, Just(false)),
        2 => (bytes, Just(true)),
        // Flagged as base64, and none.
        1 => (text().prop_map(Some), any::<bool>()),
        1 => (Just(None), any::<bool>()),
    ]
}

proptest::prop_compose! {
    fn event()(
        method in prop::sample::select(vec!["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"]),
        path in path(),
        query in query(),
        headers in headers(),
        (body, is_base64_encoded) in body(),
        ip in prop_oneof![Just("192.0.2.1".to_owned()), Just("2001:db8::1".to_owned()), text()],
    ) -> Value {
        json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers.into_iter().map(|(name, value)| (name, Value::from(value))).collect::<Map<_, _>>(),
            "requestContext": {
                "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ip, "userAgent": "" },
                "requestId": "r", "routeKey": "$default", "stage": "$default", "timeEpoch": 0,
                "time": "01/Jan/2026:00:00:00 +0000", "accountId": "0", "apiId": "a", "domainName": "d",
            },
            "body": body,
            "isBase64Encoded": is_base64_encoded,
        })
    }
}

#[test]
fn every_event_is_answered() {
    let runtime = runtime();
    let world = runtime.block_on(World::without_limits());
    let alice = runtime.block_on(world.creator("alice"));
    runtime.block_on(async { world.post("/api/stream/ingress").by(&alice).expect(201).await });
    let token = |bearer: &Bearer| format!("Bearer {}", bearer.token());
    let callers = [None, Some(token(&alice)), Some(token(&Bearer::new("ada", world.clock().now()).admin()))];
    let strategy = (event(), prop::sample::select(callers.to_vec()));
    runner(CASES)
        .run(&strategy, |(mut event, caller)| {
            if let Some(token) = caller {
                event["headers"]["authorization"] = token.into();
            }
            let path = event["rawPath"].as_str().unwrap_or_default().to_owned();
            let answer = runtime.block_on(world.invoke_with_anything(&path, event));
            // HEAD and an unchanged page have no body, and a table for spreadsheets is no JSON.
            let is_text = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/"));
            let is_enveloped = answer.body.is_null() || is_text || answer.body["success"].is_boolean();
            prop_assert!(answer.status < 500 && is_enveloped, "{}: {}", answer.status, answer.body);
            prop_assert!(answer.header("x-request-id").is_some());
            Ok(())
        })
        .unwrap();
}
