//! Work that goes on beside the requests.

use std::future::Future;

use tokio::task::JoinHandle;

/// A task that ends with its owner. It may end at any moment, as a Lambda process may.
pub(crate) struct Background(JoinHandle<()>);

impl Background {
    pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}
