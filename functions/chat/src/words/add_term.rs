//! POST /api/chat/:hostId/terms: words that are refused or held in a chat.

use axum::extract::State;
use domain::chat::LogAction;
use domain::chat::automod::{MAX_TERM, MIN_TERM, Term, TermAction};
use store::{TermItem, TermSet};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Moderator, Result, Success};

use super::term_data::{Action, TermData};
use crate::act;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        LimitReached = Conflict("Limit reached"),
    }
}

/// A term to be set.
#[derive(ToSchema)]
#[schema(as = TermRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct TermBody {
    /// 2–100 characters after trimming, with a `*` at an end where a word may go on.
    #[schema(min_length = 2, max_length = 100)]
    text: String,
    /// What becomes of a message that they are in.
    action: Action,
}

fn parse(body: &Body) -> Result<(Option<Term>, Option<TermAction>)> {
    let mut fields = Fields::default();
    let text = fields.line(body, "text", MIN_TERM, MAX_TERM);
    // What is wrong with the length is told already.
    let term = Some(&text)
        .filter(|text| !text.is_empty())
        .and_then(|text| Term::parse(text).map_err(|error| fields.error("text", error)).ok());
    let action = fields.one_of(body, "action", &TermAction::ALL.map(TermAction::as_str));
    if body.given("action").is_none() {
        fields.error("action", "is required");
    }
    fields.finish()?;
    Ok((term, action))
}

/// Sets a term. It is met however it is disguised: in any case, with accents, look-alikes, digits for letters, repeated or
/// parted letters. The same words again are the same term, which takes the action given: 200. Every process knows it within
/// two seconds. Two trips; three where it was there.
///
/// # Errors
/// What breaks the rules of the fields; `Stream not found`; `Limit reached` (500).
#[utoipa::path(
    post, path = "/api/chat/{hostId}/terms",
    params(("hostId" = String, Path, description = "the creator's user id")),
    request_body = TermBody,
    responses((status = 201, body = Success<TermData>), (status = 200, description = "it was there", body = Success<TermData>))
)]
pub async fn handle(State(app): State<App>, moderator: Moderator, body: Body) -> Answer<Success<TermData>, Refusal> {
    let (Some(text), Some(action)) = parse(&body)? else {
        return Err(web::Error::fault("a field was not told").into());
    };
    act::room(&app, &moderator).ok_or(Refusal::NoStream)?;
    let now = app.clock.now();
    let entry = act::entry(&app, &moderator, LogAction::TermSet, now).saying(text.as_str());
    let term = TermItem { id: text.id(), text, action, by: moderator.id().clone(), created_at: now };
    let set = app.store.set_term(&moderator.host, &term, &entry).await?;
    let answer = match set {
        TermSet::Added => Success::created(term.into()),
        TermSet::Known(known) => Success::ok(known.into()),
        TermSet::LimitReached => return Err(Refusal::LimitReached.into()),
    };
    act::done(&moderator, &entry);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_needed() {
        let fields = |json: &str| match parse(&Body::parse(json.as_bytes()).unwrap()) {
            Ok(_) => vec![],
            Err(web::Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
        };
        assert!(fields(r#"{"text":"spoiler*","action":"HOLD"}"#).is_empty());
        assert_eq!(fields("{}"), ["text", "action"]);
        assert_eq!(fields(r#"{"text":"**","action":"KILL"}"#), ["text", "action"]);
        assert_eq!(fields(r#"{"text":"a","action":"BLOCK"}"#), ["text"]);
    }
}
