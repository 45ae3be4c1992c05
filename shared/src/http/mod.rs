//! HTTP conventions: routes, the envelope, statuses, request fields, pages, the log line of a request
//! and the Lambda runtime.

pub mod client;
mod cursor;
mod envelope;
mod fields;
mod guard;
mod lambda;
mod page;
mod request_log;
mod routes;
mod status;

pub use cursor::{Cursor, CursorKind};
pub use envelope::{Done, Page, Pagination, Success};
pub use fields::{Body, Fields, NO_BODY};
pub use lambda::{Function, run};
pub use page::{PageQuery, Wanted};
pub use request_log::{init_logs, log_filter};
pub use routes::{Access, Route, Routes};
pub use status::Failure;
