//! The failures of an operation, by status: what it declares to refuse, and what follows from its line in the route
//! table and from what it takes. The texts are those of the errors themselves.

use std::collections::BTreeMap;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use web::{Access, Error, RefusalKind, Route};

/// Failures that several operations have alike: name, and the errors of its one status.
fn alike() -> Vec<(&'static str, Vec<Error>)> {
    vec![
        ("BadRequest", vec![invalid()]),
        ("BadRequestOrCursor", vec![invalid(), Error::InvalidCursor]),
        ("Unauthorized", vec![Error::Unauthenticated]),
        ("NotACreator", not_a_creator().into()),
        ("NotAnAdmin", vec![Error::NotAnAdmin]),
        ("NotAModerator", vec![Error::NotAModerator]),
        ("NotTheHost", vec![Error::NotTheHost]),
        ("NotFound", vec![Error::NoRoute]),
        ("Conflict", key_conflicts().into()),
        ("PayloadTooLarge", vec![Error::TooLarge]),
        ("TooManyRequests", vec![too_many()]),
        ("Fault", vec![Error::fault("")]),
        ("Unavailable", vec![Error::unavailable("", "")]),
    ]
}

fn invalid() -> Error {
    Error::Invalid(vec![])
}

fn not_a_creator() -> [Error; 2] {
    [Error::not_a_creator(None), Error::not_a_creator(Some(domain::ApplicationStatus::Pending))]
}

fn key_conflicts() -> [Error; 2] {
    [Error::KeyUsed, Error::InProgress(Duration::ZERO)]
}

const fn too_many() -> Error {
    Error::RateLimited { retry_after: Duration::ZERO }
}

/// What may stand beside the texts of one status.
#[derive(Debug, Default, PartialEq, Eq)]
struct Failure {
    errors: Vec<String>,
    codes: Vec<&'static str>,
    has_message: bool,
    has_details: bool,
    has_application_status: bool,
    /// Refusals of the operation's own have the status of the gate's, and no application status.
    has_own_refusals: bool,
    has_retry_after: bool,
}

impl Failure {
    fn add(&mut self, error: &Error) {
        self.has_details |= matches!(error, Error::Invalid(_));
        self.has_application_status |= matches!(error, Error::NotACreator { .. });
        self.has_retry_after |=
            matches!(error, Error::RateLimited { .. } | Error::InProgress(_) | Error::Unavailable { .. });
        self.text(&error.to_string());
    }

    fn text(&mut self, error: &str) {
        if !self.errors.iter().any(|known| known == error) {
            self.errors.push(error.to_owned());
        }
    }

    fn schema(&self) -> Value {
        let mut properties = json!({
            "success": {"type": "boolean", "const": false},
            "error": match self.errors.as_slice() {
                [error] => json!({"type": "string", "const": error}),
                errors => json!({"type": "string", "enum": errors}),
            },
        });
        if self.has_message {
            properties["message"] = json!({"type": "string", "description": "What to do about it."});
        }
        if !self.codes.is_empty() {
            properties["code"] =
                json!({"type": "string", "enum": self.codes, "description": "The refusal's own name."});
            properties["until"] = json!({
                "type": "string", "format": "date-time",
                "description": "Until when it is refused, where that is a matter of time.",
            });
        }
        if self.has_details {
            properties["details"] = details();
        }
        let mut required = vec!["success", "error"];
        if self.has_application_status {
            properties["applicationStatus"] = application_status();
            if !self.has_details && !self.has_own_refusals {
                required.push("applicationStatus");
            }
        }
        json!({"type": "object", "required": required, "properties": properties})
    }

    fn response(&self, status: StatusCode) -> Value {
        let mut response = json!({
            "description": description(status, &self.errors),
            "content": {"application/json": {"schema": self.schema()}},
        });
        if self.has_retry_after {
            response["headers"] = json!({"Retry-After": {
                "description": "Seconds after which to try again", "schema": {"type": "integer", "minimum": 1},
            }});
        }
        response
    }
}

fn details() -> Value {
    json!({
        "type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
        "description": "Every field that breaks its rule.",
    })
}

fn application_status() -> Value {
    json!({
        "description": "Status of the caller's creator application; null: never applied.",
        "oneOf": [{"$ref": "#/components/schemas/ApplicationStatus"}, {"type": "null"}],
    })
}

