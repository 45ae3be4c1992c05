//! Units by partition key and second: which key is the hottest.

use std::collections::HashMap;

use serde_json::Value;

/// Units of each partition key in each second, read and written.
#[derive(Debug, Default)]
pub(crate) struct Tally(HashMap<(String, i64), [f64; 2]>);

impl Tally {
    /// Adds what a call took, in equal parts to the keys that it names.
    pub fn add(&mut self, request: &Value, second: i64, units: f64, is_read: bool) {
        let keys = keys(request);
        let part = units / f64::from(u32::try_from(keys.len().max(1)).unwrap_or(u32::MAX));
        for key in keys {
            self.0.entry((key, second)).or_default()[usize::from(!is_read)] += part;
        }
    }

    /// The key with the most units in one second: read, or written.
    pub fn hottest(&self, is_read: bool) -> (String, f64) {
        let of = self.0.iter().map(|((key, _), units)| (key, units[usize::from(!is_read)]));
        let most = of.max_by(|(_, one), (_, other)| one.total_cmp(other));
        most.map(|(key, units)| (key.clone(), units)).unwrap_or_default()
    }
}

/// The partition keys that a call names.
fn keys(request: &Value) -> Vec<String> {
    let pk = |of: &Value| of["pk"]["S"].as_str().map(str::to_owned);
    let of = |one: &Value| {
        let value = one["ExpressionAttributeValues"][":pk"]["S"].as_str().map(str::to_owned);
        pk(&one["Key"]).or_else(|| pk(&one["Item"])).or(value)
    };
    if let Some(parts) = request["TransactItems"].as_array() {
        return parts.iter().filter_map(|part| part.as_object()?.values().find_map(of)).collect();
    }
    if let Some(tables) = request["RequestItems"].as_object() {
        let all = tables.values().filter_map(|table| table["Keys"].as_array()).flatten();
        return all.filter_map(pk).collect();
    }
    of(request).into_iter().collect()
}
