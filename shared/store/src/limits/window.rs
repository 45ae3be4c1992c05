//! Counting a caller's calls within a window.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::Time;
use runtime::Result;
use table::{EXPIRES_AT, Entity, Key, KeyOf, Pattern, Write, failed};

use crate::Store;

/// A window's counter is kept so long after the window's end, in seconds: clocks of functions differ.
const KEPT_SECS: i64 = 60;

/// A caller's calls of one policy within one window.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// Who calls.
    pub caller: &'a str,
    /// The policy's name.
    pub policy: &'a str,
    /// When the window began.
    pub started_at: Time,
    /// How long it is, in seconds.
    pub secs: u32,
    /// Calls that it allows.
    pub calls: u32,
}

/// How often a caller called within a window.
pub(crate) struct Counter;

impl Entity for Counter {
    type Value = ();
    const PATTERN: Pattern = ("LIMIT#caller", "policy and start");
}

impl Counter {
    fn key(window: &Window<'_>) -> Key {
        KeyOf::<Self>::new(format!("LIMIT#{}", window.caller), format!("{}#{}", window.policy, window.started_at))
            .into()
    }
}

impl Window<'_> {
    /// When its counter may go, in seconds since the epoch.
    const fn expires_at(&self) -> i64 {
        self.started_at.plus_secs(self.secs as i64 + KEPT_SECS).as_secs()
    }

    /// Counts a call as part of a transaction, which is refused where the window is full.
    pub(crate) fn write(&self) -> Result<Write> {
        Write::update(Counter::key(self))
            .add("used", 1)
            .set(EXPIRES_AT, self.expires_at())?
            .when("attribute_not_exists(#used) OR #used < :calls")
            .bind(":calls", self.calls)
    }
}

impl Store {
    /// Counts a call in its window, if the window has room; answers how many it has now, or `None` when
    /// it is full. One conditional write either way.
    pub async fn count_call(&self, window: Window<'_>) -> Result<Option<u32>> {
        let number = |number: i64| AttributeValue::N(number.to_string());
        let sent = self
            .table
            .client()
            .update_item()
            .table_name(self.table.name())
            .set_key(Some(Counter::key(&window).into_item()))
            .update_expression("SET #expiresAt = :expiresAt ADD #used :one")
            .condition_expression("attribute_not_exists(#used) OR #used < :calls")
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_names("#used", "used")
            .expression_attribute_values(":expiresAt", number(window.expires_at()))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":calls", number(window.calls.into()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await;
        match sent {
            Ok(answer) => {
                let used = answer.attributes.as_ref().and_then(|item| item.get("used")?.as_n().ok()?.parse().ok());
                Ok(Some(used.unwrap_or(window.calls)))
            }
            Err(error) if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(None)
            }
            Err(error) => Err(failed(error)),
        }
    }
}
