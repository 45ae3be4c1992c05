//! Several writes, all or none.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update};
use runtime::{Error, Result};

use super::{Action, Refusal, Write};
use crate::{Table, backoff, failed};

/// How a transaction ended.
#[derive(Debug)]
pub enum Transacted {
    /// All of it happened.
    Done,
    /// None of it happened; for each write, in order, the refusal if its condition did not hold.
    Refused(Vec<Option<Refusal>>),
}

impl Write {
    fn to_transact_item(&self, table: &str) -> Result<TransactWriteItem> {
        let table = self.table.as_deref().unwrap_or(table);
        let item = TransactWriteItem::builder();
        let item = match &self.action {
            Action::Put(put) => {
                let put = conditioned!(Put::builder(), self, table).set_item(Some(put.clone()));
                item.put(put.build().map_err(Error::internal)?)
            }
            Action::Update(key) => {
                let update = conditioned!(Update::builder(), self, table).set_key(Some(key.clone().into_item()));
                let update = update.set_update_expression(self.update_expression());
                item.update(update.build().map_err(Error::internal)?)
            }
            Action::Delete(key) => {
                let delete = conditioned!(Delete::builder(), self, table).set_key(Some(key.clone().into_item()));
                item.delete(delete.build().map_err(Error::internal)?)
            }
            Action::Check(key) => {
                let check = conditioned!(ConditionCheck::builder(), self, table).set_key(Some(key.clone().into_item()));
                item.condition_check(check.build().map_err(Error::internal)?)
            }
        };
        Ok(item.build())
    }
}

impl Table {
    /// Makes several writes, all or none. Conflicts are retried with jitter. Every attempt, the SDK's own
    /// after a lost answer and ours after a conflict, carries one client request token: a transaction
    /// that was applied answers success to the rest of them, and one that was cancelled is tried anew.
    pub async fn transact(&self, mut writes: Vec<Write>) -> Result<Transacted> {
        loop {
            let Transacted::Refused(refusals) = self.transact_these(&writes).await? else {
                return Ok(Transacted::Done);
            };
            // Each round puts at least one stand-in in the place of a write, and a stand-in has none itself.
            let missing: Vec<usize> = (0..writes.len()).filter(|at| is_missing(refusals.get(*at))).collect();
            let is_mendable = refusals
                .iter()
                .enumerate()
                .all(|(at, refusal)| refusal.is_none() || (missing.contains(&at) && writes[at].otherwise.is_some()));
            if !is_mendable {
                return Ok(Transacted::Refused(refusals));
            }
            for at in missing {
                if let Some(other) = writes[at].otherwise.take() {
                    tracing::error!(event = "item_missing", key = ?writes[at].key(), outcome = "made anew");
                    writes[at] = *other;
                }
            }
        }
    }

    async fn transact_these(&self, writes: &[Write]) -> Result<Transacted> {
        let items = writes.iter().map(|write| write.to_transact_item(&self.name)).collect::<Result<Vec<_>>>()?;
        let token = format!("{:032x}", u128::from_be_bytes(self.random.bytes()));
        for attempt in 0..backoff::ATTEMPTS {
            let sent = self
                .client
                .transact_write_items()
                .client_request_token(&token)
                .set_transact_items(Some(items.clone()))
                .send()
                .await;
            let error = match sent {
                Ok(_) => return Ok(Transacted::Done),
                Err(error) => error,
            };
            let Some(reasons) = cancellation(&error) else { return Err(failed(error)) };
            if reasons.iter().any(|reason| reason.code() == Some("ConditionalCheckFailed")) {
                let refusals = reasons
                    .iter()
                    .map(|reason| {
                        (reason.code() == Some("ConditionalCheckFailed")).then(|| Refusal(reason.item().cloned()))
                    })
                    .collect();
                return Ok(Transacted::Refused(refusals));
            }
            let passing = |code: Option<&str>| {
                matches!(code, Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"))
            };
            if reasons.iter().any(|reason| reason.code() == Some("ValidationError")) {
                let cause = aws_sdk_dynamodb::error::DisplayErrorContext(&error).to_string();
                return Err(Error::fault(format!("dynamodb ValidationError in a transaction: {cause}")));
            }
            if !reasons.iter().any(|reason| passing(reason.code())) {
                return Err(failed(error));
            }
            backoff::pause(attempt, &self.random).await;
        }
        Err(backoff::exhausted())
    }
}

/// Whether a write was refused since its item is not there.
const fn is_missing(refusal: Option<&Option<Refusal>>) -> bool {
    matches!(refusal, Some(Some(Refusal(None))))
}

type Response = aws_sdk_dynamodb::config::http::HttpResponse;

fn cancellation(
    error: &SdkError<aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError, Response>,
) -> Option<&[aws_sdk_dynamodb::types::CancellationReason]> {
    use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException;
    match error.as_service_error()? {
        TransactionCanceledException(cancelled) => Some(cancelled.cancellation_reasons()),
        _ => None,
    }
}
