//! What may be said in a chat, what waits to be looked at, and what stands out.

pub mod add_term;
pub mod announce;
pub mod approve_held;
pub mod deny_held;
pub mod dismiss_report;
mod held_data;
pub mod list_held;
pub mod list_reports;
pub mod list_terms;
pub mod pin;
pub mod remove_term;
mod report_data;
pub mod report_message;
mod term_data;
pub mod unpin;
