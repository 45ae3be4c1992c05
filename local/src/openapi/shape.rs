//! The shape of answers, as far as the handlers' macros do not tell it: `success` is a constant, and what stands in
//! an answer's data is always there, null or not.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Where one schema refers to another.
const SCHEMAS: &str = "#/components/schemas/";
/// What stands beside `data`, where the answer has it.
const BESIDE: [&str; 3] = ["message", "total", "query"];

/// Completes every schema that a response leads to.
pub(super) fn answers(document: &mut Value) {
    refer_to_data(&mut document["components"]["schemas"]);
    let mut seen = BTreeSet::new();
    let mut next = vec![];
    for operation in operations(document) {
        for response in operation["responses"].as_object().into_iter().flat_map(|responses| responses.values()) {
            referred(response, &mut next);
        }
    }
    while let Some(name) = next.pop() {
        if seen.insert(name.clone()) {
            referred(&document["components"]["schemas"][&name], &mut next);
        }
    }
    for name in seen {
        complete(&mut document["components"]["schemas"][&name]);
    }
    for item in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            body_is_optional(operation);
        }
    }
}

/// The macros write out what a generic envelope holds; it has a schema of its own, whose name is in the envelope's.
fn refer_to_data(schemas: &mut Value) {
    let names: Vec<String> = schemas.as_object().into_iter().flat_map(|all| all.keys().cloned()).collect();
    for name in &names {
        let (held, place) = match (name.strip_prefix("Success_"), name.strip_prefix("Page_")) {
            (Some(held), _) => (held, "/properties/data"),
            (None, Some(held)) => (held, "/properties/data/items"),
            (None, None) => continue,
        };
        let held = held.split('_').next().unwrap_or(held);
        if let (true, Some(data)) = (names.iter().any(|name| name == held), schemas[name].pointer_mut(place)) {
            *data = json!({"$ref": format!("{SCHEMAS}{held}")});
        }
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    items.flat_map(|item| item.as_object().into_iter().flat_map(|item| item.values()))
}

/// The schemas that a part of the document refers to.
fn referred(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(SCHEMAS)) {
                found.push(name.to_owned());
            }
            fields.values().for_each(|field| referred(field, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| referred(part, found)),
        _ => {}
    }
}

/// Every property is required but those beside `data`; `success` is true.
fn complete(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(complete);
            let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) else { return };
            let has_beside = properties.contains_key("success") && properties.contains_key("data");
            if let Some(success) = properties.get_mut("success") {
                *success = json!({"type": "boolean", "const": true});
            }
            let is_beside = |name: &str| has_beside && BESIDE.contains(&name);
            let required: Vec<String> = properties.keys().filter(|name| !is_beside(name)).cloned().collect();
            for name in BESIDE {
                // Left out rather than null.
                if let (true, Some(beside)) = (is_beside(name), properties.get_mut(name)) {
                    not_null(beside);
                }
            }
            if !required.is_empty() {
                fields.insert("required".to_owned(), json!(required));
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(complete),
        _ => {}
    }
}

fn not_null(schema: &mut Value) {
    let types = schema["type"].as_array().cloned().unwrap_or_default();
    if let [kind, null] = types.as_slice()
        && null == "null"
    {
        schema["type"] = kind.clone();
    }
}

/// An empty body counts as `{}`.
fn body_is_optional(operation: &mut Value) {
    let body = &mut operation["requestBody"];
    if body.is_null() {
        if let Some(operation) = operation.as_object_mut() {
            operation.remove("requestBody");
        }
        return;
    }
    // By a pointer: an index would write a null where there is nothing.
    let choices = body.pointer("/content/application~1json/schema/oneOf").and_then(Value::as_array);
    if choices.is_some_and(|choices| choices.iter().any(|choice| choice["type"] == "null")) {
        body["required"] = json!(false);
    }
}
