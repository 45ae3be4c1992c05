//! The one way of a list: `limit` and `cursor` are read ([`PageQuery`]), the cursor is opened to a place ([`Wanted::place`]), and
//! the answer says where it goes on ([`Wanted::page`]). In the document a list has [`PageParams`].

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Fields;
use crate::app::App;
use crate::cursor::{Cursor, CursorKind};
use crate::envelope::{Page, Pagination};
use crate::error::{Error, Result};
use crate::number;

/// Items of a page unless asked otherwise.
const DEFAULT_LIMIT: u32 = 20;
/// Most items of a page.
const MAX_LIMIT: u32 = 100;

/// `limit` and `cursor` in the document.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query in the OpenAPI document; `PageQuery` reads it")]
pub struct PageParams {
    /// 20 unless given.
    #[param(required = false, minimum = 1, maximum = 100)]
    limit: u32,
    /// `pagination.nextCursor` of the page before.
    #[param(required = false)]
    cursor: String,
}

/// The query of a list. Names that nobody reads are passed over.
#[derive(Debug, Clone)]
pub struct PageQuery {
    values: HashMap<String, String>,
}

/// `limit` and `cursor`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// 1–100.
    pub limit: u32,
    /// As the client sent it.
    pub cursor: Option<String>,
}

impl Wanted {
    /// The place that the cursor tells; `None` on the first page.
    ///
    /// # Errors
    /// `Invalid cursor`; the secrets away.
    pub async fn place<P: DeserializeOwned>(&self, app: &App, kind: CursorKind<'_>) -> Result<Option<P>> {
        match &self.cursor {
            Some(cursor) => Cursor::open(app, kind, cursor).await.map(Some),
            None => Ok(None),
        }
    }

    /// What the answer says of its page, with a cursor to what is `next`.
    ///
    /// # Errors
    /// The secrets away.
    pub async fn pagination<P: Serialize>(
        &self,
        app: &App,
        kind: CursorKind<'_>,
        next: Option<P>,
    ) -> Result<Pagination> {
        let next_cursor = match next {
            Some(place) => Some(Cursor::issue(app, kind, &place).await?),
            None => None,
        };
        Ok(Pagination { limit: self.limit, next_cursor })
    }

    /// The answer: the items of this page, with a cursor to what is `next`.
    ///
    /// # Errors
    /// The secrets away.
    pub async fn page<T, P: Serialize>(
        &self,
        app: &App,
        kind: CursorKind<'_>,
        items: impl IntoIterator<Item = T>,
        next: Option<P>,
    ) -> Result<Page<T>> {
        Ok(Page::new(items.into_iter().collect(), self.pagination(app, kind, next).await?))
    }
}

impl PageQuery {
    /// A value of the query; an empty one counts as missing.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// `limit` (1–100), or `default` where none is given; an error goes to `fields`.
    pub fn limit(&self, default: u32, fields: &mut Fields) -> u32 {
        match self.get("limit").map(number::whole_text) {
            None => default,
            Some(Some(limit)) if (1..=MAX_LIMIT).contains(&limit) => limit,
            Some(_) => {
                fields.error("limit", format_args!("must be a whole number from 1 to {MAX_LIMIT}"));
                default
            }
        }
    }

    /// `limit` and `cursor` beside what else of the query is checked; an error goes to `fields`.
    pub fn wanted_beside(&self, fields: &mut Fields) -> Wanted {
        Wanted { limit: self.limit(DEFAULT_LIMIT, fields), cursor: self.get("cursor").map(str::to_owned) }
    }

    /// `limit` and `cursor`, when nothing else is to be checked.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad `limit`.
    pub fn wanted(&self) -> Result<Wanted> {
        let mut fields = Fields::default();
        let wanted = self.wanted_beside(&mut fields);
        fields.finish()?;
        Ok(wanted)
    }
}

impl FromRequestParts<App> for PageQuery {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        // Pairs first: a name that comes twice is no error, the last one counts.
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Error::invalid("query", "is not a query string"))?;
        Ok(Self { values: pairs.into_iter().collect() })
    }
}