fn description(status: StatusCode, errors: &[String]) -> String {
    let quoted: Vec<_> = errors.iter().map(|error| format!("`{error}`")).collect();
    format!("{}: {}", status.canonical_reason().unwrap_or_default(), quoted.join(", "))
}

/// Any failure.
pub(super) fn any() -> Value {
    json!({
        "type": "object",
        "description": "`{\"success\":false,\"error\":…}`.",
        "required": ["success", "error"],
        "properties": {
            "success": {"type": "boolean", "const": false},
            "error": {"type": "string", "description": "The contract's text."},
            "message": {"type": "string", "description": "What to do about it."},
            "code": {"type": "string", "description": "The refusal's own name, where it has one."},
            "until": {"type": "string", "format": "date-time", "description": "Until when it is refused."},
            "details": details(),
            "applicationStatus": application_status(),
        },
    })
}

fn of_one_status(errors: &[Error]) -> (StatusCode, Failure) {
    let mut failure = Failure::default();
    errors.iter().for_each(|error| failure.add(error));
    (errors.first().map_or(StatusCode::INTERNAL_SERVER_ERROR, Error::status), failure)
}

/// The responses that operations share, by their names.
pub(super) fn shared() -> Value {
    let named = alike().into_iter().map(|(name, errors)| {
        let (status, failure) = of_one_status(&errors);
        (name.to_owned(), failure.response(status))
    });
    Value::Object(named.collect())
}

/// The failures of an operation, by status.
pub(super) fn of(operation: &Value, route: &Route) -> BTreeMap<String, Value> {
    let mut failures: BTreeMap<u16, Failure> = BTreeMap::new();
    for error in common(operation, route) {
        failures.entry(error.status().as_u16()).or_default().add(&error);
    }
    for refusal in route.refusals {
        let failure = failures.entry(refusal.kind.status().as_u16()).or_default();
        failure.text(refusal.error);
        failure.codes.extend(refusal.code);
        failure.has_own_refusals |= failure.has_application_status;
        failure.has_message |= refusal.message.is_some();
        failure.has_retry_after |= refusal.kind == RefusalKind::TooMany;
    }
    let shared: Vec<_> = alike().iter().map(|(name, errors)| (*name, of_one_status(errors))).collect();
    let responses = failures.into_iter().map(|(code, failure)| {
        let status = StatusCode::from_u16(code).unwrap_or_default();
        let alike = shared.iter().find(|(_, (at, like))| *at == status && *like == failure);
        let response = match alike {
            Some((name, _)) => json!({"$ref": format!("#/components/responses/{name}")}),
            None => failure.response(status),
        };
        (code.to_string(), response)
    });
    responses.collect()
}

/// What an operation may end with beside its own refusals, in the order in which it is looked at.
fn common(operation: &Value, route: &Route) -> Vec<Error> {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let has_query = parameters.iter().any(|parameter| parameter["in"] == "query");
    let has_cursor = parameters.iter().any(|parameter| parameter["name"] == "cursor");
    let has_body = operation.get("requestBody").is_some();
    let mut errors = vec![];
    if route.method != Method::GET {
        errors.push(Error::TooLarge);
    }
    match route.access {
        Access::Public | Access::LiveKit => {}
        Access::Optional | Access::Viewer | Access::Chat => errors.push(Error::Unauthenticated),
        Access::Creator => {
            errors.push(Error::Unauthenticated);
            errors.extend(not_a_creator());
        }
        Access::Admin => errors.extend([Error::Unauthenticated, Error::NotAnAdmin]),
        Access::Moderator => errors.extend([Error::Unauthenticated, Error::NotAModerator]),
        Access::ChatHost => errors.extend([Error::Unauthenticated, Error::NotTheHost]),
    }
    // Reads have a limit without a word in the table.
    if route.limit.is_some() || route.method == Method::GET {
        errors.push(too_many());
    }
    if has_body || has_query || route.takes_a_key() {
        errors.push(invalid());
    }
    if has_cursor {
        errors.push(Error::InvalidCursor);
    }
    if route.path.contains('{') {
        // A part of the path that is no text names nothing.
        errors.push(Error::NoRoute);
    }
    if route.takes_a_key() {
        errors.extend(key_conflicts());
    }
    if route.access != Access::Public {
        errors.push(Error::unavailable("", ""));
    }
    errors.push(Error::fault(""));
    errors
}
