//! PUT /api/stream/info: title, description, thumbnail, tags, reconnect window.

use axum::extract::State;
use domain::text::MAX_URL;
use domain::{MAX_DESCRIPTION, MAX_RECONNECT_WINDOW, MAX_TAGS, MAX_TITLE, Tag};
use store::SettingsChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

use crate::stream_info::StreamInfo;
use crate::tell_room::tell_room;

web::refusals! {
    /// What changing them refuses.
    pub enum Refusal {
        NothingGiven = Refused("No update data provided"),
        NoStream = NotFound("Stream not found"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateInfoRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–200 characters after trimming.
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    /// At most 1000 characters; null clears.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// http or https URL; null clears.
    #[schema(max_length = 2048)]
    thumbnail: Option<String>,
    /// At most 10, each of 1–25 letters and digits, none twice whatever the case; an empty list clears.
    #[schema(max_items = 10)]
    tags: Option<Vec<String>>,
    /// Seconds for which a broadcast stays open after its media ended.
    #[schema(maximum = 300)]
    reconnect_window: Option<u32>,
}

fn parse(body: &Body) -> Answer<SettingsChange, Refusal> {
    if !body.has_any(&["title", "description", "thumbnail", "tags", "reconnectWindow"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = SettingsChange {
        title: fields.line_if_given(body, "title", 1, MAX_TITLE),
        description: fields.clearable(body, "description", MAX_DESCRIPTION),
        thumbnail: fields.clearable_url(body, "thumbnail", MAX_URL),
        tags: tags(&mut fields, body),
        reconnect_window: fields.integer_if_given(body, "reconnectWindow", 0, MAX_RECONNECT_WINDOW),
        ..SettingsChange::default()
    };
    fields.finish()?;
    Ok(change)
}

/// The tags, when they are given. What is wrong with one is told by its place, as `tags[2]`.
fn tags(fields: &mut Fields, body: &Body) -> Option<Vec<Tag>> {
    let Some(given) = body.get("tags")?.as_array() else {
        fields.error("tags", "must be a list");
        return None;
    };
    if given.len() > MAX_TAGS {
        fields.error("tags", format_args!("must have at most {MAX_TAGS} elements"));
        return None;
    }
    let mut tags: Vec<Tag> = vec![];
    for (place, given) in given.iter().enumerate() {
        let field = format!("tags[{place}]");
        match given.as_str().map(Tag::parse) {
            None => fields.error(&field, "must be a string"),
            Some(Err(error)) => fields.error(&field, error),
            Some(Ok(tag)) if tags.iter().any(|other| other.folded() == tag.folded()) => {
                fields.error(&field, "must not come twice");
            }
            Some(Ok(tag)) => tags.push(tag),
        }
    }
    Some(tags)
}

/// Changes what was given, and answers the whole stream. Two trips: the gate and the write.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Stream not found`.
#[utoipa::path(
    put, path = "/api/stream/info",
    request_body = Request,
    responses((status = 200, body = Success<StreamInfo>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Answer<Success<StreamInfo>, Refusal> {
    let change = parse(&body)?;
    let now = app.clock.now();
    let stream = creator.stream().ok_or(Refusal::NoStream)?;
    let stream = app.store.change_settings(stream, &change, None, now).await?.ok_or(Refusal::NoStream)?;
    tell_room(&app, &stream).await;
    tracing::info!(event = "info_update", user_id = %stream.user_id, outcome = "ok");
    Ok(Success::ok(StreamInfo::new(stream, now)).message("Stream info updated successfully"))
}
