//! The OpenAPI document of the whole API: what the handlers say of themselves, completed with what holds
//! for all of them. Committed as `docs/openapi.json`; a test sees to it that it is current.

use std::collections::BTreeMap;

use http::Method;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, Info, License, OpenApi, Paths, Ref, RefOr, Required, Response, ResponseBuilder, Server, Tag,
};
use utoipa::{PartialSchema as _, ToSchema};
use web::{Access, Failure, Pagination, Route, Routes};

/// Name of the security scheme of frontends.
const BEARER: &str = "bearer";
/// Name of the security scheme of LiveKit.
const LIVEKIT: &str = "livekit";

const ABOUT: &str = "The API of a live streaming platform on LiveKit. Success is `{\"success\":true,\"data\":…}`, \
    failure `{\"success\":false,\"error\":…}`. An unknown route is answered with 404 `Not found`, a known one with \
    another method with 405 `Method not allowed` and `Allow`. Every answer has `X-Request-Id`.";

/// The failures that several routes share: name, status, description, whether `Retry-After` stands beside it.
const FAILURES: [(&str, &str, &str, bool); 9] = [
    ("BadRequest", "400", "The request breaks a rule; `details` has every field that does", false),
    ("Unauthorized", "401", "No bearer token where one is needed, or one that is not good", false),
    ("Forbidden", "403", "Known, but not permitted", false),
    ("NotFound", "404", "There is no such thing, or not for this caller", false),
    ("Conflict", "409", "It is already so, or the Idempotency-Key was used for another request", false),
    ("PayloadTooLarge", "413", "The body has more than 100 kB (a webhook: 1 MiB)", false),
    ("TooManyRequests", "429", "Too fast", true),
    ("Fault", "500", "A fault of ours; for `create_ingress` also every failure of LiveKit", false),
    ("Unavailable", "503", "A dependency is away", true),
];

/// What all functions that the gateway calls have: their route tables, and what their handlers say.
fn groups() -> Vec<(&'static str, Routes, OpenApi)> {
    vec![
        ("stream", stream::routes(), stream::openapi()),
        ("viewer", viewer::routes(), viewer::openapi()),
        ("social", social::routes(), social::openapi()),
        ("creator", creator::routes(), creator::openapi()),
        ("admin", admin::routes(), admin::openapi()),
        ("webhook", webhook::routes(), webhook::openapi()),
    ]
}

/// The document.
#[must_use]
pub fn document() -> OpenApi {
    let mut info = Info::new("OnAir", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    let mut license = License::new("MIT OR Apache-2.0");
    license.identifier = Some("MIT OR Apache-2.0".to_owned());
    info.license = Some(license);
    let mut document = OpenApi::new(info, Paths::new());
    document.servers = Some(vec![Server::new("/")]);
    let mut tags = Vec::new();
    for (name, routes, said) in groups() {
        document.merge(said);
        for route in routes.table() {
            if let Some(operation) = operation_mut(&mut document, route) {
                complete(operation, route);
            }
        }
        tags.push(Tag::new(name));
    }
    document.tags = Some(tags);
    let components = document.components.get_or_insert_default();
    for (name, _, description, retry) in FAILURES {
        components.responses.insert(name.to_owned(), failure(description, retry).into());
    }
    // Of a generic's default parameter the macros write the reference and leave the schema out.
    let mut schemas = vec![("Failure".to_owned(), Failure::schema()), ("Pagination".to_owned(), Pagination::schema())];
    Failure::schemas(&mut schemas);
    Pagination::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (name, parameter) in shared_parameters() {
        components.parameters.insert(name.to_owned(), RefOr::T(parameter));
    }
    let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert(BEARER.to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    let signature = utoipa::openapi::security::ApiKeyValue::with_description(
        "Authorization",
        "LiveKit's JWT over the body's SHA-256, without `Bearer`",
    );
    let signature = SecurityScheme::ApiKey(utoipa::openapi::security::ApiKey::Header(signature));
    components.security_schemes.insert(LIVEKIT.to_owned(), RefOr::T(signature));
    document
}

/// What a handler of this route said.
fn operation_mut<'a>(document: &'a mut OpenApi, route: &Route) -> Option<&'a mut Operation> {
    let item: &mut PathItem = document.paths.paths.get_mut(route.path)?;
    match route.method {
        Method::GET => item.get.as_mut(),
        Method::POST => item.post.as_mut(),
        Method::PUT => item.put.as_mut(),
        Method::PATCH => item.patch.as_mut(),
        Method::DELETE => item.delete.as_mut(),
        _ => None,
    }
}

