//! Conditional writes and transactions, with conflicts retried and refusals told apart.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use runtime::Result;
use serde::Serialize;

use crate::item::{self, Item};
use crate::key::{IndexKey, Key};

/// What a write's condition is to every builder of the SDK: they have these methods in common, and no trait.
macro_rules! conditioned {
    ($builder:expr, $write:expr, $table:expr) => {
        $builder
            .table_name($table)
            .set_condition_expression($write.condition.clone())
            .set_expression_attribute_names($write.names())
            .set_expression_attribute_values($write.values())
            .return_values_on_condition_check_failure(
                aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld,
            )
    };
}

mod single;
mod transaction;

pub use transaction::Transacted;

/// One write: put, update, delete or mere check of an item, under a condition.
///
/// In expressions `#name` stands for the attribute `name` (nothing else needs declaring) and `:value`
/// for a bound value, so reserved words never matter.
#[derive(Debug, Clone)]
pub struct Write {
    action: Action,
    sets: Vec<String>,
    removes: Vec<String>,
    adds: Vec<String>,
    drops: Vec<String>,
    condition: Option<String>,
    values: HashMap<String, AttributeValue>,
    otherwise: Option<Box<Write>>,
    /// Another table than the one that is asked to make it.
    table: Option<String>,
}

#[derive(Debug, Clone)]
enum Action {
    Put(Item),
    Update(Key),
    Delete(Key),
    Check(Key),
}

/// A condition that did not hold, with the item as it was then.
#[derive(Debug, Clone)]
pub struct Refusal(pub Option<Item>);

impl Write {
    fn new(action: Action) -> Self {
        Self {
            action,
            sets: vec![],
            removes: vec![],
            adds: vec![],
            drops: vec![],
            condition: None,
            values: HashMap::new(),
            otherwise: None,
            table: None,
        }
    }

    /// Puts a whole item.
    pub fn put(key: impl Into<Key>, value: &impl Serialize, indexes: &[IndexKey]) -> Result<Self> {
        Ok(Self::new(Action::Put(item::write(key.into(), value, indexes)?)))
    }

    /// Changes attributes of an item, which comes to be if it is not there.
    pub fn update(key: impl Into<Key>) -> Self {
        Self::new(Action::Update(key.into()))
    }

    /// Deletes an item.
    pub fn delete(key: impl Into<Key>) -> Self {
        Self::new(Action::Delete(key.into()))
    }

    /// Only checks a condition, as part of a transaction.
    pub fn check(key: impl Into<Key>) -> Self {
        Self::new(Action::Check(key.into()))
    }

    /// Sets `attribute` (a plain name) to a value; an absent optional removes it.
    pub fn set(mut self, attribute: &str, value: impl Serialize) -> Result<Self> {
        match item::attribute(value)? {
            AttributeValue::Null(_) => self.removes.push(format!("#{attribute}")),
            value => {
                let bound = format!(":{attribute}");
                self.sets.push(format!("#{attribute} = {bound}"));
                self.values.insert(bound, value);
            }
        }
        Ok(self)
    }

    /// Sets by an expression, e.g. `#peak = if_not_exists(#viewers, :zero)`.
    pub fn set_expression(mut self, expression: &str) -> Self {
        self.sets.push(expression.to_owned());
        self
    }

    /// Removes an attribute.
    pub fn remove(mut self, attribute: &str) -> Self {
        self.removes.push(format!("#{attribute}"));
        self
    }

    /// Removes by a path, e.g. `#markers.#one`; what is not there is removed already.
    pub fn remove_expression(mut self, path: &str) -> Self {
        self.removes.push(path.to_owned());
        self
    }

    /// Adds to a number; an absent one counts as 0.
    pub fn add(mut self, attribute: &str, number: i64) -> Self {
        let bound = format!(":add{}", self.adds.len());
        self.adds.push(format!("#{attribute} {bound}"));
        self.values.insert(bound, AttributeValue::N(number.to_string()));
        self
    }

    /// Adds a member to a set of texts; an absent set counts as empty.
    pub fn add_member(mut self, attribute: &str, member: &str) -> Self {
        self.adds.push(format!("#{attribute} :member"));
        self.values.insert(":member".to_owned(), AttributeValue::Ss(vec![member.to_owned()]));
        self
    }

    /// Adds members to a set of bytes; an absent set counts as empty, and none to add changes nothing.
    pub fn add_bytes(mut self, attribute: &str, members: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let members: Vec<Blob> = members.into_iter().map(Blob::new).collect();
        if !members.is_empty() {
            let bound = format!(":add{}", self.adds.len());
            self.adds.push(format!("#{attribute} {bound}"));
            self.values.insert(bound, AttributeValue::Bs(members));
        }
        self
    }

