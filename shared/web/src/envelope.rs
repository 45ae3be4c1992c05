//! The success envelope.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

use super::idempotency::Note;

/// `{"success":true,"data":…,"message"?:…}`, and what stands beside `data`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Success<T> {
    /// Always true.
    success: bool,
    /// The answer itself.
    data: T,
    /// What was done, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    note: Option<String>,
}

impl<T> Success<T> {
    /// 200 with data.
    pub const fn ok(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::OK, note: None }
    }

    /// 201 with data.
    pub const fn created(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::CREATED, note: None }
    }

    /// 202 with data: it is taken in, and not yet what was asked for.
    pub const fn accepted(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::ACCEPTED, note: None }
    }

    /// With a message.
    #[must_use]
    pub const fn message(mut self, text: &'static str) -> Self {
        self.message = Some(text);
        self
    }

    /// With a secret in its data: it is not stored for repetitions of the request. `note`, no secret, is,
    /// and the handler finds it as [`FirstRun`](super::FirstRun) when it is to give this answer again.
    #[must_use]
    pub fn secret(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(mut self) -> Response {
        let note = self.note.take();
        let mut response = (self.status, axum::Json(self)).into_response();
        if let Some(note) = note {
            response.extensions_mut().insert(Note(note));
        }
        response
    }
}

/// `{"success":true,"message":…}`: something was done, and there is nothing more to tell.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Done {
    /// Always true.
    success: bool,
    /// What was done, in words.
    message: &'static str,
}

impl Done {
    /// 200 with what was done.
    #[must_use]
    pub const fn new(message: &'static str) -> Self {
        Self { success: true, message }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        axum::Json(self).into_response()
    }
}

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Most items that this page could have.
    pub limit: u32,
    /// What to send as `cursor` for the next page; null on the last one, and on it only.
    pub next_cursor: Option<String>,
}

/// A page of a list: `data`, `count`, `pagination`, and what a route adds beside them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T, P = Pagination> {
    /// Always true.
    success: bool,
    /// The items.
    data: Vec<T>,
    /// How many items this page has; beside `total`, as many as that.
    count: u64,
    /// Where the list goes on.
    pagination: P,
    /// How many items the whole list has, where the route tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// What was searched for, in a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

impl<T, P> Page<T, P> {
    /// A page of items.
    #[must_use]
    pub fn new(data: Vec<T>, pagination: P) -> Self {
        Self { success: true, count: data.len() as u64, data, pagination, total: None, query: None }
    }

    /// With the size of the whole list, as `total` and as `count`: frontends show either as the number of all.
    #[must_use]
    pub fn of_total(mut self, total: u64) -> Self {
        self.total = Some(total);
        self.count = total;
        self
    }

    /// With what was searched for.
    #[must_use]
    pub fn query(mut self, query: String) -> Self {
        self.query = Some(query);
        self
    }
}

impl<T: Serialize, P: Serialize> IntoResponse for Page<T, P> {
    fn into_response(self) -> Response {
        axum::Json(self).into_response()
    }
}
