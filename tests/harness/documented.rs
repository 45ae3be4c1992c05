//! Every answer that a test gets is one that the OpenAPI document has: its status, its `error`, and in a success
//! every field that the document says is always there, and none that it does not know.

use std::sync::LazyLock;

use http::Method;
use serde_json::Value;

use crate::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(local::openapi::document);

/// Holds an answer against the document. What answers before a route is found is not in it.
///
/// # Panics
/// When the document does not have the answer.
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or(path);
    let Some((template, item)) = item(path) else { return };
    let Some(operation) = item.get(method.as_str().to_lowercase()) else { return };
    let (status, body) = (answer.status.to_string(), &answer.body);
    let response = resolved(&operation["responses"][&status]);
    assert!(response.is_object(), "{method} {template} answered {status}, which is not in the document: {body}");
    let schema = &response["content"]["application/json"]["schema"];
    if schema.is_null() {
        return;
    }
    if let Err(wrong) = fits(schema, body) {
        panic!("{method} {template} {status}: {wrong}, says the document: {body}");
    }
}

/// The template that a path is of.
fn item(path: &str) -> Option<(&'static str, &'static Value)> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_of = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        let same = |(wanted, given): (&&str, &&str)| wanted == given || (wanted.starts_with('{') && !given.is_empty());
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
    };
    let mut items = DOCUMENT["paths"].as_object()?.iter();
    items.find(|(template, _)| is_of(template)).map(|(template, item)| (template.as_str(), item))
}

fn resolved(part: &'static Value) -> &'static Value {
    match part["$ref"].as_str() {
        Some(to) => resolved(DOCUMENT.pointer(to.trim_start_matches('#')).unwrap_or(&Value::Null)),
        None => part,
    }
}

/// As much of JSON Schema as the document uses.
fn fits(schema: &'static Value, value: &Value) -> Result<(), String> {
    let schema = resolved(schema);
    let choices = ["oneOf", "anyOf"].iter().find_map(|key| schema[*key].as_array());
    if let Some(choices) = choices {
        let fitting = choices.iter().any(|choice| fits(choice, value).is_ok());
        return if fitting { Ok(()) } else { Err(format!("{value} is none of the choices")) };
    }
    let known = properties(schema);
    if let (false, Some(fields)) = (known.is_empty(), value.as_object()) {
        for name in required(schema) {
            if !fields.contains_key(name) {
                return Err(format!("`{name}` is missing"));
            }
        }
        for (name, field) in fields {
            let (_, of) = known.iter().find(|(known, _)| known == name).ok_or(format!("`{name}` is not known"))?;
            fits(of, field).map_err(|wrong| format!("in `{name}`: {wrong}"))?;
        }
        return Ok(());
    }
    if let Some(items) = value.as_array() {
        return items.iter().try_for_each(|item| fits(&schema["items"], item));
    }
    if let Some(only) = schema.get("const")
        && only != value
    {
        return Err(format!("{value} is not {only}"));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        return Err(format!("{value} is none of {values:?}"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    if types.iter().any(|kind| is_a(kind, value)) { Ok(()) } else { Err(format!("{value} is no {types:?}")) }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}

/// The properties of an object, those of its parts among them.
fn properties(schema: &'static Value) -> Vec<(&'static str, &'static Value)> {
    let schema = resolved(schema);
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, of)| (name.as_str(), of));
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(properties);
    own.chain(parts).collect()
}

fn required(schema: &'static Value) -> Vec<&'static str> {
    let schema = resolved(schema);
    let own = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(required);
    own.chain(parts).collect()
}