    /// Sets `attribute` to bytes.
    pub fn set_bytes(mut self, attribute: &str, bytes: Vec<u8>) -> Self {
        let bound = format!(":{attribute}");
        self.sets.push(format!("#{attribute} = {bound}"));
        self.values.insert(bound, AttributeValue::B(Blob::new(bytes)));
        self
    }

    /// Takes a member out of a set of texts; the last one takes the set with it.
    pub fn drop_member(mut self, attribute: &str, member: &str) -> Self {
        self.drops.push(format!("#{attribute} :member"));
        self.values.insert(":member".to_owned(), AttributeValue::Ss(vec![member.to_owned()]));
        self
    }

    /// Puts the item into an index.
    pub fn index(mut self, place: &IndexKey) -> Result<Self> {
        let (pk, sk) = place.index.attributes();
        self = self.set(pk, &place.pk)?;
        self.set(sk, &place.sk)
    }

    /// Takes the item out of an index.
    pub fn unindex(self, index: crate::key::Index) -> Self {
        let (pk, sk) = index.attributes();
        self.remove(pk).remove(sk)
    }

    /// Only if `condition` holds; several must all hold.
    pub fn when(mut self, condition: &str) -> Self {
        self.condition = Some(match self.condition {
            None => condition.to_owned(),
            Some(earlier) => format!("({earlier}) AND ({condition})"),
        });
        self
    }

    /// Only if there is no such item.
    pub fn when_absent(self) -> Self {
        self.when("attribute_not_exists(#pk)")
    }

    /// Only if there is such an item.
    pub fn when_present(self) -> Self {
        self.when("attribute_exists(#pk)")
    }

    /// In a transaction, where the item of this write is missing though it must be there: `other` in its place, so
    /// that a lost item does not hold up the others for good. It is told in the log.
    #[must_use]
    pub fn or_if_missing(mut self, other: Self) -> Self {
        self.otherwise = Some(Box::new(other));
        self
    }

    /// In another table than the one that makes the transaction.
    #[must_use]
    pub fn in_table(mut self, table: &crate::Table) -> Self {
        self.table = Some(table.name().to_owned());
        self
    }

    /// Binds `:name` in expressions.
    pub fn bind(mut self, name: &str, value: impl Serialize) -> Result<Self> {
        self.values.insert(name.to_owned(), item::attribute(value)?);
        Ok(self)
    }

    /// Binds `:name` to an attribute as it is; an absent one binds nothing.
    pub fn bind_attribute(mut self, name: &str, value: Option<AttributeValue>) -> Self {
        self.values.extend(value.map(|value| (name.to_owned(), value)));
        self
    }

    /// The key of the item that it changes; of a put none is kept apart from the item.
    const fn key(&self) -> Option<&Key> {
        match &self.action {
            Action::Put(_) => None,
            Action::Update(key) | Action::Delete(key) | Action::Check(key) => Some(key),
        }
    }

    fn update_expression(&self) -> Option<String> {
        let clause = |word: &str, parts: &[String]| (!parts.is_empty()).then(|| format!("{word} {}", parts.join(", ")));
        let clauses: Vec<_> = [
            clause("SET", &self.sets),
            clause("REMOVE", &self.removes),
            clause("ADD", &self.adds),
            clause("DELETE", &self.drops),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!clauses.is_empty()).then(|| clauses.join(" "))
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        let mut names = HashMap::new();
        let expressions = self.update_expression();
        for expression in expressions.iter().chain(&self.condition) {
            for part in expression.split('#').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
                let name = &part[..end];
                names.insert(format!("#{name}"), name.to_owned());
            }
        }
        (!names.is_empty()).then_some(names)
    }

    fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_expressions() {
        let write = Write::update(Key::new("A", "B"))
            .set("title", "x")
            .unwrap()
            .set_expression("#media.#broadcast = :b")
            .when("attribute_exists(#pk) AND #status = :s");
        let mut names: Vec<_> = write.names().unwrap().into_values().collect();
        names.sort();
        assert_eq!(names, ["broadcast", "media", "pk", "status", "title"]);
        assert_eq!(write.update_expression().unwrap(), "SET #title = :title, #media.#broadcast = :b");
    }

    #[test]
    fn an_absent_optional_is_removed() {
        let write = Write::update(Key::new("A", "B")).set("bio", None::<String>).unwrap();
        assert_eq!(write.update_expression().unwrap(), "REMOVE #bio");
    }
}
