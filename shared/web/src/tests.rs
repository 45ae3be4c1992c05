//! The conventions, through the same door as Lambda's events. The table is out of reach here: what needs
//! it is tested in `tests/it`.

use axum::extract::{Path, Query};
use domain::Time;
use runtime::clock::Clock;
use runtime::config::Config;
use serde_json::{Value, json};

use super::*;
use crate::app::App;
use crate::auth::{Caller, Creator, Viewer};

fn app() -> App {
    let config = Config::from_lookup(|name| {
        let value = match name {
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "test",
            // Nothing listens there.
            "AWS_ENDPOINT_URL_DYNAMODB" | "LIVEKIT_URL" => "http://127.0.0.1:9",
            "LIVEKIT_API_KEY" => "test",
            "LIVEKIT_API_SECRET" | "JWT_SECRET" => "a secret of the tests, long enough",
            _ => return None,
        };
        Some(value.to_owned())
    });
    App::new(&config.unwrap(), Clock::manual(Time::from_secs(1_800_000_000))).unwrap()
}

async fn echo(body: Body) -> crate::Answer<Success<Option<String>>> {
    Ok(Success::ok(body.get("name").and_then(|name| name.as_str().map(str::to_owned))))
}

async fn item(Path(name): Path<String>) -> crate::Answer<Success<String>> {
    Ok(Success::ok(name))
}

async fn endless(_: Body) -> crate::Answer<Done> {
    std::future::pending().await
}

async fn list(_: Caller, query: PageQuery) -> crate::Answer<Success<&'static str>> {
    query.wanted()?;
    Ok(Success::ok("the list"))
}

fn routes() -> Routes {
    Routes::new()
        .get("/list", "list", Access::Optional, list)
        .cached(5)
        .get("/item/{name}", "item", Access::Public, item)
        .put("/item/{name}", "put_item", Access::Public, async |_: Body| done("Item put"))
        .get("/query", "query", Access::Public, async |_: Query<Vec<(String, u8)>>| done("Read"))
        .post("/echo", "echo", Access::Public, echo)
        .post("/own", "own", Access::Viewer, async |_: Viewer, _: Body| done("Own"))
        .post("/create", "create", Access::Creator, async |_: Creator| done("Created"))
        .post("/panic", "panic", Access::Public, async |_: Body| -> crate::Answer<Done> { panic!("on purpose") })
        .post("/endless", "endless", Access::Public, endless)
        .post("/limited", "limited", Access::Public, async |_: Body| done("Limited"))
        .limit(limits::TOKEN)
}

fn done(what: &'static str) -> crate::Answer<Done> {
    Ok(Done::new(what))
}

struct Answer {
    status: u64,
    headers: Value,
    body: String,
}

impl Answer {
    #[expect(clippy::needless_pass_by_value, reason = "made for this and for nothing else")]
    fn of(answer: Value) -> Self {
        let body = answer["body"].as_str().unwrap_or_default().to_owned();
        Self { status: answer["statusCode"].as_u64().unwrap(), headers: answer["headers"].clone(), body }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers[name].as_str()
    }

    /// The failure is in the contract's envelope.
    fn refused(&self, status: u64, error: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status, &body["error"], &body["success"]), (status, &json!(error), &json!(false)), "{body}");
        assert_eq!(self.header("cache-control"), Some("no-store"));
        body
    }
}

async fn send(target: &str, method: &str, headers: Value, body: Option<&str>) -> Answer {
    send_event(target, method, headers, body, false).await
}

async fn send_event(target: &str, method: &str, headers: Value, body: Option<&str>, is_base64: bool) -> Answer {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let answer = Answer::of(invoke(path, query, method, headers, body, is_base64).await);
    assert_eq!(answer.header("x-request-id"), Some("request-7"), "{target}");
    answer
}

async fn invoke(path: &str, query: &str, method: &str, headers: Value, body: Option<&str>, is_base64: bool) -> Value {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers,
        "requestContext": {
            "accountId": "1", "apiId": "api", "domainName": "api.example.com", "requestId": "r", "routeKey": "$default",
            "stage": "$default", "time": "24/Nov/2026:06:00:00 +0000", "timeEpoch": 1,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.1", "userAgent": "t"},
        },
        "body": body, "isBase64Encoded": is_base64,
    });
    Function::new(routes(), app()).invoke(event, "request-7").await.unwrap()
}

async fn post(target: &str, body: &str) -> Answer {
    send(target, "POST", json!({}), Some(body)).await
}

async fn get(target: &str) -> Answer {
    send(target, "GET", json!({}), None).await
}

/// A path in which a question mark is a letter.
async fn get_path(path: &str) -> Answer {
    Answer::of(invoke(path, "", "GET", json!({}), None, false).await)
}

#[tokio::test]
async fn unknown_routes_and_wrong_methods_are_told_apart() {
    for path in ["/", "/nowhere", "/list/", "//list", "/LIST", ""] {
        get(path).await.refused(404, "Not found");
    }
    let answer = send("/item/a", "DELETE", json!({}), None).await;
    answer.refused(405, "Method not allowed");
    let mut allowed: Vec<_> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "PUT"]);
    let answer = send("/own", "GET", json!({}), None).await;
    answer.refused(405, "Method not allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
    send("/list", "BREW", json!({}), None).await.refused(405, "Method not allowed");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let answer = send("/list", "HEAD", json!({}), None).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert!(answer.header("etag").is_some());
}

