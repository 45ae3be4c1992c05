//! What a process holds of chats' terms, made ready: read again when their revision is another one, which comes with the
//! room. The list of AutoMod is the deployment's, made ready once, by the first message that it is asked about.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::UserId;
use domain::chat::automod::{Lists, Terms, Verdict, judge};
use runtime::Result;
use store::Store;

use super::Room;

/// So many chats' terms a process holds; beyond, it forgets them all. 500 terms are some 100 kB.
const HELD: usize = 50;

type Held = HashMap<UserId, (String, Arc<Terms>)>;

/// The terms that a process holds. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    store: Store,
    lists: Arc<OnceLock<Lists>>,
    held: Arc<Mutex<Held>>,
}

impl Words {
    pub(super) fn new(store: Store) -> Self {
        Self { store, lists: Arc::default(), held: Arc::default() }
    }

    /// What becomes of a text for its words, in this room. No trip, or one where the terms changed.
    ///
    /// # Errors
    /// The table away.
    pub async fn judge(&self, host: &UserId, room: &Room, text: &str) -> Result<Verdict> {
        let level = u8::try_from(room.rules.auto_mod_level).unwrap_or(u8::MAX);
        let terms = match &room.terms {
            Some(revision) => self.terms(host, revision).await?,
            None if level == 0 => return Ok(Verdict::Pass),
            None => Arc::default(),
        };
        Ok(judge(text, level, &terms, self.lists.get_or_init(Lists::built_in)))
    }

    async fn terms(&self, host: &UserId, revision: &str) -> Result<Arc<Terms>> {
        let known = self.locked().get(host).filter(|(known, _)| known == revision).map(|(_, terms)| terms.clone());
        if let Some(terms) = known {
            return Ok(terms);
        }
        // As new as the revision, or newer: then the next one brings them once more.
        let items = self.store.all_terms(host).await?;
        let terms = Arc::new(Terms::new(items.iter().map(|item| (&item.text, item.action))));
        let mut held = self.locked();
        if held.len() >= HELD {
            held.clear();
        }
        held.insert(host.clone(), (revision.to_owned(), terms.clone()));
        Ok(terms)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
