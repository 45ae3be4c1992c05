//! A write by itself.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::ReturnValue;
use runtime::{Error, Result};

use super::{Action, Refusal, Write};
use crate::{Item, Table, backoff, failed};

impl Table {
    /// Makes one write. `Err(Refusal)` inside: its condition did not hold. A conflict with a
    /// transaction on the same item is retried.
    pub async fn write(&self, write: Write) -> Result<Result<(), Refusal>> {
        Ok(self.write_as_often(write, ReturnValue::None).await?.map(drop))
    }

    /// The same; of an update, brings the item as it is then.
    pub async fn update(&self, write: Write) -> Result<Result<Option<Item>, Refusal>> {
        self.write_as_often(write, ReturnValue::AllNew).await
    }

    async fn write_as_often(&self, write: Write, brings: ReturnValue) -> Result<Result<Option<Item>, Refusal>> {
        for attempt in 0..backoff::ATTEMPTS {
            match self.write_once(&write, &brings).await? {
                Once::Done(item) => return Ok(Ok(item)),
                Once::Refused(refusal) => return Ok(Err(refusal)),
                Once::Conflict => backoff::pause(attempt, &self.random).await,
            }
        }
        Err(backoff::exhausted())
    }

    async fn write_once(&self, write: &Write, brings: &ReturnValue) -> Result<Once> {
        let (client, table) = (&self.client, write.table.as_ref().unwrap_or(&self.name));
        match &write.action {
            Action::Put(item) => {
                let put = conditioned!(client.put_item(), write, table);
                outcome(put.set_item(Some(item.clone())).send().await, |_| None)
            }
            Action::Update(key) => {
                let update = conditioned!(client.update_item(), write, table);
                let update = update.set_key(Some(key.clone().into_item())).return_values(brings.clone());
                outcome(update.set_update_expression(write.update_expression()).send().await, |done| done.attributes)
            }
            Action::Delete(key) => {
                let delete = conditioned!(client.delete_item(), write, table);
                outcome(delete.set_key(Some(key.clone().into_item())).send().await, |_| None)
            }
            Action::Check(_) => Err(Error::fault("a check stands in a transaction only")),
        }
    }
}

enum Once {
    Done(Option<Item>),
    Refused(Refusal),
    Conflict,
}

/// What the errors of the single writes have in common.
trait WriteError: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static {
    fn refused(&self) -> Option<Refusal>;
    fn conflict(&self) -> bool;
}

macro_rules! write_error {
    ($error:ty) => {
        impl WriteError for $error {
            fn refused(&self) -> Option<Refusal> {
                match self {
                    Self::ConditionalCheckFailedException(failure) => Some(Refusal(failure.item.clone())),
                    _ => None,
                }
            }

            fn conflict(&self) -> bool {
                self.is_transaction_conflict_exception()
            }
        }
    };
}
write_error!(aws_sdk_dynamodb::operation::put_item::PutItemError);
write_error!(aws_sdk_dynamodb::operation::update_item::UpdateItemError);
write_error!(aws_sdk_dynamodb::operation::delete_item::DeleteItemError);

type Response = aws_sdk_dynamodb::config::http::HttpResponse;

fn outcome<T, E: WriteError>(
    sent: Result<T, SdkError<E, Response>>,
    item: impl FnOnce(T) -> Option<Item>,
) -> Result<Once> {
    match sent {
        Ok(done) => Ok(Once::Done(item(done))),
        Err(error) => match error.as_service_error() {
            Some(service) if service.conflict() => Ok(Once::Conflict),
            Some(service) => match service.refused() {
                Some(refusal) => Ok(Once::Refused(refusal)),
                None => Err(failed(error)),
            },
            None => Err(failed(error)),
        },
    }
}
