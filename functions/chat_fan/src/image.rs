//! Items as a change shows them.

use runtime::metrics::{self, Metric};
use serde::de::DeserializeOwned;
use serde_dynamo::Item;
use table::change::Record;

/// An image as what it holds; one that cannot be read would be the same the next time, so it is told and passed over.
pub(crate) fn read<T: DeserializeOwned>(record: &Record, image: Option<&Item>) -> Option<T> {
    match serde_dynamo::from_item(image?.clone()) {
        Ok(value) => Some(value),
        Err(cause) => {
            let (sequence, pk, sk) = (record.sequence_number(), record.pk(), record.sk());
            tracing::error!(event = "chat_fan", sequence, pk, sk, outcome = "passed_over", %cause);
            metrics::count_kind(Metric::RecordsPassedOver, "unreadable");
            None
        }
    }
}
