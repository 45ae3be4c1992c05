//! The OpenAPI document of the whole API: what the handlers say of themselves, completed with what follows from the
//! route table and from the refusals that each operation declares. Committed as `docs/openapi.json`; a test sees to it
//! that it is current, and every test of the suite that each answer is in it.

mod failures;
mod shape;

use http::StatusCode;
use serde_json::{Value, json};
use utoipa::openapi::{Info, License, OpenApi, Paths, Server, Tag};
use utoipa::{PartialSchema as _, ToSchema};
use web::{Access, FieldError, Pagination, Route, Routes};

/// Name of the security scheme of frontends.
const BEARER: &str = "bearer";
/// Name of the security scheme of LiveKit.
const LIVEKIT: &str = "livekit";

const ABOUT: &str = "The API of a live streaming platform on LiveKit. Success is `{\"success\":true,\"data\":…}`, \
    failure `{\"success\":false,\"error\":…}`. An unknown route is answered with 404 `Not found`, a known one with \
    another method with 405 `Method not allowed` and `Allow`. Every answer has `X-Request-Id`.";

/// What all functions that the gateway calls have: their route tables, and what their handlers say.
fn groups() -> Vec<(&'static str, Routes, OpenApi)> {
    vec![
        ("stream", stream::routes(), stream::openapi()),
        ("viewer", viewer::routes(), viewer::openapi()),
        ("social", social::routes(), social::openapi()),
        ("creator", creator::routes(), creator::openapi()),
        ("admin", admin::routes(), admin::openapi()),
        ("analytics", analytics::routes(), analytics::openapi()),
        ("vod", vod::routes(), vod::openapi()),
        ("webhook", webhook::routes(), webhook::openapi()),
        ("chat", chat::routes(), chat::openapi()),
    ]
}

/// The document.
#[must_use]
pub fn document() -> Value {
    let groups = groups();
    let mut said = OpenApi::new(info(), Paths::new());
    said.servers = Some(vec![Server::new("/")]);
    said.tags = Some(groups.iter().map(|(name, ..)| Tag::new(*name)).collect());
    let mut routes = vec![];
    for (group, table, of_group) in groups {
        said.merge(of_group);
        routes.extend(table.table().map(|route| (group, route.clone())));
    }
    // Of a generic's default parameter, and of what is only told below, the macros leave the schema out.
    let mut schemas = vec![
        ("Pagination".to_owned(), Pagination::schema()),
        ("FieldError".to_owned(), FieldError::schema()),
        ("ApplicationStatus".to_owned(), web::schema::ApplicationStatus::schema()),
    ];
    Pagination::schemas(&mut schemas);
    said.components.get_or_insert_default().schemas.extend(schemas);

    let mut document = serde_json::to_value(said).unwrap_or_default();
    for (group, route) in &routes {
        let method = route.method.as_str().to_lowercase();
        let item = document["paths"].get_mut(route.path);
        if let Some(operation) = item.and_then(|item| item.get_mut(method)) {
            complete(operation, group, route);
        }
    }
    let components = &mut document["components"];
    components["schemas"]["Failure"] = failures::any();
    components["responses"] = failures::shared();
    components["parameters"] = json!({"IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "The same key with the same request within 24 hours gets the first answer again",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    }});
    components["securitySchemes"] = json!({
        BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        LIVEKIT: {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "LiveKit's JWT over the body's SHA-256, without `Bearer`",
        },
    });
    shape::answers(&mut document);
    document
}

fn info() -> Info {
    let mut info = Info::new("OnAir", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    let mut license = License::new("MIT OR Apache-2.0");
    license.identifier = Some("MIT OR Apache-2.0".to_owned());
    info.license = Some(license);
    info
}

/// Adds what follows from the route's line in the table.
fn complete(operation: &mut Value, group: &str, route: &Route) {
    operation["operationId"] = json!(route.operation);
    operation["tags"] = json!([group]);
    operation["security"] = match route.access {
        Access::Public => json!([{}]),
        Access::Optional => json!([{}, {BEARER: []}]),
        Access::Viewer | Access::Creator | Access::Admin | Access::Moderator | Access::ChatHost | Access::Chat => {
            json!([{BEARER: []}])
        }
        Access::LiveKit => json!([{LIVEKIT: []}]),
    };
    if route.takes_a_key() {
        let parameter = json!({"$ref": "#/components/parameters/IdempotencyKey"});
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(parameter),
            None => operation["parameters"] = json!([parameter]),
        }
    }
    let failures = failures::of(operation, route);
    let responses = &mut operation["responses"];
    for (status, success) in responses.as_object_mut().into_iter().flatten() {
        let status = StatusCode::from_bytes(status.as_bytes()).unwrap_or_default();
        success["description"] = json!(status.canonical_reason().unwrap_or_default());
    }
    if route.cached_secs.is_some() {
        responses["304"] = json!({"description": "The caller has it already: `If-None-Match` is its `ETag`"});
    }
    for (status, response) in failures {
        responses[status] = response;
    }
}
