//! POST /api/creator/application: the caller applies, or applies anew after a rejection.

use axum::extract::State;
use domain::{Application, Category, MAX_BIO, MAX_CATEGORIES, MIN_APPLICATION_BIO};
use store::Submitted;
use utoipa::ToSchema;
use web::{Answer, App, ApplicationAnswer, Body, Fields, Result, Success, Viewer};

web::refusals! {
    /// What applying refuses.
    pub enum Refusal {
        AlreadySubmitted = Conflict("Application already submitted"),
    }
}

/// What the caller says of themselves, each of the two here or in `profile`.
#[derive(ToSchema)]
#[schema(as = SubmitApplicationRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 10–500 characters after trimming.
    #[schema(min_length = 10, max_length = 500)]
    bio: Option<String>,
    /// 1–5, each once.
    #[schema(value_type = Option<Vec<web::schema::Category>>, min_items = 1, max_items = 5)]
    categories: Option<Vec<Category>>,
    /// The same two, for forms that nest them.
    profile: Option<RequestProfile>,
}

/// What the caller says of themselves.
#[derive(ToSchema)]
#[schema(as = SubmitApplicationProfile)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct RequestProfile {
    /// 10–500 characters after trimming.
    #[schema(min_length = 10, max_length = 500)]
    bio: Option<String>,
    /// 1–5, each once.
    #[schema(value_type = Option<Vec<web::schema::Category>>, min_items = 1, max_items = 5)]
    categories: Option<Vec<Category>>,
}

struct Submission {
    bio: String,
    categories: Vec<Category>,
}

fn parse(body: Body) -> Result<Submission> {
    let body = body.with_fields_of("profile");
    // Told by the name under which it was sent; what is nowhere is missing at the top.
    let sent = |top, nested| if body.given(top).is_none() && body.given(nested).is_some() { nested } else { top };
    let (bio, categories) = (sent("bio", "profile.bio"), sent("categories", "profile.categories"));
    let mut fields = Fields::default();
    let wanted = Submission {
        bio: fields.paragraph(&body, bio, MIN_APPLICATION_BIO, MAX_BIO),
        categories: fields.list_of(&body, categories, 1, MAX_CATEGORIES, &Category::ALL.map(Category::as_str)),
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
    post, path = "/api/creator/application",
    request_body = Request,
    responses((status = 201, body = Success<ApplicationAnswer>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, body: Body) -> Answer<Success<ApplicationAnswer>, Refusal> {
    let wanted = parse(body)?;
    let user = viewer.user().await?;
    let application = Application {
        image: user.image.clone(),
        ..Application::new(user.id.clone(), wanted.bio, wanted.categories, app.clock.now())
    };
    match app.store.submit_application(&application).await? {
        Submitted::Done => {}
        Submitted::Already => return Err(Refusal::AlreadySubmitted.into()),
    }
    tracing::info!(event = "application_submit", user_id = %application.user_id, outcome = "ok");
    Ok(Success::created(application.into()))
}

#[cfg(test)]
mod tests {
    use web::Error;

    use super::*;

    fn refused(json: &str) -> Vec<String> {
        match parse(Body::parse(json.as_bytes()).unwrap()) {
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
    fn each_of_the_two_may_stand_in_profile() {
        let read =
            |json: &str| parse(Body::parse(json.as_bytes()).unwrap()).map(|wanted| (wanted.bio, wanted.categories));
        let (bio, art) = ("I paint at night.".to_owned(), vec![Category::Art]);
        for json in [
            r#"{"profile": {"bio": "I paint at night.", "categories": ["ART"], "links": 7}}"#,
            r#"{"bio": "I paint at night.", "profile": {"bio": "x", "categories": ["ART"]}}"#,
            r#"{"bio": null, "categories": ["ART"], "profile": {"bio": "I paint at night."}}"#,
            r#"{"bio": "I paint at night.", "categories": ["ART"], "profile": "none"}"#,
        ] {
            assert_eq!(read(json).unwrap_or_else(|error| panic!("{json}: {error}")), (bio.clone(), art.clone()));
        }
        let nested = r#"{"profile": {"bio": "short", "categories": ["WAR"]}}"#;
        assert_eq!(refused(nested), ["profile.bio", "profile.categories[0]"]);
        assert_eq!(refused(r#"{"profile": {}}"#), ["bio", "categories"]);
        assert_eq!(refused(r#"{"profile": null}"#), ["bio", "categories"]);
    }

    #[test]
    fn text_is_trimmed_and_counted_in_characters() {
        let json = format!(r#"{{"bio": "  {}  ", "categories": ["ART"]}}"#, "ö".repeat(500));
        let wanted = parse(Body::parse(json.as_bytes()).unwrap()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(wanted.bio, "ö".repeat(500));
        assert_eq!(wanted.categories, [Category::Art]);
        assert_eq!(refused(&json.replace("  ö", "  öö")), ["bio"]);
    }
}
