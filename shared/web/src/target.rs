//! What a request asks for, made of the gateway's event: the one place where a path and a query become
//! the URI that the router sees.
//!
//! HTTP APIs hand the path over **decoded** (`rawPath`), the query as it was sent (`rawQueryString`).
//! Parsed as a URL once more, a decoded `#` or `?` would cut the path, a space at its end would go, `..`
//! would climb and `%41` would be decoded a second time: a path parameter would name somebody else. So
//! every letter that means something in a URL is escaped first, but the slashes, which the gateway does
//! not tell from escaped ones. What a parameter then holds is the whole of it and nothing else.

use http::Uri;
use http::uri::PathAndQuery;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Longest path with query that is read, in bytes. API Gateway lets 10 kB through for all headers; a URI
/// holds 64 kB, and escaping makes three bytes of one.
const MAX_TARGET: usize = 16 * 1024;
/// Every route's path begins so, behind a stage and a base path.
const ROUTES: &str = "/api/";
/// The stage that stands in no path.
const DEFAULT_STAGE: &str = "$default";
/// All but what no URI gives a meaning (RFC 3986, unreserved), and the slash.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Takes path and query out of an event. `base_path` is the mapping of a custom domain, as in its
/// configuration. What can be no route of ours becomes `/`, which is none: 404.
pub(super) fn take(request: &mut ApiGatewayV2httpRequest, base_path: Option<&str>) -> Uri {
    let path = whole_path(request);
    let query = request.raw_query_string.take().unwrap_or_default();
    if !path.starts_with('/') || path.len() + query.len() > MAX_TARGET {
        return Uri::default();
    }
    let stage = request.request_context.stage.take().filter(|stage| stage != DEFAULT_STAGE);
    let both = stage.as_deref().zip(base_path).map(|(stage, base)| format!("{stage}/{base}"));
    let prefixes = [stage.as_deref(), base_path, both.as_deref()];
    let path = prefixes.into_iter().flatten().find_map(|prefix| behind(&path, prefix)).unwrap_or(&path);
    let mut target = utf8_percent_encode(path, ESCAPED).to_string();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&escaped(&query));
    }
    PathAndQuery::from_maybe_shared(target).map_or_else(|_| Uri::default(), Uri::from)
}

/// `rawPath` ends at a decoded question mark; where the route's own parameter goes on, so does the path.
fn whole_path(request: &mut ApiGatewayV2httpRequest) -> String {
    let path = request.raw_path.take().unwrap_or_default();
    let proxy = request.path_parameters.get("proxy").filter(|proxy| proxy.contains('?'));
    let whole = proxy.and_then(|proxy| {
        let before = path.strip_suffix(proxy.split('?').next()?)?;
        Some(format!("{before}{proxy}"))
    });
    whole.unwrap_or(path)
}

/// The path behind `prefix`, where that stands before it and before a route's path.
fn behind<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix('/')?.strip_prefix(prefix).filter(|rest| rest.starts_with(ROUTES))
}

