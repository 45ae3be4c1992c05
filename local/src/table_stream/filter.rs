//! Which changes `project` is handed: those that a filter of `template.yaml` lets through, so that a filter
//! which is too narrow fails here as it would in Lambda (AWS: Lambda event filtering).

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use shared::{Error, Result};

const TEMPLATE: &str = include_str!("../../../template.yaml");
const FILTERS: [&str; 8] =
    ["Resources", "ProjectFunction", "Properties", "Events", "TableChanges", "Properties", "FilterCriteria", "Filters"];

/// The filters; a change passes when one of them lets it.
pub(super) struct Filters(Vec<Value>);

impl Filters {
    /// Those of `template.yaml`.
    ///
    /// # Errors
    /// It has none.
    pub fn of_template() -> Result<Self> {
        let documents = Yaml::load_from_str(TEMPLATE).map_err(Error::internal)?;
        let found = documents
            .first()
            .and_then(|template| FILTERS.iter().try_fold(template, |node, name| node.as_mapping_get(name)))
            .and_then(Yaml::as_sequence)
            .ok_or_else(|| Error::fault("template.yaml has no filters for project"))?;
        let patterns = found.iter().filter_map(|filter| filter.as_mapping_get("Pattern")?.as_str());
        Ok(Self(patterns.map(serde_json::from_str).collect::<Result<_, _>>().map_err(Error::internal)?))
    }

    /// Whether a record is handed in.
    pub fn let_through(&self, record: &Value) -> bool {
        self.0.iter().any(|pattern| matches(pattern, Some(record)))
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

/// The rules that the template uses: `prefix` and `exists`; a plain value is to be equal.
fn is_allowed(rule: &Value, found: Option<&Value>) -> bool {
    if let Some(prefix) = rule.get("prefix").and_then(Value::as_str) {
        return found.and_then(Value::as_str).is_some_and(|text| text.starts_with(prefix));
    }
    if let Some(exists) = rule.get("exists").and_then(Value::as_bool) {
        return found.is_some() == exists;
    }
    found == Some(rule)
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
        let filters = Filters::of_template().unwrap();
        let asked = json!({"leasedUntil": {"S": "2026-01-01T00:00:00.000Z"}});
        for pk in ["CALL#deleteIngress", "USER#usr_a", "STREAM#usr_a", "FOLLOWERS#usr_a"] {
            assert!(filters.let_through(&record(pk, &json!({}))), "{pk}");
        }
        assert!(filters.let_through(&record("COUNT#usr_a", &asked)));
        assert!(!filters.let_through(&record("COUNT#usr_a", &json!({"viewers": {"N": "3"}}))));
        assert!(!filters.let_through(&record("PRESENT#usr_a", &asked)));
        assert!(!filters.let_through(&json!({})));
    }

    #[test]
    fn rules_are_those_of_lambda() {
        let holds = |pattern, found| matches(&pattern, Some(&found));
        assert!(holds(json!({"a": [1, {"prefix": "x"}]}), json!({"a": "xy"})));
        assert!(holds(json!({"a": [1, {"prefix": "x"}]}), json!({"a": 1})));
        assert!(!holds(json!({"a": [{"prefix": "x"}]}), json!({"a": 1})));
        assert!(holds(json!({"a": [{"exists": false}]}), json!({})));
        assert!(!holds(json!({"a": [{"exists": true}], "b": [2]}), json!({"b": 2})));
    }
}
