//! GET /api/viewer/search: creators by words and beginnings of words.

use axum::extract::State;
use domain::search::SearchList;
use domain::text::{self, TextError};
use domain::{State as LiveState, UserId, tokenizer};
use serde::{Deserialize, Serialize};
use store::{CreatorRow, SearchPage, SearchPlace};
use web::{Answer, App, Caller, CursorKind, Fields, Page, PageParams, PageQuery, Result, Wanted};

use crate::PublicStream;

web::refusals! {
    /// What searching refuses.
    pub enum Refusal {
        NoQuery = Refused("Search query is required"),
    }
}

/// Letters of a query, after trimming.
const MAX_QUERY: usize = 100;

/// Where a reader stands: the creators who are live come first, then all others.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SearchPosition {
    list: SearchList,
    place: Option<SearchPlace>,
}

/// What one page is made of.
struct Candidates {
    live: Vec<UserId>,
    others: Vec<UserId>,
    next: Option<SearchPosition>,
}

fn parse(query: &PageQuery) -> Answer<(String, Wanted), Refusal> {
    let mut fields = Fields::default();
    let wanted = query.wanted_beside(&mut fields);
    let text = query_text(query.get("q").unwrap_or_default(), &mut fields)?;
    fields.finish()?;
    Ok((text, wanted))
}

/// The query, trimmed; what is wrong with it goes to `fields`, unless nothing is there at all.
fn query_text(given: &str, fields: &mut Fields) -> Result<String, Refusal> {
    match text::line(given, 1, MAX_QUERY) {
        Ok(text) => Ok(text),
        Err(TextError::Empty) => Err(Refusal::NoQuery),
        Err(error) => {
            fields.error("q", error);
            Ok(String::new())
        }
    }
}

/// Streams of creators whose title, username or name has a word that begins with each word of the query;
/// case and accents are ignored. Live ones first, then by followers, coarsely. A query without letter,
/// digit and emoji finds nothing. Two trips: a bounded part of the index, then everything of the page.
///
/// A page may be short, or empty, while a cursor follows; one who went live or offline meanwhile may be
/// missed or repeated.
///
/// # Errors
/// `Search query is required`, `Invalid cursor`, and what breaks the rules of the fields.
#[utoipa::path(
    get, path = "/api/viewer/search",
    params(
        ("q" = String, Query, description = "1–100 characters after trimming"),
        PageParams,
    ),
    responses((status = 200, body = Page<PublicStream>))
)]
pub async fn handle(State(app): State<App>, caller: Caller, query: PageQuery) -> Answer<Page<PublicStream>, Refusal> {
    let (text, wanted) = parse(&query)?;
    let words = tokenizer::of_query(&text);
    let scope = format!("{}\n{}", caller.id().map_or("", UserId::as_str), words.join(" "));
    let kind = CursorKind { operation: "search", scope: &scope };
    let place: Option<SearchPosition> = wanted.place(&app, kind).await?;
    let from = place.unwrap_or(SearchPosition { list: SearchList::Live, place: None });
    let candidates = candidates(&app, &words, from, wanted.limit).await?;
    let ids: Vec<UserId> = candidates.live.iter().chain(&candidates.others).cloned().collect();
    let mut rows = app.store.creator_rows(&ids, &candidates.live, caller.id()).await?;

    let now = app.clock.now();
    let mut streams = Vec::with_capacity(ids.len());
    for (ids, is_live_list) in [(&candidates.live, true), (&candidates.others, false)] {
        // Each list shows whom it is for, by the times stored: the index may be behind, and who is live
        // stands in both lists.
        streams.extend(ids.iter().filter_map(|id| {
            let is_open = rows.get(id)?.stream.as_ref()?.state(now) != LiveState::Offline;
            (is_open == is_live_list).then(|| rows.remove(id)).flatten().and_then(|row| public(&app, row))
        }));
    }
    Ok(wanted.page(&app, kind, streams, candidates.next).await?.query(text))
}

/// One trip: both lists side by side where the live one may end within the page.
async fn candidates(app: &App, wanted: &[String], from: SearchPosition, limit: u32) -> Result<Candidates> {
    let ids = |page: SearchPage| page.found.into_iter().map(|(id, _)| id).collect();
    if from.list == SearchList::All {
        let all = app.store.search(SearchList::All, wanted, from.place.as_deref(), limit).await?;
        let next = all.next.clone().map(|place| SearchPosition { list: SearchList::All, place: Some(place) });
        return Ok(Candidates { live: vec![], others: ids(all), next });
    }
    let (live, mut all) = tokio::try_join!(
        app.store.search(SearchList::Live, wanted, from.place.as_deref(), limit),
        app.store.search(SearchList::All, wanted, None, limit),
    )?;
    if let Some(place) = live.next.clone() {
        let next = Some(SearchPosition { list: SearchList::Live, place: Some(place) });
        return Ok(Candidates { live: ids(live), others: vec![], next });
    }
    let room = usize::try_from(limit).unwrap_or(usize::MAX) - live.found.len();
    if all.found.len() > room {
        all.found.truncate(room);
        // Nothing of the other list fits in: it is for the next page to begin it.
        let place = all.found.last().map(|(_, place)| place.clone());
        let next = Some(SearchPosition { list: SearchList::All, place });
        return Ok(Candidates { live: ids(live), others: ids(all), next });
    }
    let next = all.next.clone().map(|place| SearchPosition { list: SearchList::All, place: Some(place) });
    Ok(Candidates { live: ids(live), others: ids(all), next })
}

fn public(app: &App, row: CreatorRow) -> Option<PublicStream> {
    Some(PublicStream::new(app, row.stream?, &row.user, row.count.unwrap_or_default().viewers))
}

#[cfg(test)]
mod tests {
    use web::{Error, Failed};

    use super::*;

    fn checked(text: &str) -> Answer<String, Refusal> {
        let mut fields = Fields::default();
        let text = query_text(text, &mut fields)?;
        fields.finish()?;
        Ok(text)
    }

    #[test]
    fn nothing_but_space_is_no_query() {
        for text in ["", "  ", "\u{3000}"] {
            assert!(matches!(checked(text), Err(Failed::Refused(Refusal::NoQuery))));
        }
    }

    #[test]
    fn a_hundred_characters_are_a_query_and_one_more_is_none() {
        assert_eq!(checked(&"é".repeat(100)).unwrap(), "é".repeat(100));
        assert_eq!(checked(&format!("  {}  ", "x".repeat(100))).unwrap(), "x".repeat(100));
        let Err(Failed::Common(Error::Invalid(errors))) = checked(&"x".repeat(101)) else { panic!("refused") };
        assert_eq!(errors[0].field, "q");
    }
}
