//! Faults: a LiveKit that is slow, refuses, is broken or goes away, as a test wants it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use crate::stop::Stop;
use crate::twirp_error::TwirpError;

/// What goes wrong with the calls that it strikes.
#[derive(Debug, Clone)]
pub struct Fault {
    kind: Kind,
    method: Option<String>,
    left: Option<u32>,
    after_work: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Slow(Duration),
    Refuse(TwirpError),
    Unauthorized,
    Hang,
    Garbage,
    Close,
}

impl Fault {
    /// Answers come this much later.
    #[must_use]
    pub fn slow(by: Duration) -> Self {
        Self::of(Kind::Slow(by))
    }

    /// Answers with a Twirp error of this code, as `unavailable`, `internal` or `resource_exhausted`.
    #[must_use]
    pub fn refuse(code: &'static str) -> Self {
        Self::of(Kind::Refuse(TwirpError::new(code, "refused on request")))
    }

    /// Answers HTTP 401 in plain text, as to a bad key.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::of(Kind::Unauthorized)
    }

    /// Never answers; the connection stays open until the caller or the stand-in closes it.
    #[must_use]
    pub fn hang() -> Self {
        Self::of(Kind::Hang)
    }

    /// Answers HTTP 200 with bytes that are no message.
    #[must_use]
    pub fn garbage() -> Self {
        Self::of(Kind::Garbage)
    }

    /// Closes the connection in place of an answer.
    #[must_use]
    pub fn close() -> Self {
        Self::of(Kind::Close)
    }

    /// Strikes only this method, as `CreateIngress`.
    #[must_use]
    pub fn on(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Strikes so many calls, then no more.
    #[must_use]
    pub fn times(mut self, calls: u32) -> Self {
        self.left = Some(calls);
        self
    }

    /// The call is carried out first, and only its answer is struck: what the caller cannot tell
    /// from a call that was not carried out.
    #[must_use]
    pub fn after_work(mut self) -> Self {
        self.after_work = true;
        self
    }

    fn of(kind: Kind) -> Self {
        Self { kind, method: None, left: None, after_work: false }
    }

    fn strikes(&self, method: &str) -> bool {
        self.left != Some(0) && self.method.as_deref().is_none_or(|only| only == method)
    }

    /// Answers a call as the fault has it; `work` carries the call out.
    pub(crate) async fn answer(self, stop: &Stop, work: impl Fn() -> Response) -> Response {
        let done = self.after_work.then(&work);
        match self.kind {
            Kind::Slow(by) => {
                tokio::time::sleep(by).await;
                done.unwrap_or_else(work)
            }
            Kind::Refuse(error) => error.into_response(),
            Kind::Unauthorized => (StatusCode::UNAUTHORIZED, "invalid API key").into_response(),
            Kind::Hang => {
                stop.wait().await;
                closed()
            }
            Kind::Garbage => ([(CONTENT_TYPE, "application/protobuf")], &b"\xff\xff\xff<html>"[..]).into_response(),
            Kind::Close => closed(),
        }
    }
}

/// An answer whose body breaks: the server then closes the connection.
fn closed() -> Response {
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(futures::stream::iter([Err::<Bytes, _>(broken)])).into_response()
}

/// The faults that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds one; the first that strikes a call is the one that counts.
    pub fn set(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Removes all.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault that strikes this call, if any; it counts as used.
    pub fn take(&self, method: &str) -> Option<Fault> {
        let mut faults = self.lock();
        let fault = faults.iter_mut().find(|fault| fault.strikes(method))?;
        fault.left = fault.left.map(|left| left - 1);
        Some(fault.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_method_so_often_as_told() {
        let faults = Faults::default();
        faults.set(Fault::hang().on("CreateIngress").times(2));
        faults.set(Fault::garbage().on("ListRooms"));
        let struck = |method| faults.take(method).is_some();
        assert!(!struck("DeleteRoom"));
        assert!(struck("CreateIngress") && struck("CreateIngress") && !struck("CreateIngress"));
        assert!(struck("ListRooms") && struck("ListRooms"));
        faults.clear();
        assert!(!struck("ListRooms"));
    }
}
