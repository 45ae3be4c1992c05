//! PATCH /api/viewer/me: name, username, bio, picture.

use axum::extract::State;
use domain::text::MAX_URL;
use domain::{MAX_BIO, MAX_NAME, Username};
use store::{ProfileChange, ProfileChanged};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use crate::get_me::{OwnProfile, read};

web::refusals! {
    /// What changing the profile refuses.
    pub enum Refusal {
        NothingGiven = Refused("No update data provided"),
        NameTaken = Conflict("Username is taken"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateMeRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–50 characters after trimming.
    #[schema(min_length = 1, max_length = 50)]
    name: Option<String>,
    /// 3–30 of `a-z0-9_`, unique whatever the case; not `user_` and 16 hexadecimal digits.
    #[schema(min_length = 3, max_length = 30)]
    username: Option<String>,
    /// At most 500 characters; null clears.
    #[schema(max_length = 500)]
    bio: Option<String>,
    /// http or https URL; null clears.
    #[schema(max_length = 2048)]
    image: Option<String>,
}

fn parse(body: &Body) -> Answer<ProfileChange, Refusal> {
    if !body.has_any(&["name", "username", "bio", "image"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = ProfileChange {
        name: fields.line_if_given(body, "name", 1, MAX_NAME),
        username: username(&mut fields, body),
        bio: fields.clearable(body, "bio", MAX_BIO),
        image: fields.clearable_url(body, "image", MAX_URL),
    };
    fields.finish()?;
    Ok(change)
}

fn username(fields: &mut Fields, body: &Body) -> Option<Username> {
    let value = body.get("username")?;
    let Some(text) = value.as_str() else {
        fields.error("username", "must be a string");
        return None;
    };
    Username::parse(text.trim()).map_err(|error| fields.error("username", error)).ok()
}

/// Changes what was given, and answers the profile as it is then. Two trips.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Username is taken`.
#[utoipa::path(
    patch, path = "/api/viewer/me",
    request_body = Request,
    responses((status = 200, body = Success<OwnProfile>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, body: Body) -> Answer<Success<OwnProfile>, Refusal> {
    let change = parse(&body)?;
    let (known, standing) = read(&app, &viewer).await?;
    if change.username.as_ref().is_some_and(|name| name.is_reserved() && *name != known.username) {
        return Err(Refusal::NameTaken.into());
    }
    let user = match app.store.change_profile(known, &change, app.clock.now()).await? {
        ProfileChanged::Done(user) => *user,
        ProfileChanged::NameTaken => return Err(Refusal::NameTaken.into()),
    };
    tracing::info!(event = "profile_update", user_id = %user.id, renamed = user.username != known.username, outcome = "ok");
    Ok(Success::ok(OwnProfile::new(user, &standing)).message("Profile updated successfully"))
}

#[cfg(test)]
mod tests {
    use web::{Error, Failed};

    use super::*;

    fn parsed(body: &str) -> Answer<ProfileChange, Refusal> {
        parse(&Body::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn names_are_taken_in_any_case_and_null_clears() {
        let change = parsed(r#"{"username": " Alice_01 ", "bio": null, "image": null}"#).unwrap();
        assert_eq!(change.username.unwrap().as_str(), "alice_01");
        assert_eq!((change.name, change.bio, change.image), (None, Some(None), Some(None)));
    }

    #[test]
    fn nothing_that_we_know_is_no_update() {
        assert!(matches!(parsed(r#"{"role": "admin"}"#), Err(Failed::Refused(Refusal::NothingGiven))));
    }

    #[test]
    fn every_field_is_told() {
        let Err(Failed::Common(Error::Invalid(errors))) =
            parsed(r#"{"name": null, "username": "a b", "bio": 7, "image": "x"}"#)
        else {
            panic!("refused")
        };
        let named: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(named, ["name", "username", "bio", "image"]);
    }
}
