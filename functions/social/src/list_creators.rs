//! GET /api/social/creators: the creator directory, live ones first, then the newest.

use std::collections::HashMap;

use axum::extract::State;
use domain::{Category, State as LiveState, Time, UserId, Username};
use futures::future::try_join_all;
use serde::Serialize;
use store::CreatorRow;
use utoipa::ToSchema;
use web::{Answer, App, Caller, CursorKind, Fields, Page, PageParams, PageQuery, Pagination, Result, Wanted};

use crate::creator_pages::{self, DirectoryQuery, Found};

/// A page by number reaches so far, in rows: it reads what lies before it.
const MAX_ROWS: u32 = 1_000;

/// A creator in the directory.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatorLine {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    image: Option<String>,
    bio: Option<String>,
    #[schema(value_type = Vec<web::schema::Category>)]
    categories: Vec<Category>,
    is_live: bool,
    #[schema(value_type = web::schema::State)]
    state: LiveState,
    stream_title: Option<String>,
    stream_thumbnail: Option<String>,
    follower_count: u64,
}

/// Where the directory goes on, by number and by cursor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatorPagination {
    /// The number of this page; null beside a cursor.
    page: Option<u32>,
    /// Most creators that this page could have.
    limit: u32,
    /// Creators in the whole list.
    total: u64,
    /// Pages that they make.
    total_pages: u64,
    /// What to send as `cursor` for the next page; null on the last one, and on it only.
    next_cursor: Option<String>,
}

fn parse(query: &PageQuery) -> Result<(DirectoryQuery, Wanted)> {
    let mut fields = Fields::default();
    let wanted = query.wanted_beside(&mut fields);
    let limit = wanted.limit;
    let category = query.get("category").and_then(|given| category(given, &mut fields));
    let is_live = match query.get("live") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            fields.error("live", "must be true or false");
            false
        }
    };
    let page = match (query.get("page"), &wanted.cursor) {
        (Some(_), Some(_)) => {
            fields.error("page", "must not be given beside a cursor");
            1
        }
        (None, _) => 1,
        (Some(number), None) => page(number, limit, &mut fields),
    };
    fields.finish()?;
    Ok((DirectoryQuery { limit, category, is_live, page }, wanted))
}

fn category(given: &str, fields: &mut Fields) -> Option<Category> {
    let found = Category::ALL.into_iter().find(|category| category.as_str() == given);
    if found.is_none() {
        fields.error("category", format_args!("must be one of {}", Category::ALL.map(Category::as_str).join(", ")));
    }
    found
}

fn page(given: &str, limit: u32, fields: &mut Fields) -> u32 {
    match web::whole_text(given) {
        Some(page) if page >= 1 && page.saturating_mul(limit) <= MAX_ROWS => page,
        Some(page) if page >= 1 => {
            fields.error("page", format_args!("must end within {MAX_ROWS} rows; beyond, follow the cursor"));
            1
        }
        _ => {
            fields.error("page", "must be a whole number from 1");
            1
        }
    }
}

/// Approved creators: those who were live in the ranking first, most viewers first, then the others, newest
/// approval first. Two trips: who is on the page, then everything of theirs. A page by number reads
/// what lies before it. Creators who block the caller are left out, so a page may be short.
///
/// # Errors
/// `Invalid cursor`, and what breaks the rules of the fields.
#[utoipa::path(
    get, path = "/api/social/creators",
    params(
        PageParams,
        ("page" = Option<u32>, Query, description = "from 1; as far as 1,000 rows; not beside a cursor"),
        ("category" = Option<web::schema::Category>, Query),
        ("live" = Option<bool>, Query, description = "true: only those who are live"),
    ),
    responses((status = 200, body = Page<CreatorLine, CreatorPagination>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    query: PageQuery,
) -> Answer<Page<CreatorLine, CreatorPagination>> {
    let (asked, wanted) = parse(&query)?;
    let scope = asked.scope();
    let kind = CursorKind { operation: "list_creators", scope: &scope };
    let place = wanted.place(&app, kind).await?;
    let page = place.is_none().then_some(asked.page);
    let Found { ids, total, next } = match place {
        None => creator_pages::by_number(&app, &asked).await?,
        Some(position) => creator_pages::by_cursor(&app, &asked, position).await?,
    };
    let mut rows = app.store.creator_rows(&ids, &[], caller.id()).await?;
    count_without_copy(&app, &mut rows).await?;
    let now = app.clock.now();
    let lines = ids.iter().filter_map(|id| Some(line(rows.remove(id)?, now)));
    // Whose broadcast ended since the ranking was made is not live any more.
    let lines = lines.filter(|line| line.is_live || !asked.is_live).collect();
    let Pagination { limit, next_cursor } = wanted.pagination(&app, kind, next).await?;
    let total_pages = total.div_ceil(u64::from(limit));
    Ok(Page::new(lines, CreatorPagination { page, limit, total, total_pages, next_cursor }))
}

/// Creators of before there was a copy of their total on the profile have one with the next follow; until then
/// they are counted here.
async fn count_without_copy(app: &App, rows: &mut HashMap<UserId, CreatorRow>) -> Result<()> {
    let missing: Vec<_> = rows.values_mut().filter(|row| row.followers.is_none()).collect();
    let counts = missing.into_iter().map(|row| async move {
        row.followers = Some(app.store.follower_total(&row.user.id).await?);
        Ok(())
    });
    try_join_all(counts).await.map(drop)
}

fn line(row: CreatorRow, now: Time) -> CreatorLine {
    let CreatorRow { user, stream, followers, .. } = row;
    let state = stream.as_ref().map_or(LiveState::Offline, |stream| stream.state(now));
    let (stream_title, stream_thumbnail) = stream.map(|stream| (stream.title, stream.thumbnail)).unzip();
    CreatorLine {
        id: user.id,
        username: user.username,
        name: user.name,
        image: user.image,
        bio: user.bio,
        categories: user.categories,
        is_live: state == LiveState::Live,
        state,
        stream_title,
        stream_thumbnail: stream_thumbnail.flatten(),
        follower_count: followers.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(given: &str, limit: u32) -> Option<u32> {
        let mut fields = Fields::default();
        let page = page(given, limit, &mut fields);
        fields.finish().ok().map(|()| page)
    }

    #[test]
    fn pages_reach_a_thousand_rows() {
        assert_eq!(checked("1", 20), Some(1));
        assert_eq!(checked("50", 20), Some(50));
        assert_eq!(checked("5e1", 20), Some(50));
        assert_eq!(checked("51", 20), None);
        assert_eq!(checked("10", 100), Some(10));
        for nonsense in ["0", "-1", "x", "4294967296", "1.5"] {
            assert_eq!(checked(nonsense, 20), None, "{nonsense}");
        }
    }
}