/// A query string with what no URI may have escaped, and everything else as it was.
fn escaped(query: &str) -> String {
    let mut escaped = String::with_capacity(query.len());
    for c in query.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '#' | '<' | '>') {
            escaped.push(c);
        } else {
            escaped.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn target(event: Value, base_path: Option<&str>) -> String {
        let mut request: ApiGatewayV2httpRequest = serde_json::from_value(event).unwrap();
        take(&mut request, base_path).to_string()
    }

    fn event(path: &str, query: &str, stage: &str) -> Value {
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": {},
            "requestContext": {"stage": stage, "http": {"method": "GET", "path": path}}, "isBase64Encoded": false,
        })
    }

    #[test]
    fn a_path_is_taken_as_it_is() {
        for (path, taken) in [
            ("/api/social/block/usr_bob#x", "/api/social/block/usr_bob%23x"),
            ("/api/social/block/usr_a%41", "/api/social/block/usr_a%2541"),
            ("/api/viewer/stream/alice ", "/api/viewer/stream/alice%20"),
            ("/api/viewer/stream/ alice", "/api/viewer/stream/%20alice"),
            ("/api/viewer/stream/\tal\nice", "/api/viewer/stream/%09al%0Aice"),
            ("/api/viewer/stream/é\u{fffd}", "/api/viewer/stream/%C3%A9%EF%BF%BD"),
            ("/api/viewer/stream/..", "/api/viewer/stream/.."),
            ("/api/viewer/stream/%2e%2e", "/api/viewer/stream/%252e%252e"),
            ("/api/viewer/stream/a\\..\\b", "/api/viewer/stream/a%5C..%5Cb"),
            ("/api/viewer/stream/a;b=c&d+e", "/api/viewer/stream/a%3Bb%3Dc%26d%2Be"),
            ("//api/viewer/live", "//api/viewer/live"),
            ("", "/"),
            ("api/viewer/live", "/"),
        ] {
            assert_eq!(target(event(path, "", "$default"), None), taken, "{path:?}");
        }
    }

    #[test]
    fn a_path_that_was_cut_goes_on_in_its_parameter() {
        let mut event = event("/api/social/block/usr_bob", "a=b", "$default");
        event["pathParameters"] = json!({"proxy": "block/usr_bob?x"});
        assert_eq!(target(event.clone(), None), "/api/social/block/usr_bob%3Fx?a=b");
        event["pathParameters"] = json!({"proxy": "block/usr_bob"});
        assert_eq!(target(event.clone(), None), "/api/social/block/usr_bob?a=b");
        event["pathParameters"] = json!({"proxy": "of/another?path"});
        assert_eq!(target(event, None), "/api/social/block/usr_bob?a=b");
    }

    #[test]
    fn a_query_stays_as_it_was_sent() {
        for (query, taken) in
            [("q=a%20b+c&q=%C3%A9", "q=a%20b+c&q=%C3%A9"), ("q=a b", "q=a%20b"), ("q=\"é#", "q=%22%C3%A9%23")]
        {
            assert_eq!(target(event("/api/x", query, "$default"), None), format!("/api/x?{taken}"));
        }
    }

    #[test]
    fn a_stage_and_a_base_path_are_taken_off_and_nothing_that_looks_like_one() {
        for (path, stage, base, taken) in [
            ("/prod/api/viewer/live", "prod", None, "/api/viewer/live"),
            ("/api/viewer/live", "prod", None, "/api/viewer/live"),
            ("/v1/api/viewer/live", "$default", Some("v1"), "/api/viewer/live"),
            ("/prod/v1/api/viewer/live", "prod", None, "/prod/v1/api/viewer/live"),
            ("/prod/v1/api/viewer/live", "prod", Some("v1"), "/api/viewer/live"),
            ("/a/b/api/viewer/live", "$default", Some("a/b"), "/api/viewer/live"),
            ("/v1/api/viewer/live", "prod", Some("v1"), "/api/viewer/live"),
            ("/v10/api/viewer/live", "$default", Some("v1"), "/v10/api/viewer/live"),
            ("/api/api/viewer/live", "api", None, "/api/viewer/live"),
            ("/api/viewer/live", "api", Some("api"), "/api/viewer/live"),
            ("/v1/v1/api/viewer/live", "$default", Some("v1"), "/v1/v1/api/viewer/live"),
            ("/dev/api/viewer/live", "prod", None, "/dev/api/viewer/live"),
        ] {
            assert_eq!(target(event(path, "", stage), base), taken, "{path} {stage} {base:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_no_route() {
        assert_eq!(target(event("/api/x", &"q".repeat(20_000), "$default"), None), "/");
        assert_eq!(target(event(&format!("/api/{}", "é".repeat(10_000)), "", "$default"), None), "/");
        assert_eq!(target(event(&format!("/api/{}", "#".repeat(15_000)), "", "$default"), None).len(), 45_005);
    }
}
