//! Which changes a function is handed: those that a filter of `template.yaml` lets through, so that a filter
//! which is too narrow fails here as it would in Lambda (AWS: Lambda event filtering).

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use web::{Error, Result};

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// The filters of a reader; a change passes when one of them lets it.
pub(super) struct Filters(Vec<Value>);

impl Filters {
    /// Those of `template.yaml` for each reader of a function, by the name of its resource.
    ///
    /// # Errors
    /// It has none, or a rule that is not known here.
    pub fn of_template(resource: &str) -> Result<Vec<Self>> {
        let documents = Yaml::load_from_str(TEMPLATE).map_err(Error::internal)?;
        let events = documents
            .first()
            .and_then(|template| at(template, &["Resources", resource, "Properties", "Events"]))
            .and_then(Yaml::as_mapping);
        let mut readers = vec![];
        for (_, event) in events.ok_or_else(|| Error::fault("template.yaml hands nothing to it"))? {
            let mut patterns = vec![];
            let filters = at(event, &["Properties", "FilterCriteria", "Filters"]).and_then(Yaml::as_sequence);
            for filter in filters.ok_or_else(|| Error::fault("an event without filters"))? {
                let text = at(filter, &["Pattern"]).and_then(Yaml::as_str).unwrap_or_default();
                let pattern = serde_json::from_str(text).map_err(Error::internal)?;
                if !is_known(&pattern) {
                    return Err(Error::internal(format!("a filter with a rule that is not known here: {pattern}")));
                }
                patterns.push(pattern);
            }
            readers.push(Self(patterns));
        }
        Ok(readers)
    }

    /// Whether a record is handed in.
    pub fn let_through(&self, record: &Value) -> bool {
        self.0.iter().any(|pattern| matches(pattern, Some(record)))
    }
}

fn at<'y>(node: &'y Yaml<'y>, path: &[&str]) -> Option<&'y Yaml<'y>> {
    path.iter().try_fold(node, |node, name| node.as_mapping_get(name))
}

/// Whether a pattern has only the rules that [`is_allowed`] knows.
fn is_known(pattern: &Value) -> bool {
    match pattern {
        Value::Object(fields) => fields.values().all(is_known),
        Value::Array(rules) => rules.iter().all(|rule| match rule.as_object() {
            Some(rule) => rule.len() == 1 && (rule.contains_key("prefix") || rule.contains_key("exists")),
            None => !rule.is_array(),
        }),
        _ => false,
    }
}

/// An object asks for each of its fields, a list for one of its values or rules.
fn matches(pattern: &Value, found: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => {
            fields.iter().all(|(name, pattern)| matches(pattern, found.and_then(|found| found.get(name))))
        }
        Value::Array(allowed) => allowed.iter().any(|rule| is_allowed(rule, found)),
        _ => false,
    }
}

/// The rules that the template uses: `prefix` and `exists`, which know leaves only; a plain value is to be
/// equal.
fn is_allowed(rule: &Value, found: Option<&Value>) -> bool {
    let leaf = found.filter(|found| !found.is_object());
    if let Some(prefix) = rule.get("prefix").and_then(Value::as_str) {
        return leaf.and_then(Value::as_str).is_some_and(|text| text.starts_with(prefix));
    }
    if let Some(exists) = rule.get("exists").and_then(Value::as_bool) {
        return leaf.is_some() == exists;
    }
    leaf == Some(rule)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(pk: &str, image: &Value) -> Value {
        json!({"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": "x"}}, "NewImage": image}})
    }

    #[test]
    fn what_something_follows_from_is_let_through() {
        let filters = Filters::of_template("ProjectFunction").unwrap();
        let let_through = |record: &Value| filters.iter().any(|filters| filters.let_through(record));
        let asked = json!({"leasedUntil": {"S": "2026-01-01T00:00:00.000Z"}});
        for pk in ["OUTBOX#deleteIngress", "USER#usr_a", "STREAM#usr_a", "FOLLOWERS#usr_a"] {
            assert!(let_through(&record(pk, &json!({}))), "{pk}");
        }
        assert!(let_through(&record("COUNT#usr_a", &asked)));
        assert!(!let_through(&record("COUNT#usr_a", &json!({"viewers": {"N": "3"}}))));
        let raids = json!({"viewers": {"N": "3"}, "raid": {"M": {"goesAt": {"S": "2026-01-01T00:00:00.000Z"}}}});
        assert!(let_through(&record("COUNT#usr_a", &raids)));
        assert!(let_through(&record("RANK#HEAD", &asked)));
        assert!(!let_through(&record("RANK#HEAD", &json!({"epoch": {"S": "2026-01-01T00:00:00.000Z"}}))));
        assert!(!let_through(&record("PRESENT#usr_a", &asked)));
        assert!(!let_through(&json!({})));
    }

    #[test]
    fn what_follows_from_a_chat_is_let_through() {
        let filters = Filters::of_template("ChatFanFunction").unwrap();
        let let_through = |record: &Value| filters.iter().any(|filters| filters.let_through(record));
        let (sent, not_sent) = (json!({"isSent": {"BOOL": true}}), json!({"isSent": {"BOOL": false}}));
        for pk in ["CHATTER#usr_a#1", "GONE#usr_a"] {
            assert!(let_through(&record(pk, &json!({}))), "{pk}");
        }
        assert!(let_through(&record("SAID#usr_a", &not_sent)));
        assert!(!let_through(&record("SAID#usr_a", &sent)));
        assert!(!let_through(&record("ROOM#usr_a", &not_sent)));
        let delayed = json!({"isSent": {"BOOL": true}, "delaySeconds": {"N": "2"}});
        assert!(let_through(&record("SAID#usr_a", &delayed)));
        assert!(let_through(&record("LATER#usr_a", &json!({"turn": {"N": "0"}}))));
        // An entry that was deleted has no image.
        assert!(!let_through(&record("LATER#usr_a", &json!({}))));
        // What takes its time, the packets of busy rooms, does not hold up what is written.
        let [written, sent] = &filters[..] else { panic!("two readers") };
        let frame = record("SAID#usr_a", &not_sent);
        assert!(sent.let_through(&frame) && !written.let_through(&frame));
        assert!(!sent.let_through(&record("CHATTER#usr_a#1", &json!({}))));
    }

    #[test]
    fn rules_are_those_of_lambda() {
        let holds = |pattern, found| matches(&pattern, Some(&found));
        assert!(holds(json!({"a": [1, {"prefix": "x"}]}), json!({"a": "xy"})));
        assert!(holds(json!({"a": [1, {"prefix": "x"}]}), json!({"a": 1})));
        assert!(!holds(json!({"a": [{"prefix": "x"}]}), json!({"a": 1})));
        assert!(holds(json!({"a": [{"exists": false}]}), json!({})));
        assert!(!holds(json!({"a": [{"exists": true}], "b": [2]}), json!({"b": 2})));
        // An attribute of an image is no leaf; its value is.
        assert!(!holds(json!({"a": [{"exists": true}]}), json!({"a": {"S": "x"}})));
        assert!(holds(json!({"a": {"S": [{"exists": true}]}}), json!({"a": {"S": "x"}})));
        assert!(!is_known(&json!({"a": [{"anything-but": "x"}]})) && is_known(&json!({"a": ["x", {"prefix": "y"}]})));
    }
}
