//! What clip a request asks for.

use domain::clip::{MAX_MILLIS, MAX_TITLE, MIN_MILLIS, USUAL_MILLIS};
use domain::recording::Vod;
use web::{Body, Fields};

/// No video is as long, in milliseconds: a year.
const MAX_OFFSET: u64 = 365 * 24 * 60 * 60 * 1_000;

/// Of what it is to be.
pub(super) enum Of {
    /// Of what just happened at this creator's.
    Host(String),
    /// Of this video, up to this place.
    Video { vod_id: String, end_millis: u64 },
}

/// The clip.
pub(super) struct Wanted {
    pub(super) of: Of,
    pub(super) millis: u64,
    title: Option<String>,
}

impl Wanted {
    /// What it is called: as its video, unless a title was given.
    pub(super) fn title(&self, vod: &Vod) -> String {
        self.title.clone().unwrap_or_else(|| vod.title.chars().take(MAX_TITLE).collect())
    }
}

/// Reads a request.
///
/// # Errors
/// Fields that break their rules.
pub(super) fn parse(body: &Body) -> web::Result<Wanted> {
    let mut fields = Fields::default();
    let of = match (body.given("hostId"), body.given("vodId")) {
        (Some(_), Some(_)) => {
            fields.error("vodId", "must not stand beside hostId");
            Of::Host(String::new())
        }
        (None, Some(_)) => Of::Video {
            vod_id: fields.line(body, "vodId", 1, 255),
            end_millis: fields.seconds_within(body, "offset", MIN_MILLIS, MAX_OFFSET),
        },
        (_, None) => Of::Host(fields.line(body, "hostId", 1, 255)),
    };
    let millis =
        body.given("duration").and_then(|_| fields.seconds_within_if_given(body, "duration", MIN_MILLIS, MAX_MILLIS));
    let title = body.given("title").and_then(|_| fields.line_if_given(body, "title", 1, MAX_TITLE));
    fields.finish()?;
    Ok(Wanted { of, millis: millis.unwrap_or(USUAL_MILLIS), title })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Vec<String> {
        match parse(&Body::parse(json.as_bytes()).unwrap()) {
            Err(web::Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
            Ok(_) => vec![],
        }
    }

    #[test]
    fn a_clip_is_of_a_stream_or_of_a_video() {
        assert!(refused(r#"{"hostId": "usr_alice"}"#).is_empty());
        assert!(
            refused(r#"{"hostId": "usr_alice", "duration": 12.5, "title": " That goal ", "vodId": null}"#).is_empty()
        );
        assert!(refused(r#"{"vodId": "abc", "offset": 61.25, "duration": null}"#).is_empty());
        assert_eq!(refused("{}"), ["hostId"]);
        assert_eq!(refused(r#"{"hostId": "a", "vodId": "b", "offset": 10}"#), ["vodId"]);
        assert_eq!(refused(r#"{"vodId": "b"}"#), ["offset"]);
        assert_eq!(refused(r#"{"vodId": "b", "offset": 4.9}"#), ["offset"]);
        let long = "x".repeat(101);
        let all = format!(r#"{{"hostId": 7, "duration": 60.5, "title": "{long}"}}"#);
        assert_eq!(refused(&all), ["hostId", "duration", "title"]);
    }
}
