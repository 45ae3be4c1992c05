//! A request as API Gateway's HTTP APIs hand it to Lambda (payload format 2.0, AWS: "Create AWS Lambda
//! proxy integrations for HTTP APIs"). What AWS leaves unsaid was measured by others on the real thing:
//! which bodies come as base64 (ministackorg/ministack#766) and that the path comes decoded, slashes too
//! (fastify/aws-lambda-fastify#169), cut at a decoded question mark (middleapi/standard-server#93). Nobody
//! tells whether the route's own parameter is cut as well; here it goes on.

use std::net::IpAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{CONTENT_TYPE, COOKIE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, Method};
use jiff::Timestamp;
use runtime::{Clock, Random};
use serde_json::{Map, Value, json};

use super::route::route;

/// The event of a request. `path_and_query` is the request's target as it was sent.
#[must_use]
pub fn event(method: &Method, path_and_query: &str, headers: &HeaderMap, body: &[u8], source_ip: IpAddr) -> Value {
    let (raw_path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let whole = percent_encoding::percent_decode_str(raw_path).decode_utf8_lossy();
    let path = whole.split('?').next().unwrap_or_default();
    let route = route(&whole);
    let now = Clock::system().now();
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // API Gateway always has one, and a function's URI is made of it where a client sends no host.
    let domain = if headers.contains_key(HOST) { header(HOST) } else { "localhost" };
    let mut event = json!({
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined(headers),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": domain,
            "domainPrefix": "local",
            "http": {
                "method": method.as_str(),
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": source_ip.to_string(),
                "userAgent": header(USER_AGENT),
            },
            "requestId": Random::system().id(Clock::system().now()),
            "routeKey": route.key,
            "stage": "$default",
            "time": common_log_time(now.as_millis()),
            "timeEpoch": now.as_millis(),
        },
        "isBase64Encoded": false,
    });
    let cookies = cookies(headers);
    if !cookies.is_empty() {
        event["cookies"] = cookies.into();
    }
    if !query.is_empty() {
        event["queryStringParameters"] = query_parameters(query).into();
    }
    if let Some(proxy) = route.proxy {
        event["pathParameters"] = json!({ "proxy": proxy });
    }
    if !body.is_empty() {
        let text = std::str::from_utf8(body).ok().filter(|_| is_text(header(CONTENT_TYPE)));
        event["isBase64Encoded"] = text.is_none().into();
        event["body"] = text.map_or_else(|| BASE64_STANDARD.encode(body), str::to_owned).into();
    }
    event
}

/// Bodies of these types come as text; those of all others, of none and of `…+json` come as base64.
fn is_text(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.starts_with("text/")
        || matches!(essence.as_str(), "application/json" | "application/xml" | "application/javascript")
}

/// Names in lower case; a header that came several times is one, joined by commas. Cookies stand apart.
fn joined(headers: &HeaderMap) -> Map<String, Value> {
    let mut joined = Map::new();
    for name in headers.keys().filter(|name| *name != COOKIE) {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        joined.insert(name.as_str().to_owned(), values.join(",").into());
    }
    joined
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(';')).map(|cookie| cookie.trim().to_owned()).filter(|c| !c.is_empty()).collect()
}

/// Decoded; a parameter that came several times is one, joined by commas.
fn query_parameters(query: &str) -> Map<String, Value> {
    let mut parameters: Map<String, Value> = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let joined = match parameters.get(name.as_ref()).and_then(Value::as_str) {
            Some(earlier) => format!("{earlier},{value}"),
            None => value.into_owned(),
        };
        parameters.insert(name.into_owned(), joined.into());
    }
    parameters
}