#[tokio::test]
async fn refusals_come_in_the_contracts_order() {
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(100 * 1024));
    send("/own", "DELETE", json!({}), Some(&large)).await.refused(405, "Method not allowed");
    let bad_key = json!({"idempotency-key": ""});
    send("/own", "POST", bad_key.clone(), Some(&large)).await.refused(413, "Payload too large");
    send("/own", "POST", bad_key.clone(), Some("{")).await.refused(401, "Authentication required");
    let body = send("/echo", "POST", bad_key, Some("{")).await.refused(400, "Validation error");
    assert_eq!(body["details"][0]["field"], "Idempotency-Key");
}

#[tokio::test]
async fn the_largest_body_is_read_and_a_larger_one_is_not() {
    let body = |size: usize| format!("{{\"name\":\"{}\"}}", "x".repeat(size - 11));
    assert_eq!(post("/echo", &body(100 * 1024)).await.status, 200);
    post("/echo", &body(100 * 1024 + 1)).await.refused(413, "Payload too large");
}

#[tokio::test]
async fn an_authorization_that_is_no_bearer_token_is_refused() {
    for header in ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,Bearer b", "bearer \u{fc}", "x"] {
        let answer = send("/list", "GET", json!({"authorization": header}), None).await;
        answer.refused(401, "Authentication required");
    }
    assert_eq!(get("/list").await.status, 200);
}

#[tokio::test]
async fn strange_bodies_are_refused_in_the_envelope() {
    let deep = "[".repeat(10_000);
    for body in ["{", "[]", "null", "7", "\"x\"", "{\"name\":\"\\ud800\"}", &format!("{{\"a\":{deep}"), "\u{0}"] {
        post("/echo", body).await.refused(400, "Validation error");
    }
    send_event("/echo", "POST", json!({}), Some("not base64!"), true).await.refused(400, "Validation error");
    send_event("/echo", "POST", json!({}), Some("/////w=="), true).await.refused(400, "Validation error");
    let answer = post("/echo", r#"{"name":"first","name":"last","other":1}"#).await;
    assert_eq!(answer.json()["data"], "last");
}

#[tokio::test]
async fn strange_addresses_are_answered_in_the_envelope() {
    // A path comes decoded: what is left to decode in it is part of it.
    for parameter in ["a b", "a ", "a#b", "a?b", "%41", "%2F", "%ff", "..", "\u{fc}", "\u{fffd}", "a\\b", "\u{0}"] {
        assert_eq!(get_path(&format!("/item/{parameter}")).await.json()["data"], parameter);
    }
    get("/item/a/b").await.refused(404, "Not found");
    get("nowhere").await.refused(404, "Not found");
    get(&format!("/list?q={}", "x".repeat(70_000))).await.refused(404, "Not found");
    for query in ["<script>", "\"", "a b", "\u{fc}=\u{0}", "%", "%zz", "%ff=%fe", "&&&=", "limit=0&limit=5"] {
        assert_eq!(get(&format!("/list?{query}")).await.status, 200, "{query}");
    }
    get("/query?a=x").await.refused(400, "Validation error");
}

#[tokio::test]
async fn a_strange_host_does_not_matter() {
    for host in ["", "a b", "[::1", "evil.example.com:99999"] {
        assert_eq!(send("/list", "GET", json!({"host": host}), None).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn a_panic_is_a_fault_of_ours() {
    post("/panic", "{}").await.refused(500, "Internal server error");
}

/// The runtime's clock runs ahead when nothing else is to be done: nobody waits here.
#[tokio::test(start_paused = true)]
async fn a_request_without_end_is_given_up_before_lambda_does() {
    let started = tokio::time::Instant::now();
    let answer = post("/endless", "{}").await;
    answer.refused(503, "Service unavailable");
    assert_eq!((answer.header("retry-after"), started.elapsed().as_secs()), (Some("2"), 9));
    assert_eq!(answer.header("x-request-id"), Some("request-7"));
}

#[tokio::test]
async fn a_route_says_how_long_it_may_be_kept() {
    let first = get("/list").await;
    assert_eq!(first.header("cache-control"), Some("public, max-age=5, stale-while-revalidate=5"));
    assert_eq!(first.header("vary"), Some("Authorization"));
    let tag = first.header("etag").unwrap();
    let again = send("/list", "GET", json!({"if-none-match": format!("\"x\", W/{tag}")}), None).await;
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", Some(tag)));
    assert_eq!(again.header("cache-control"), first.header("cache-control"));
    let other = get("/item/a").await;
    assert_eq!((other.header("cache-control"), other.header("etag")), (Some("no-store"), None));
    get("/list?limit=0").await.refused(400, "Validation error");
}

#[tokio::test]
async fn without_the_table_nothing_passes_that_needs_it() {
    let answer = send("/echo", "POST", json!({"idempotency-key": "k"}), Some("{}")).await;
    answer.refused(503, "Service unavailable");
    assert!(answer.header("retry-after").is_some());
    post("/limited", "{}").await.refused(503, "Service unavailable");
}
