//! The files of `events/`: every route has one that succeeds, each is for a function that is there, and
//! each is an event as Lambda hands it in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lambda_http::request::LambdaRequest;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Row {
    file: String,
    function: String,
    status: Option<u16>,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../events")
}

fn index() -> Vec<Row> {
    serde_json::from_str(&std::fs::read_to_string(directory().join("index.json")).unwrap()).unwrap()
}

fn event(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(directory().join(file)).unwrap()).unwrap()
}

#[test]
fn the_index_lists_every_file() {
    let listed: BTreeSet<String> = index().into_iter().map(|row| row.file).collect();
    let there: BTreeSet<String> = std::fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json") && name != "index.json")
        .collect();
    assert_eq!(listed, there);
}

/// Routes on something whose id is left to chance: no file can name it, so they have events that are refused. So have
/// those on what only an encoder makes, and on a clip that can be played: the demo has none.
const OF_CHANCE: &[&str] = &[
    "approve_held",
    "approve_unban",
    "create_clip_playback",
    "create_marker",
    "deny_held",
    "deny_unban",
    "dismiss_report",
    "update_clip",
];

#[test]
fn every_route_has_an_event_that_succeeds() {
    let index = index();
    for (function, group) in local::functions::GROUPS {
        for route in group().table() {
            let of = |row: &&Row| {
                let event = event(&row.file);
                row.function == function
                    && row.file.split('.').next() == Some(route.operation)
                    && event["requestContext"]["http"]["method"] == route.method.as_str()
                    && fits(route.path, event["rawPath"].as_str().unwrap())
                    && row.status.is_some_and(|status| status < 300)
            };
            let is_of_chance = OF_CHANCE.contains(&route.operation);
            assert!(is_of_chance || index.iter().any(|row| of(&row)), "{} has no event", route.operation);
        }
    }
    for function in ["project", "chat_fan", "reconcile"] {
        assert!(index.iter().any(|row| row.function == function), "{function} has no event");
    }
}

/// Whether a path is one of a route's.
fn fits(route: &str, path: &str) -> bool {
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len()
        && route.iter().zip(&path).all(|(part, of)| part == of || (part.starts_with('{') && !of.is_empty()))
}

#[test]
fn each_is_what_lambda_hands_in() {
    for row in index() {
        let event = event(&row.file);
        match row.function.as_str() {
            "project" | "chat_fan" => {
                let batch: project::TableEvent = serde_json::from_value(event).unwrap();
                assert!(!batch.records.is_empty(), "{}", row.file);
            }
            "reconcile" => assert_eq!(event["source"], "aws.events", "{}", row.file),
            _ => {
                let request: LambdaRequest = serde_json::from_value(event).unwrap();
                assert!(matches!(request, LambdaRequest::ApiGatewayV2(_)), "{}", row.file);
            }
        }
    }
}