/// Adds what follows from the route's place in the table.
fn complete(operation: &mut Operation, route: &Route) {
    let nobody = SecurityRequirement::default();
    let bearer = SecurityRequirement::new(BEARER, Vec::<String>::new());
    operation.security = Some(match route.access {
        Access::Public => vec![nobody],
        Access::Optional => vec![nobody, bearer],
        Access::Viewer | Access::Creator | Access::Admin => vec![bearer],
        Access::LiveKit => vec![SecurityRequirement::new(LIVEKIT, Vec::<String>::new())],
    });
    if is_mutation(route) {
        refer(operation, "IdempotencyKey");
    }
    if is_list(operation) {
        refer(operation, "limit");
        if route.operation != "list_recommended" {
            refer(operation, "cursor");
        }
    }
    if route.cached_secs.is_some() {
        let unchanged = ResponseBuilder::new().description("The caller has it already: `If-None-Match` is its `ETag`");
        operation.responses.responses.insert("304".to_owned(), unchanged.build().into());
    }
    for (name, status, ..) in FAILURES {
        if can_fail(status, operation, route) {
            let reference = RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.entry(status.to_owned()).or_insert(reference);
        }
    }
}

/// Frontends' requests that change something: they take an Idempotency-Key.
fn is_mutation(route: &Route) -> bool {
    route.method != Method::GET && route.access != Access::LiveKit
}

/// Whether the answer is a page: a list of items with its count.
fn is_list(operation: &Operation) -> bool {
    let Some(RefOr::T(response)) = operation.responses.responses.get("200") else { return false };
    response.content.values().any(|content| match content {
        RefOr::T(content) => matches!(&content.schema, Some(RefOr::Ref(of)) if of.ref_location.contains("/Page_")),
        RefOr::Ref(_) => false,
    })
}

/// Whether a route can be answered with a status.
fn can_fail(status: &str, operation: &Operation, route: &Route) -> bool {
    let has_body = operation.request_body.is_some();
    match status {
        "400" => has_body || is_mutation(route) || is_list(operation),
        "401" => route.access != Access::Public,
        "403" => {
            matches!(route.access, Access::Creator | Access::Admin)
                || ["create_token", "follow"].contains(&route.operation)
        }
        "404" => {
            // A part of the path that is empty once decoded, or no text, names nothing.
            route.path.contains('{')
                || (route.access == Access::Creator && route.operation != "create_ingress")
                || ["create_token", "get_application"].contains(&route.operation)
        }
        "409" => is_mutation(route),
        "413" => has_body,
        "429" => route.access != Access::LiveKit,
        "503" => route.access != Access::Public,
        _ => true,
    }
}

/// Refers to one of the shared parameters, unless the handler has one of its name.
fn refer(operation: &mut Operation, name: &str) {
    let parameters = operation.parameters.get_or_insert_default();
    let said = parameters.iter().any(|parameter| matches!(parameter, RefOr::T(of) if of.name == name));
    if !said {
        parameters.push(RefOr::Ref(Ref::new(format!("#/components/parameters/{name}"))));
    }
}

fn shared_parameters() -> [(&'static str, Parameter); 3] {
    let parameter = |name: &str, place: ParameterIn, text: &str, schema: Object| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(Required::False)
            .description(Some(text))
            .schema(Some(schema))
            .build()
    };
    let text = |max| ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).max_length(Some(max));
    let limit = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .minimum(Some(1))
        .maximum(Some(100))
        .default(Some(20.into()));
    [
        ("limit", parameter("limit", ParameterIn::Query, "Most items of the page", limit.build())),
        (
            "cursor",
            parameter(
                "cursor",
                ParameterIn::Query,
                "`pagination.nextCursor` of the page before; it lives an hour, and belongs to this list",
                text(4096).build(),
            ),
        ),
        (
            "IdempotencyKey",
            parameter(
                "Idempotency-Key",
                ParameterIn::Header,
                "The same key with the same request within 24 hours gets the first answer again",
                text(255).min_length(Some(1)).build(),
            ),
        ),
    ]
}

fn failure(description: &str, retry: bool) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Failure"))).build();
    let mut response = ResponseBuilder::new().description(description).content("application/json", content).build();
    if retry {
        let seconds = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)).minimum(Some(1)).build();
        let header =
            HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds after which to try again")).build();
        response.headers = BTreeMap::from([("Retry-After".to_owned(), RefOr::T(header))]);
    }
    response
}
