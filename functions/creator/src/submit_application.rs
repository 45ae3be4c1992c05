//! POST /api/creator/application: the caller applies, or applies anew after a rejection.

use axum::extract::State;
use domain::{Application, Category};
use store::Submitted;
use utoipa::ToSchema;
use web::{App, Body, Error, Fields, Result, Success, Viewer};

/// What the caller says of themselves.
#[derive(ToSchema)]
#[schema(as = SubmitApplicationRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 10–500 characters after trimming.
    #[schema(min_length = 10, max_length = 500)]
    bio: String,
    /// 1–5, each once.
    #[schema(min_items = 1, max_items = 5)]
    categories: Vec<Category>,
}

struct Wanted {
    bio: String,
    categories: Vec<Category>,
}

fn parse(body: &Body) -> Result<Wanted> {
    let mut fields = Fields::default();
    let wanted = Wanted {
        bio: fields.paragraph(body, "bio", 10, 500),
        categories: fields.list_of(body, "categories", 1, 5, &Category::ALL.map(Category::as_str)),
    };
    fields.finish()?;
    Ok(wanted)
}

/// Sends the application in. Two trips: the profile, whose status moves with the application's, and the
/// write.
///
/// # Errors
/// Fields that break their rules; `Application already submitted`, unless it was rejected.
#[utoipa::path(
    post, path = "/api/creator/application", operation_id = "submit_application", tag = "creator",
    request_body = Request,
    responses((status = 201, body = Success<Application>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, body: Body) -> Result<Success<Application>> {
    let wanted = parse(&body)?;
    let user_id = viewer.user().await?.id.clone();
    let application = Application::new(user_id, wanted.bio, wanted.categories, app.clock.now());
    match app.store.submit_application(&application).await? {
        Submitted::Done => {}
        Submitted::Already => return Err(Error::Conflict("Application already submitted")),
    }
    tracing::info!(event = "application_submit", user_id = %application.user_id, outcome = "ok");
    Ok(Success::created(application))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Vec<String> {
        match parse(&Body::parse(json.as_bytes()).unwrap()) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn every_field_is_checked_at_once() {
        assert_eq!(refused("{}"), ["bio", "categories"]);
        assert_eq!(
            refused(r#"{"bio": "short", "categories": ["ART", "art", "ART"]}"#),
            ["bio", "categories[1]", "categories[2]"]
        );
    }

    #[test]
    fn text_is_trimmed_and_counted_in_characters() {
        let json = format!(r#"{{"bio": "  {}  ", "categories": ["ART"]}}"#, "ö".repeat(500));
        let wanted = parse(&Body::parse(json.as_bytes()).unwrap()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(wanted.bio, "ö".repeat(500));
        assert_eq!(wanted.categories, [Category::Art]);
        assert_eq!(refused(&json.replace("  ö", "  öö")), ["bio"]);
    }
}
