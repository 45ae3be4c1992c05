//! What is asked of the machine beside what [`check`](super) compares.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::*;
use super::story::{History, Said, What};

/// Which broadcast is open, as the changes tell: never two, and none twice for one push.
#[derive(Default)]
pub(super) struct Open(Option<String>, BTreeSet<String>);

impl Open {
    /// Takes a change in; a new broadcast begins when none is open, or closes the one that was.
    pub(super) fn follow(&mut self, change: &Change, next: &Media) -> Result<(), TestCaseError> {
        let open = next.broadcast.as_ref().map(|open| open.id.clone());
        match change {
            Change::GoLive { closes } => {
                prop_assert_eq!(closes.as_ref().map(|closed| &closed.id), self.0.as_ref());
                self.0 = open;
                let push = next.broadcast.as_ref().map(|open| open.publish.resource_id.clone()).unwrap_or_default();
                prop_assert!(push.is_empty() || self.1.insert(push), "a second go-live of one push");
            }
            Change::Close(closed) => prop_assert_eq!(Some(closed.id.clone()), self.0.take()),
            Change::Continue | Change::Interrupt | Change::Remember => prop_assert_eq!(&open, &self.0),
        }
        Ok(())
    }
}

/// What is asked of the machine between its signals.
#[derive(Default)]
pub(super) struct Judge {
    /// The push whose publisher came back, which was told: from then on it is live.
    pub(super) returned: Option<String>,
}

impl Judge {
    /// What was just told is shown at once.
    pub(super) fn hear(
        &mut self,
        history: &History,
        media: &Media,
        said: &Said,
        at: i64,
        window: u32,
    ) -> Result<(), TestCaseError> {
        let is_live = media.state(Time::from_secs(at)) == State::Live;
        let newest = history.runs.iter().rev().find(|run| run.from <= at);
        let Some(run) = newest.filter(|run| at < run.to) else { return Ok(()) };
        match &said.what {
            What::Started(publish) if publish.resource_id == run.resource && run.reconnected.is_none_or(|r| at < r) => {
                prop_assert!(is_live, "a start that was told, and is not live at {}", at);
            }
            What::Joined(_) if run.reconnected == Some(said.at) => {
                let open = media.broadcast.as_ref().filter(|open| open.publish.resource_id == run.resource);
                if let Some(open) = open {
                    let end = open.media_ended_at.map(|ended| ended.plus_secs(i64::from(window)));
                    prop_assert!(is_live, "back, told, and not live at {}: {:?}", at, end);
                    self.returned = Some(run.resource.clone());
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn look(&self, history: &History, state: State, at: i64) -> Result<(), TestCaseError> {
        let run = history.runs.iter().find(|run| Some(&run.resource) == self.returned.as_ref());
        if run.is_some_and(|run| at < run.to) {
            prop_assert_eq!(state, State::Live, "its publisher came back, and it is not live at {}", at);
        }
        Ok(())
    }
}
