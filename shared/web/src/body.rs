//! A request's body: a JSON object, whose fields are checked one by one.

use axum::extract::{FromRequest, Request};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::{Error, Result};

/// Name in `details` for what is wrong with the body as a whole.
const WHOLE: &str = "body";

/// A JSON object as the body, whatever the Content-Type says.
#[derive(Debug, Clone)]
pub struct Body(Map<String, Value>);

/// For routes that take an empty body for `{}`.
pub const NO_BODY: &[u8] = b"{}";

impl Body {
    /// An object within a body, as a body of its own.
    pub(crate) const fn of(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// Reads bytes; an empty body counts as `{}`, so that each missing field is told by its name.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not a JSON object.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bytes = if bytes.is_empty() { NO_BODY } else { bytes };
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(Error::invalid(WHOLE, "must be a JSON object")),
            Err(_) => Err(Error::invalid(WHOLE, "must be valid JSON")),
        }
    }

    /// The value of a field; `None` when it is missing.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The value of a field, where `null` counts as missing.
    #[must_use]
    pub fn given(&self, field: &str) -> Option<&Value> {
        self.get(field).filter(|value| !value.is_null())
    }

    /// With the fields of the object `field` besides, each under its path, as `profile.bio`.
    #[must_use]
    pub fn with_fields_of(mut self, field: &str) -> Self {
        if let Some(Value::Object(inner)) = self.0.get(field).cloned() {
            self.0.extend(inner.into_iter().map(|(name, value)| (format!("{field}.{name}"), value)));
        }
        self
    }

    /// Whether one of `fields` was sent.
    #[must_use]
    pub fn has_any(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.0.contains_key(*field))
    }
}

impl FromRequest<App> for Body {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        let bytes = request.into_body().collect().await.map_err(Error::internal)?.to_bytes();
        Self::parse(&bytes)
    }
}
