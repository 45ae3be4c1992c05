use super::*;

#[test]
fn every_error_is_told_at_once() {
    let body = Body::parse(br#"{"title": 7, "window": 301, "on": "yes", "url": "x"}"#).unwrap();
    let mut fields = Fields::default();
    fields.line(&body, "title", 1, 200);
    fields.integer_if_given(&body, "window", 0, 300);
    fields.boolean_if_given(&body, "on");
    fields.clearable_url(&body, "url", 2048);
    fields.line(&body, "absent", 1, 2);
    let Err(Error::Invalid(errors)) = fields.finish() else { panic!("refused") };
    let named: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(named, ["title", "window", "on", "url", "absent"]);
}

#[test]
fn a_lists_errors_are_told_by_place() {
    let read = |json: &str| {
        let body = Body::parse(json.as_bytes()).unwrap();
        let mut fields = Fields::default();
        let list: Vec<bool> = fields.list_of(&body, "on", 1, 2, &["true", "false"]);
        match fields.finish() {
            Ok(()) => format!("{list:?}"),
            Err(Error::Invalid(errors)) => {
                errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("; ")
            }
            Err(other) => other.to_string(),
        }
    };
    assert_eq!(read(r#"{"on": [true, false]}"#), "[true, false]");
    assert_eq!(read(r#"{"on": [7, "x"]}"#), "on[0]: must be one of true, false; on[1]: must be one of true, false");
    assert_eq!(read(r#"{"on": [true, true]}"#), "on[1]: must not come twice");
    assert_eq!(read(r#"{"on": []}"#), "on: must have 1 to 2 elements");
    assert_eq!(read(r#"{"on": [true, false, true]}"#), "on: must have 1 to 2 elements");
    assert_eq!(read(r#"{"on": "true"}"#), "on: must be a list");
    assert_eq!(read(r#"{"on": null}"#), "on: is required");
}

#[test]
fn seconds_have_fractions_and_bounds() {
    let read = |json: &str| {
        let body = Body::parse(json.as_bytes()).unwrap();
        let mut fields = Fields::default();
        let millis = fields.seconds_within(&body, "at", 0, 60_000);
        fields.finish().ok().map(|()| millis)
    };
    for (given, expected) in [("0", 0), ("12.3456", 12_346), ("60", 60_000), ("6e1", 60_000), ("-0.0001", 0)] {
        assert_eq!(read(&format!(r#"{{"at": {given}}}"#)), Some(expected), "{given}");
    }
    for bad in ["-1", "60.001", "1e300", "\"5\"", "null", "[]", "true"] {
        assert_eq!(read(&format!(r#"{{"at": {bad}}}"#)), None, "{bad}");
    }
    assert_eq!(read("{}"), None);
}

#[test]
fn objects_of_a_list_have_their_errors_by_place() {
    let body = Body::parse(br#"{"ranges": [{"start": 1}, 7, {"start": -1}]}"#).unwrap();
    let mut fields = Fields::default();
    for (place, range) in fields.objects(&body, "ranges", 1, 20) {
        let mut of = Fields::default();
        of.seconds_within(&range, "start", 0, 10_000);
        fields.errors_of(&place, of);
    }
    assert!(fields.objects(&body, "absent", 1, 20).is_empty() && fields.objects(&body, "ranges", 1, 2).is_empty());
    let Err(Error::Invalid(errors)) = fields.finish() else { panic!("refused") };
    let named: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(named, ["ranges[1]", "ranges[2].start", "absent", "ranges"]);
}

#[test]
fn only_an_object_is_a_body() {
    for bytes in [&b"[1]"[..], b"7", b"null", b"{", b"\xff\xfe"] {
        assert!(matches!(Body::parse(bytes), Err(Error::Invalid(_))));
    }
    assert!(Body::parse(b"").is_ok());
}

#[test]
fn null_clears_and_missing_leaves() {
    let body = Body::parse(br#"{"a": null, "b": "  ", "c": " x "}"#).unwrap();
    let mut fields = Fields::default();
    assert_eq!(fields.clearable(&body, "a", 9), Some(None));
    assert_eq!(fields.clearable(&body, "b", 9), Some(None));
    assert_eq!(fields.clearable(&body, "c", 9), Some(Some("x".to_owned())));
    assert_eq!(fields.clearable(&body, "d", 9), None);
    fields.finish().unwrap();
}
