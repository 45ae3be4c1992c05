//! GET /api/viewer/preview/:kind/:id: what a messenger shows of a link to the site.

use axum::extract::{Path, State};
use domain::clip::ClipState;
use domain::recording::{Visibility, VodState};
use domain::{State as LiveState, Stream, User, Username, may_be_id};
use web::{Answer, App};

use crate::preview_page::{Card, Picture, PreviewPage};
use crate::public_stream::live_picture;

/// What a link to a screen of the site is shown with, as a page for those who read no scripts: title, description and picture
/// by Open Graph. The CDN asks for it in a crawler's name. It is written for guests, whoever asks; what a guest may not know
/// of gets the same page as what is not there, with the site's name and no more. Two trips: the name or the recording, then
/// what is behind it.
///
/// # Errors
/// None of its own.
#[utoipa::path(
    get, path = "/api/viewer/preview/{kind}/{id}",
    params(
        ("kind" = String, Path, description = "`channel`, `video` or `clip`"),
        ("id" = String, Path, description = "the channel's username, the video's or clip's id")
    ),
    responses((status = 200, body = String, content_type = "text/html"))
)]
pub async fn handle(State(app): State<App>, Path((kind, id)): Path<(String, String)>) -> Answer<PreviewPage> {
    let card = match kind.as_str() {
        "channel" => channel(&app, &id).await?,
        "video" => video(&app, &id).await?,
        "clip" => clip(&app, &id).await?,
        _ => None,
    };
    Ok(PreviewPage::new(app.site_url.as_deref(), card.as_ref()))
}

async fn channel(app: &App, name: &str) -> runtime::Result<Option<Card>> {
    let Ok(username) = Username::parse(name) else { return Ok(None) };
    let Some(id) = app.store.id_of_username(&username).await? else { return Ok(None) };
    let watched = app.store.watched(&id, None).await?;
    let user = watched.user.filter(User::is_approved_creator);
    Ok(user.map(|user| channel_card(app, &user, watched.stream)))
}

fn channel_card(app: &App, user: &User, stream: Option<Stream>) -> Card {
    let live = stream.filter(|stream| stream.state(app.clock.now()) != LiveState::Offline);
    let name = &user.name;
    let portrait = user.image.clone().map(Picture::Portrait);
    let (title, about, picture) = match live {
        Some(stream) => {
            let picture = live_picture(app, &stream).or(stream.thumbnail).map(Picture::Wide).or(portrait);
            (format!("{name} is live: {}", stream.title), stream.description, picture)
        }
        None => (format!("{name} (@{})", user.username), None, portrait),
    };
    let about = about.or_else(|| user.bio.clone()).unwrap_or_else(|| format!("{name} streams here."));
    Card { path: format!("/@{}", user.username), kind: "profile", title, about, picture }
}

async fn video(app: &App, id: &str) -> runtime::Result<Option<Card>> {
    let found = if may_be_id(id) { app.store.vod(id).await? } else { None };
    let Some(vod) = found.filter(|vod| !vod.is_hidden_from_others() && vod.state != VodState::Failed) else {
        return Ok(None);
    };
    let Some(user) = app.store.creator_seen_by(&vod.user_id, None).await? else { return Ok(None) };
    let picture = app.picture_of_vod(&vod).map(Picture::Wide).or(user.image.map(Picture::Portrait));
    Ok(Some(Card {
        path: format!("/videos/{}", vod.id),
        kind: "video.other",
        title: vod.title,
        about: vod.description.unwrap_or_else(|| format!("A broadcast of {}.", user.name)),
        picture,
    }))
}

async fn clip(app: &App, id: &str) -> runtime::Result<Option<Card>> {
    let found = if may_be_id(id) { app.store.clip(id).await? } else { None };
    let Some(clip) = found.filter(|clip| clip.state(app.clock.now()) != ClipState::Failed) else { return Ok(None) };
    let seen = app.store.clip_seen_by(&clip, None).await?;
    let visibility = clip.visibility(seen.vod.map(|vod| vod.visibility));
    let Some(user) = seen.creator.filter(|_| visibility != Visibility::Private) else { return Ok(None) };
    let picture = app.picture_of_clip(&clip).map(Picture::Wide).or(user.image.map(Picture::Portrait));
    Ok(Some(Card {
        path: format!("/clips/{}", clip.id),
        kind: "video.other",
        title: clip.title,
        about: format!("A moment of {}.", user.name),
        picture,
    }))
}