/// As web servers' logs write it: `12/Mar/2020:19:03:58 +0000`.
fn common_log_time(millis: i64) -> String {
    Timestamp::from_millisecond(millis)
        .map(|time| time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const IP: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }

    fn with_body(content_type: Option<&str>, body: &[u8]) -> (Value, Value) {
        let headers = headers(&content_type.map(|t| vec![("content-type", t)]).unwrap_or_default());
        let event = event(&Method::POST, "/api/viewer/token", &headers, body, IP);
        (event["isBase64Encoded"].clone(), event["body"].clone())
    }

    #[test]
    fn an_event_has_what_amazon_documents() {
        let headers = headers(&[
            ("Host", "localhost:3000"),
            ("User-Agent", "curl/8"),
            ("X-Many", "one"),
            ("X-Many", "two"),
            ("Cookie", "a=1; b=2"),
            ("Cookie", "c=3"),
        ]);
        let mut event = event(&Method::GET, "/api/viewer/live?limit=5&q=a%20b&q=%C3%A9", &headers, b"", IP);
        let context = event["requestContext"].as_object_mut().unwrap();
        let time = (context.remove("time").unwrap(), context.remove("timeEpoch").unwrap());
        assert!(time.0.as_str().unwrap().ends_with(" +0000") && time.1.as_i64().unwrap() > 0);
        assert_eq!(context.remove("requestId").unwrap().as_str().unwrap().len(), 26);
        let expected = json!({
            "version": "2.0",
            "routeKey": "ANY /api/viewer/{proxy+}",
            "rawPath": "/api/viewer/live",
            "rawQueryString": "limit=5&q=a%20b&q=%C3%A9",
            "cookies": ["a=1", "b=2", "c=3"],
            "headers": {"host": "localhost:3000", "user-agent": "curl/8", "x-many": "one,two"},
            "queryStringParameters": {"limit": "5", "q": "a b,é"},
            "pathParameters": {"proxy": "live"},
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "domainName": "localhost:3000",
                "domainPrefix": "local",
                "http": {
                    "method": "GET",
                    "path": "/api/viewer/live",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1",
                    "userAgent": "curl/8",
                },
                "routeKey": "ANY /api/viewer/{proxy+}",
                "stage": "$default",
            },
            "isBase64Encoded": false,
        });
        assert_eq!(event, expected);
    }

    #[test]
    fn text_types_come_as_text() {
        for kind in ["application/json", "Application/JSON; charset=utf-8", "text/plain", "application/xml"] {
            assert_eq!(with_body(Some(kind), b"{\"a\":1}"), (false.into(), "{\"a\":1}".into()), "{kind}");
        }
    }

    #[test]
    fn every_other_type_comes_as_base64() {
        let kinds = ["application/webhook+json", "application/x-www-form-urlencoded", "application/octet-stream"];
        for kind in kinds.map(Some).into_iter().chain([None]) {
            assert_eq!(with_body(kind, b"{\"a\":1}"), (true.into(), "eyJhIjoxfQ==".into()), "{kind:?}");
        }
        assert_eq!(with_body(Some("application/json"), &[0xff, 0xfe]), (true.into(), "//4=".into()));
    }

    #[test]
    fn a_path_comes_decoded_and_cut_at_a_question_mark() {
        let path = |target| event(&Method::GET, target, &HeaderMap::new(), b"", IP)["rawPath"].clone();
        assert_eq!(path("/api/viewer/stream/al%20ice"), "/api/viewer/stream/al ice");
        assert_eq!(path("/api/viewer/stream/a%2541%2Fb"), "/api/viewer/stream/a%41/b");
        assert_eq!(path("/api/viewer/stream/a%3Fb=c?d=e"), "/api/viewer/stream/a");
        assert_eq!(path("/api/viewer/stream/%ff"), "/api/viewer/stream/\u{fffd}");
        let cut = event(&Method::GET, "/api/viewer/stream/a%3Fb=c?d=e", &HeaderMap::new(), b"", IP);
        assert_eq!((&cut["pathParameters"]["proxy"], &cut["rawQueryString"]), (&json!("stream/a?b=c"), &json!("d=e")));
    }

    #[test]
    fn what_is_of_no_group_goes_the_default_way() {
        let event = event(&Method::GET, "/nowhere", &HeaderMap::new(), b"", IP);
        assert_eq!((&event["routeKey"], &event["pathParameters"]), (&"$default".into(), &Value::Null));
        assert_eq!(event["requestContext"]["domainName"], "localhost");
    }

    #[test]
    fn time_is_written_as_in_logs() {
        assert_eq!(common_log_time(1_583_348_638_390), "04/Mar/2020:19:03:58 +0000");
    }
}
