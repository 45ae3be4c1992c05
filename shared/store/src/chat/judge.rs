//! Why a line was not written to its writer's item.

use domain::Time;
use domain::chat::Rank;
use domain::chat::{ChatMessage, RefusalCode, Refused};

use super::chatter::Chatter;
use super::line::Line;

impl Chatter {
    /// Why this line was not written to this chatter.
    #[must_use]
    pub fn judge(&self, line: &Line<'_>, now: Time) -> Judged {
        if let Some(last) = &self.last {
            // An attempt after a lost answer finds its own work.
            if last.id == line.message.id {
                return Judged::Said;
            }
        }
        if let Some(before) = self.said_before(line.message.client_id.as_deref()) {
            return Judged::SaidBefore(Box::new(before));
        }
        if let Some(refused) = self.barred(now) {
            return Judged::Refused(refused);
        }
        if line.rank != self.role {
            return Judged::Rank(self.role);
        }
        let millis = now.as_millis();
        let within = |bound: i64| self.last_at.is_some_and(|at| at > millis - bound);
        if line.hash.is_some() && self.last_hash.as_deref() == line.hash && within(domain::chat::REPEAT_SECS * 1_000) {
            return Judged::Refused(Refused::of(RefusalCode::Duplicate));
        }
        if let Some(pause) = line.pause_millis.filter(|pause| within(*pause)) {
            let until = self.last_at.map(|at| Time::from_millis(at + pause));
            return Judged::Refused(Refused { code: RefusalCode::SlowMode, until });
        }
        match self.tat {
            Some(tat) if tat > millis + line.flood.ahead => {
                Judged::Refused(Refused { code: RefusalCode::TooFast, until: Some(line.flood.next_at(tat)) })
            }
            // In a burst the allowance is not whole; or it became whole again just now.
            Some(tat) => Judged::Again { is_burst: tat > millis },
            None => Judged::Again { is_burst: false },
        }
    }
}

/// What became of a line whose condition did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// It stands: this very line was written before.
    Said,
    /// Their last message has the same id of the client's: the first one stands.
    SaidBefore(Box<ChatMessage>),
    /// It is not taken.
    Refused(Refused),
    /// They have another rank than was thought.
    Rank(Option<Rank>),
    /// To be tried again: in a burst, or not any more.
    Again {
        /// Whether their allowance is not whole.
        is_burst: bool,
    },
}
