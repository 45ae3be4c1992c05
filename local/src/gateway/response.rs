//! A function's response as API Gateway hands it to the caller (payload format 2.0).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{CONTENT_LENGTH, SET_COOKIE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A response that API Gateway would not understand, and so answer 500 in its place.
#[derive(Debug, thiserror::Error)]
#[error("not a response of a function: {0}")]
pub struct Malformed(String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LambdaResponse {
    status_code: u16,
    #[serde(default)]
    headers: Option<Map<String, Value>>,
    #[serde(default)]
    multi_value_headers: Option<Map<String, Value>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The HTTP response of what a function answered.
///
/// # Errors
/// It is none: no status, a header that is none, a body that is not base64 though it says so.
pub fn response(answer: Value) -> Result<Response<Vec<u8>>, Malformed> {
    let malformed = |error: &dyn std::fmt::Display| Malformed(error.to_string());
    let answer: LambdaResponse = serde_json::from_value(answer).map_err(|error| malformed(&error))?;
    let body = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded {
        BASE64_STANDARD.decode(body).map_err(|error| malformed(&error))?
    } else {
        body.into_bytes()
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status_code).map_err(|error| malformed(&error))?;
    let cookies = answer.cookies.unwrap_or_default().into_iter().map(|cookie| (SET_COOKIE.to_string(), cookie));
    let single = answer.headers.unwrap_or_default().into_iter();
    let several = answer.multi_value_headers.unwrap_or_default().into_iter();
    for (name, value) in single.chain(several).flat_map(spread).chain(cookies) {
        let name: HeaderName = name.parse().map_err(|error| malformed(&error))?;
        let value: HeaderValue = value.parse().map_err(|error| malformed(&error))?;
        // The length is the server's to state: it knows what it sends.
        if name != CONTENT_LENGTH {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

/// A header's values, each with its name.
fn spread((name, value): (String, Value)) -> Vec<(String, String)> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    match value {
        Value::Array(values) => values.into_iter().map(|value| (name.clone(), text(value))).collect(),
        value => vec![(name, text(value))],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn all(response: &Response<Vec<u8>>, name: &str) -> Vec<String> {
        response.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_response_keeps_status_headers_cookies_and_body() {
        let response = response(json!({
            "statusCode": 201,
            "headers": {"content-type": "application/json", "Content-Length": "999"},
            "multiValueHeaders": {"vary": ["origin", "accept"]},
            "cookies": ["a=1; HttpOnly", "b=2"],
            "body": "{\"é\":1}",
            "isBase64Encoded": false
        }))
        .unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(all(&response, "content-type"), ["application/json"]);
        assert_eq!(all(&response, "vary"), ["origin", "accept"]);
        assert_eq!(all(&response, "set-cookie"), ["a=1; HttpOnly", "b=2"]);
        assert_eq!(all(&response, "content-length"), [""; 0]);
        assert_eq!(response.body(), "{\"é\":1}".as_bytes());
    }

    #[test]
    fn a_base64_body_is_decoded() {
        let response = response(json!({"statusCode": 200, "body": "//4=", "isBase64Encoded": true})).unwrap();
        assert_eq!(response.body(), &[0xff, 0xfe]);
    }

    #[test]
    fn nothing_but_a_status_is_enough() {
        let response = response(json!({
            "statusCode": 204, "headers": {}, "multiValueHeaders": {}, "body": null, "isBase64Encoded": false
        }))
        .unwrap();
        assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));
    }

    #[test]
    fn what_is_no_response_is_refused() {
        for answer in [
            json!({"body": "x"}),
            json!({"statusCode": 99}),
            json!({"statusCode": 200, "headers": {"a b": "c"}}),
            json!({"statusCode": 200, "headers": {"a": "b\nc"}}),
            json!({"statusCode": 200, "body": "?", "isBase64Encoded": true}),
            json!("text"),
        ] {
            assert!(response(answer.clone()).is_err(), "{answer}");
        }
    }
}
