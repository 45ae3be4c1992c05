//! The live streams of a tag: the newest go-lives, by viewers within a page. No ranking stands behind it: a walk goes back
//! in the order of the go-lives, which never changes, so that nothing is missed or repeated.

use domain::{State, Tag, UserId};
use web::{App, CursorKind, Fields, Page, PageQuery, Result, Wanted};

use crate::PublicStream;

/// A page of the streams that have `tag`. Two trips: so many entries of the list, then everything of the page.
///
/// # Errors
/// `Invalid cursor`, and a `tag` that is none.
pub(super) async fn page(
    app: &App,
    caller: Option<&UserId>,
    tag: &str,
    query: &PageQuery,
) -> Result<Page<PublicStream>> {
    let (tag, wanted) = parse(tag, query)?;
    let folded = tag.folded();
    let kind = CursorKind { operation: "list_live", scope: &folded };
    let place: Option<String> = wanted.place(app, kind).await?;
    let found = app.store.tagged(&tag, place.as_deref(), wanted.limit).await?;
    let mut rows = app.store.creator_rows(&found.items, &found.items, caller).await?;
    let now = app.clock.now();
    let has_tag = |tags: &[Tag]| tags.iter().any(|tag| tag.folded() == folded);
    let mut streams = Vec::with_capacity(found.items.len());
    for row in found.items.iter().filter_map(|id| rows.remove(id)) {
        let Some(stream) = row.stream else { continue };
        // The list is behind the streams by a moment.
        if stream.state(now) == State::Live && has_tag(&stream.tags) {
            streams.push(PublicStream::new(app, stream, &row.user, row.count.unwrap_or_default().viewers));
        }
    }
    streams.sort_by_key(|stream| std::cmp::Reverse(stream.viewers()));
    wanted.page(app, kind, streams, found.next).await
}

fn parse(tag: &str, query: &PageQuery) -> Result<(Tag, Wanted)> {
    let mut fields = Fields::default();
    let wanted = query.wanted_beside(&mut fields);
    let tag = Tag::parse(tag);
    if let Err(error) = &tag {
        fields.error("tag", error);
    }
    fields.finish()?;
    Ok((tag.map_err(web::Error::internal)?, wanted))
}
