//! Many viewers, who take no media: in one process on the rig, where each of their own would take all of the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::voice::Voice;
use super::{Studio, Watcher};
use crate::Answer;

/// Viewers who come and go. On the rig they are gone when it and they are dropped.
pub struct Crowd<'s> {
    studio: &'s Studio,
    voice: Option<Arc<Voice>>,
    came: AtomicUsize,
}

impl Studio {
    /// An empty one.
    ///
    /// # Panics
    /// When its program cannot be started.
    #[must_use]
    pub fn crowd(&self) -> Crowd<'_> {
        let voice = self.rig.as_ref().map(|rig| Arc::new(Voice::new(rig.python("crowd.py", &[]))));
        Crowd { studio: self, voice, came: AtomicUsize::new(0) }
    }
}

impl Crowd<'_> {
    /// A viewer comes in with the token of this answer.
    pub async fn join(&self, token: &Answer) -> Watcher {
        let text = |field: &str| token.data()[field].as_str().unwrap_or_default();
        let Some(voice) = &self.voice else { return Watcher::played(self.studio.world().livekit(), text("token")) };
        let who = format!("viewer_{}", self.came.fetch_add(1, Ordering::SeqCst));
        voice.tell("", &format!("join {who} {} {}", text("wsUrl"), text("token"))).await;
        Watcher::of(voice.clone(), who)
    }
}
