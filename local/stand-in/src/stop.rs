//! The end of a stand-in, for all that waits.

use tokio::sync::watch;

/// Tells when the stand-in is shut down. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// Shuts it down.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// A running one.
pub fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// Returns when it is shut down, or dropped.
    pub async fn wait(&self) {
        // An error says that the other half is dropped, which is an end as well.
        let _ = self.0.clone().wait_for(|stopped| *stopped).await;
    }
}

impl Stopper {
    /// Ends all that waits.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}
