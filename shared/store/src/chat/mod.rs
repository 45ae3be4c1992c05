//! Chats: who is who in them, what was said, what was taken out. In a table of their own (docs/adr).

mod chatter;
mod clear;
mod delete;
mod frame;
mod gone;
mod history;
mod judge;
mod line;
mod room;
mod said;
mod say;
mod settings;

pub use chatter::Chatter;
pub use frame::Frame;
pub use gone::{GoneItem, Scope};
pub use history::Page;
pub use judge::Judged;
pub use line::Line;
pub use room::{Busy, Seat};
pub use said::Said;
pub use say::Spoken;
pub(crate) use say::Unique;
pub use settings::{ChatChange, RulesChanged};
