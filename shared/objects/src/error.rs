//! What S3 says when it does not.

use runtime::Error;

/// So many characters of a cause are told.
const LONGEST: usize = 200;

/// S3 away, refusing, or without the bucket: whatever it is, the same may succeed once it is mended.
pub(crate) fn unavailable(error: &object_store::Error) -> Error {
    Error::unavailable("s3", reason(error))
}

/// What went wrong. Of S3's own answer only its code is told: the rest repeats the request, its signature with it. Where there is
/// none of S3's, the last cause: which the others are made of.
pub(crate) fn reason(error: &object_store::Error) -> String {
    if let Some(code) = code(error) {
        return code;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let text = cause.to_string();
    // An answer of who stands before S3, with all that it says.
    text.chars().take(LONGEST).collect()
}

/// Whether the object is not there, as S3 says it. Of a bucket that is not there, it says otherwise.
pub(crate) fn is_no_such_key(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. }) && code(error).as_deref() == Some("NoSuchKey")
}

/// The code in S3's answer, of a call or, as `object_store` writes it, of one object of many; `None` where there is none.
fn code(error: &object_store::Error) -> Option<String> {
    let text = error.to_string();
    let between =
        |before: &str, after: &str| text.split_once(before)?.1.split_once(after).map(|(code, _)| code.to_owned());
    between("<Code>", "</Code>").or_else(|| between("(code: ", ")"))
}
