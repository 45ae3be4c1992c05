//! What a clip's write holds to where nobody has read it: what stands between its author and its creator.

use domain::clip::Clip;
use domain::recording::{ClipsBy, Visibility};
use domain::{ApplicationStatus, Stream};
use runtime::Result;
use table::{Refusal, Write, item};

use crate::accounts::Profile;
use crate::social::{BlockItem, Edge};
use crate::streams::StreamItem;

/// That clips of the channel are made by `clips_by`, first; that its creator is approved, does not block the author, and is
/// followed where that is asked for. As [`domain::clip::Clipper::may`] has it.
pub(super) fn rights(clip: &Clip, clips_by: ClipsBy) -> Result<Vec<Write>> {
    let (creator, author) = (&clip.user_id, &clip.author_id);
    let is_owner = creator == author;
    let stream = Write::check(StreamItem::key(creator));
    let mut writes = vec![
        match clips_by {
            // Its creator makes clips whoever else may, unless nobody may.
            _ if is_owner => stream
                .when("attribute_not_exists(#recording.#clipsBy) OR #recording.#clipsBy <> :nobody")
                .bind(":nobody", ClipsBy::Nobody)?,
            ClipsBy::Everyone => stream
                .when("attribute_not_exists(#recording.#clipsBy) OR #recording.#clipsBy = :everyone")
                .bind(":everyone", ClipsBy::Everyone)?,
            other => stream.when("#recording.#clipsBy = :other").bind(":other", other)?,
        },
        Write::check(Profile::key(creator))
            .when("#creatorStatus = :approved")
            .bind(":approved", ApplicationStatus::Approved)?,
    ];
    if !is_owner {
        writes.push(Write::check(BlockItem::key(creator, author)).when_absent());
        if clips_by == ClipsBy::Followers || clip.visibility == Visibility::Followers {
            writes.push(Write::check(Edge::key(author, creator)).when_present());
        }
    }
    Ok(writes)
}

/// By whom clips of the channel are made, where that alone did not hold of [`rights`].
pub(super) fn unlike(refusals: Vec<Option<Refusal>>) -> Result<Option<ClipsBy>> {
    let mut refused = refusals.into_iter();
    let stream = refused.next().flatten();
    let (Some(Refusal(found)), true) = (stream, refused.all(|refusal| refusal.is_none())) else { return Ok(None) };
    let stream: Option<Stream> = item::read_optional(found)?;
    Ok(Some(stream.map(|stream| stream.recording.clips_by).unwrap_or_default()))
}
