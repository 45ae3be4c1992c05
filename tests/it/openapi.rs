//! `docs/openapi.json` is what the code says, and the code says something of every route.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

fn document() -> Value {
    local::openapi::document()
}

/// Method, path and operation id of every operation of the document.
fn documented(document: &Value) -> BTreeSet<(String, String, String)> {
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            operations.insert((method.to_uppercase(), path.clone(), id.to_owned()));
        }
    }
    operations
}

/// Every `$ref` in a document.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                found.insert(to.clone());
            }
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn the_committed_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(committed == document(), "run: ./generate");
}

#[test]
fn every_route_is_documented_and_nothing_else() {
    let mut routes = BTreeSet::new();
    for (_, group) in local::functions::GROUPS {
        for route in group().table() {
            routes.insert((route.method.to_string(), route.path.to_owned(), route.operation.to_owned()));
        }
    }
    assert_eq!(documented(&document()), routes);
}

#[test]
fn an_operation_id_names_one_operation() {
    let mut seen = BTreeMap::new();
    for (method, path, id) in documented(&document()) {
        let before = seen.insert(id.clone(), format!("{method} {path}"));
        assert_eq!(before, None, "{id} is also {method} {path}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_has_a_name_of_its_own() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        let target = document.pointer(reference.trim_start_matches('#'));
        assert!(target.is_some(), "{reference}");
    }
    // A route without its handler's word, and an answer without a description, are not OpenAPI.
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path} never succeeds");
            for (status, response) in responses {
                let is_whole = response["$ref"].is_string() || response["description"].is_string();
                assert!(is_whole, "{method} {path} {status}");
            }
        }
    }
    // Two requests under one name would overwrite each other.
    assert!(document["components"]["schemas"].get("Request").is_none(), "a request lacks #[schema(as = …)]");
}

#[test]
fn who_may_call_is_what_the_route_table_says() {
    use web::Access;
    let document = document();
    for (_, group) in local::functions::GROUPS {
        for route in group().table() {
            let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
            let security: Vec<&str> = operation["security"]
                .as_array()
                .unwrap()
                .iter()
                .map(|scheme| scheme.as_object().unwrap().keys().next().map_or("nobody", String::as_str))
                .collect();
            let expected: &[&str] = match route.access {
                Access::Public => &["nobody"],
                Access::Optional => &["nobody", "bearer"],
                Access::Viewer
                | Access::Creator
                | Access::Admin
                | Access::Moderator
                | Access::ChatHost
                | Access::Chat => &["bearer"],
                Access::LiveKit => &["livekit"],
            };
            assert_eq!(security, expected, "{}", route.operation);
        }
    }
}

/// The document's macro takes numbers alone, so each stands twice: here they are held together.
#[test]
fn lengths_are_those_of_the_rules() {
    use domain::chat::automod::{MAX_LEVEL, MAX_TERM, MIN_TERM};
    use domain::chat::{DELAYS, MAX_CLIENT_ID, MAX_FOLLOWED_MINUTES, MAX_REASON, MAX_TEXT, SLOW_MODE_SECS};
    use domain::recording::MAX_MARKER_TEXT;
    use domain::text::MAX_URL;
    use domain::{
        MAX_AUDIT_REASON, MAX_BIO, MAX_CATEGORIES, MAX_DESCRIPTION, MAX_HOSTS, MAX_NAME, MAX_TAGS, MAX_TITLE,
        MIN_APPLICATION_BIO,
    };
    use domain::{MAX_RAID_DELAY, MAX_RECONNECT_WINDOW, MIN_RAID_DELAY, clip};
    let rows = [
        ("AnnouncementRequest", "text", "maxLength", MAX_TEXT),
        ("BanRequest", "reason", "maxLength", MAX_REASON),
        ("CreateChatTokenRequest", "guestName", "maxLength", MAX_NAME),
        ("CreateClipRequest", "title", "maxLength", clip::MAX_TITLE),
        ("CreateHighlightRequest", "ranges", "maxItems", clip::MAX_RANGES),
        ("CreateHighlightRequest", "title", "maxLength", clip::MAX_TITLE),
        ("CreateMarkerRequest", "text", "maxLength", MAX_MARKER_TEXT),
        ("CreateTokenRequest", "guestName", "maxLength", MAX_NAME),
        ("Reason", "reason", "maxLength", MAX_AUDIT_REASON),
        ("ReportRequest", "reason", "maxLength", MAX_REASON),
        ("SendMessageRequest", "clientId", "maxLength", MAX_CLIENT_ID),
        ("SendMessageRequest", "text", "maxLength", MAX_TEXT),
        ("StartRaidRequest", "delaySeconds", "minimum", MIN_RAID_DELAY as usize),
        ("StartRaidRequest", "delaySeconds", "maximum", MAX_RAID_DELAY as usize),
        ("SubmitApplicationProfile", "bio", "minLength", MIN_APPLICATION_BIO),
        ("SubmitApplicationProfile", "bio", "maxLength", MAX_BIO),
        ("SubmitApplicationProfile", "categories", "maxItems", MAX_CATEGORIES),
        ("SubmitApplicationRequest", "bio", "minLength", MIN_APPLICATION_BIO),
        ("SubmitApplicationRequest", "bio", "maxLength", MAX_BIO),
        ("SubmitApplicationRequest", "categories", "maxItems", MAX_CATEGORIES),
        ("TermRequest", "text", "minLength", MIN_TERM),
        ("TermRequest", "text", "maxLength", MAX_TERM),
        ("UnbanDecision", "reason", "maxLength", MAX_REASON),
        ("UnbanRequestBody", "text", "maxLength", MAX_TEXT),
        ("UpdateChatRulesRequest", "autoModLevel", "maximum", usize::from(MAX_LEVEL)),
        ("UpdateChatRulesRequest", "delaySeconds", "minimum", DELAYS[0] as usize),
        ("UpdateChatRulesRequest", "delaySeconds", "maximum", DELAYS[2] as usize),
        ("UpdateChatRulesRequest", "followersOnlyMinutes", "maximum", MAX_FOLLOWED_MINUTES as usize),
        ("UpdateChatRulesRequest", "slowModeSeconds", "minimum", SLOW_MODE_SECS[0] as usize),
        ("UpdateChatRulesRequest", "slowModeSeconds", "maximum", SLOW_MODE_SECS[1] as usize),
        ("UpdateClipRequest", "title", "maxLength", clip::MAX_TITLE),
        ("UpdateHostsRequest", "userIds", "maxItems", MAX_HOSTS),
        ("UpdateInfoRequest", "description", "maxLength", MAX_DESCRIPTION),
        ("UpdateInfoRequest", "reconnectWindow", "maximum", MAX_RECONNECT_WINDOW as usize),
        ("UpdateInfoRequest", "tags", "maxItems", MAX_TAGS),
        ("UpdateInfoRequest", "thumbnail", "maxLength", MAX_URL),
        ("UpdateInfoRequest", "title", "maxLength", MAX_TITLE),
        ("UpdateMeRequest", "bio", "maxLength", MAX_BIO),
        ("UpdateMeRequest", "image", "maxLength", MAX_URL),
        ("UpdateMeRequest", "name", "maxLength", MAX_NAME),
        ("UpdateVodRequest", "description", "maxLength", MAX_DESCRIPTION),
        ("UpdateVodRequest", "title", "maxLength", MAX_TITLE),
    ];
    let document = document();
    for (schema, field, bound, rule) in rows {
        let stated = document["components"]["schemas"][schema]["properties"][field][bound].as_u64();
        assert_eq!(stated, Some(rule as u64), "{bound} of {field} in {schema}");
    }
}
