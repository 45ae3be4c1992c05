//! What LiveKit tells of the keys that a request brings.

use livekit_protocol as proto;
use proto::image_output::Output as ImageOutput;
use proto::segmented_file_output::Output as SegmentsOutput;

/// The request as LiveKit tells of it: in place of what lets somebody upload stands its name. One output of a kind, as all of
/// ours; of several LiveKit redacts none.
pub fn redacted(request: &proto::ParticipantEgressRequest) -> proto::ParticipantEgressRequest {
    let mut request = request.clone();
    if let [output] = request.segment_outputs.as_mut_slice()
        && let Some(SegmentsOutput::S3(upload)) = &mut output.output
    {
        redact(upload);
    }
    if let [output] = request.image_outputs.as_mut_slice()
        && let Some(ImageOutput::S3(upload)) = &mut output.output
    {
        redact(upload);
    }
    request
}

fn redact(upload: &mut proto::S3Upload) {
    let given = [
        (&mut upload.access_key, "{access_key}"),
        (&mut upload.secret, "{secret}"),
        (&mut upload.assume_role_external_id, "{external_id}"),
    ];
    for (secret, name) in given {
        if !secret.is_empty() {
            name.clone_into(secret);
        }
    }
    // LiveKit looks at the external id for this one too: a token by itself is left out.
    let has_id = !upload.assume_role_external_id.is_empty();
    upload.session_token = if has_id { "{session_token}".to_owned() } else { String::new() };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload() -> proto::S3Upload {
        let [access_key, secret, session_token] = ["AKIA", "of ours", "of today"].map(str::to_owned);
        proto::S3Upload { access_key, secret, session_token, bucket: "b".to_owned(), ..Default::default() }
    }

    #[test]
    fn keys_are_told_by_their_names() {
        let output = SegmentsOutput::S3(upload());
        let image = ImageOutput::S3(upload());
        let told = redacted(&proto::ParticipantEgressRequest {
            segment_outputs: vec![proto::SegmentedFileOutput { output: Some(output), ..Default::default() }],
            image_outputs: vec![proto::ImageOutput { output: Some(image), ..Default::default() }],
            ..Default::default()
        });
        let [access_key, secret] = ["{access_key}", "{secret}"].map(str::to_owned);
        let named = proto::S3Upload { access_key, secret, session_token: String::new(), ..upload() };
        assert_eq!(told.segment_outputs[0].output, Some(SegmentsOutput::S3(named.clone())));
        assert_eq!(told.image_outputs[0].output, Some(ImageOutput::S3(named)));
        // A right of the worker's own has none.
        let mut own = proto::S3Upload::default();
        redact(&mut own);
        assert_eq!(own, proto::S3Upload::default());
    }
}
