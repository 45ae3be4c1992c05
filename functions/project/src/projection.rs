//! What a projection is.

use std::future::Future;
use std::pin::Pin;

use runtime::Error;
use serde::de::DeserializeOwned;
use serde_dynamo::Item;
use tokio::time::Instant;

use crate::App;
use crate::last_of_each::LastOfEach;
use table::change::Record;

/// What follows a change of the table.
pub(crate) struct Projection {
    /// Its name, for the log.
    pub name: &'static str,
    /// Takes a record in. Twice, or late, it does no harm.
    pub take_in: for<'a> fn(&'a App, &'a Record, &'a Turn<'a>) -> Taking<'a>,
}

/// What a record is taken in with.
pub(crate) struct Turn<'a> {
    /// Until when at the latest.
    pub until: Instant,
    /// Which records of a counter are the batch's last.
    pub last: LastOfEach<'a>,
}

/// A record being taken in.
pub(crate) type Taking<'a> = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send + 'a>>;

/// Why a record was not taken in.
#[derive(Debug)]
pub(crate) enum Failed {
    /// It cannot be read, now or ever.
    Unreadable(Error),
    /// The table refused or was away, for whatever cause: it may be mended by the next time, by whoever runs us if not
    /// by itself.
    ForNow(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::ForNow(error)
    }
}

/// Reads an item of a record.
pub(crate) fn read<T: DeserializeOwned>(image: &Item) -> Result<T, Failed> {
    serde_dynamo::from_item(image.clone()).map_err(|error| Failed::Unreadable(Error::internal(error)))
}
