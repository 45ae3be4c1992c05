//! GET /api/viewer/preview/:kind/:id, and the site before it: what a messenger shows of a link.

use std::net::{Ipv4Addr, SocketAddr};

use domain::clip::{ClipState, Made};
use domain::recording::{Assembled, Visibility, VodState, opened};
use harness::{MEDIA_KEY, MEDIA_URL, Setup, World};
use http::StatusCode;
use local::Site;
use local::gateway::{self, Addresses};
use local::site::{Facts, Sources};
use serde_json::json;

use crate::clip_lists::{clip, made};
use crate::vod_lists::vod;

const SITE: &str = "https://onair.example";

async fn world() -> World {
    World::with(Setup { variables: vec![("SITE_URL", format!("{SITE}/"))], ..Setup::default() }).await
}

async fn preview(world: &World, of: &str) -> String {
    let answer = world.get(&format!("/api/viewer/preview/{of}")).expect(200).await;
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=30, stale-while-revalidate=30"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    answer.body.as_str().unwrap().to_owned()
}

fn property(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("<meta property=\"{name}\" content=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[tokio::test]
async fn a_channel_is_shown_as_it_is_at_the_time() {
    let world = world().await;
    let alice = world.creator("alice").await;
    let face = "https://img.example/alice.png";
    world.patch("/api/viewer/me").by(&alice).json(&json!({"image": face, "bio": "Nights."})).expect(200).await;
    let page = preview(&world, "channel/ALICE").await;
    assert_eq!(property(&page, "og:title").unwrap(), "alice (@alice)");
    assert_eq!(property(&page, "og:description").as_deref(), Some("Nights."));
    assert_eq!(property(&page, "og:image").as_deref(), Some(face));
    assert_eq!(property(&page, "og:url").unwrap(), format!("{SITE}/@alice"));
    assert!(page.contains("name=\"twitter:card\" content=\"summary\""), "{page}");

    world.go_live(&alice).await;
    let wide = "https://img.example/night.png";
    let info = json!({"title": "\"Tea\" & <b>talk</b>", "thumbnail": wide});
    world.put("/api/stream/info").by(&alice).json(&info).expect(200).await;
    let page = preview(&world, "channel/alice").await;
    let title = property(&page, "og:title").unwrap();
    assert_eq!(title, "alice is live: &quot;Tea&quot; &amp; &lt;b&gt;talk&lt;/b&gt;");
    assert_eq!(property(&page, "og:image").as_deref(), Some(wide));
    assert!(page.contains("summary_large_image") && !page.contains("<b>"), "{page}");
}

#[tokio::test]
async fn a_video_is_shown_to_all_but_a_private_one_to_nobody() {
    let world = world().await;
    let alice = world.creator("alice").await;
    let mut pages = vec![];
    for (n, (state, visibility)) in (0..).zip([
        (VodState::Ready, Visibility::Public),
        (VodState::Ready, Visibility::Followers),
        (VodState::Ready, Visibility::Private),
        (VodState::Failed, Visibility::Public),
    ]) {
        let id = vod(&world, &alice, n, state, visibility).await;
        pages.push((preview(&world, &format!("video/{id}")).await, id));
    }
    for (page, id) in &pages[..2] {
        assert!(property(page, "og:title").unwrap().starts_with("Recording "));
        assert_eq!(property(page, "og:url").unwrap(), format!("{SITE}/videos/{id}"));
    }
    let nothing = preview(&world, "video/none").await;
    assert!(nothing.contains("noindex") && property(&nothing, "og:url").is_none());
    assert_eq!([&pages[2].0, &pages[3].0], [&nothing, &nothing]);
}

#[tokio::test]
async fn a_clip_is_shown_to_no_more_people_than_its_video() {
    let world = world().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let public = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let private = vod(&world, &alice, 2, VodState::Ready, Visibility::Private).await;
    let ready = clip(&world, &bob, &public, 1, ClipState::Ready).await;
    let page = preview(&world, &format!("clip/{ready}")).await;
    assert_eq!(property(&page, "og:title").as_deref(), Some("Clip 1"));
    assert_eq!(property(&page, "og:description").as_deref(), Some("A moment of alice."));
    assert_eq!(property(&page, "og:url").unwrap(), format!("{SITE}/clips/{ready}"));

    let nothing = preview(&world, "clip/none").await;
    let failed = clip(&world, &bob, &public, 2, ClipState::Failed).await;
    let hidden = clip(&world, &alice, &private, 3, ClipState::Ready).await;
    for id in [&failed, &hidden] {
        assert_eq!(preview(&world, &format!("clip/{id}")).await, nothing);
    }
    let closed = json!({"visibility": "PRIVATE"});
    world.patch(&format!("/api/vod/{public}")).by(&alice).json(&closed).expect(200).await;
    assert_eq!(preview(&world, &format!("clip/{ready}")).await, nothing);
}

/// What the CDN shows of a page's picture.
fn picture(world: &World, page: &str) -> Option<String> {
    let address = property(page, "og:image")?.replace("&amp;", "&");
    opened(&[MEDIA_KEY.as_bytes()], address.strip_prefix(MEDIA_URL)?, world.clock().now()).map(str::to_owned)
}

#[tokio::test]
async fn videos_and_clips_are_shown_with_their_own_pictures_and_private_ones_with_none() {
    let world = world().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let face = "https://img.example/alice.png";
    world.patch("/api/viewer/me").by(&alice).json(&json!({"image": face})).expect(200).await;
    let id = vod(&world, &alice, 1, VodState::Processing, Visibility::Public).await;
    let store = &world.app().store;
    let waiting = preview(&world, &format!("video/{id}")).await;
    assert_eq!(property(&waiting, "og:image").as_deref(), Some(face), "it has no picture yet");
    let found = Assembled { segments: 3, duration_millis: 12_000, bytes: 9, has_poster: true };
    let stored = store.vod(&id).await.unwrap().unwrap();
    assert!(store.save_recording(Some(&stored.assembled(&found)), &[]).await.unwrap());
    let of_clip = clip(&world, &bob, &id, 1, ClipState::Processing).await;
    let stored = store.clip(&of_clip).await.unwrap().unwrap();
    assert!(store.clip_made(&stored, &Made { has_poster: true, ..made() }).await.unwrap());

    let pages = [
        (format!("video/{id}"), format!("v/{}/{id}", &id[..2])),
        (format!("clip/{of_clip}"), format!("c/{}/{of_clip}", &of_clip[..2])),
    ];
    let show = async |visibility: &str| {
        let change = json!({"visibility": visibility});
        world.patch(&format!("/api/vod/{id}")).by(&alice).json(&change).expect(200).await;
    };
    for visibility in ["PUBLIC", "FOLLOWERS"] {
        show(visibility).await;
        for (of, folder) in &pages {
            let page = preview(&world, of).await;
            assert_eq!(picture(&world, &page), Some(format!("{folder}/poster.jpeg")), "{visibility} {of}");
            assert!(page.contains("summary_large_image"), "{page}");
            // It opens the picture, and nothing that is played.
            let address = property(&page, "og:image").unwrap().replace("poster.jpeg", "index.m3u8");
            assert_eq!(
                opened(&[MEDIA_KEY.as_bytes()], address.strip_prefix(MEDIA_URL).unwrap(), world.clock().now()),
                None
            );
        }
    }
    show("PRIVATE").await;
    let nothing = preview(&world, "video/none").await;
    for (of, _) in &pages {
        assert_eq!(preview(&world, of).await, nothing, "{of}");
    }
    assert!(property(&nothing, "og:image").is_none());
}

#[tokio::test]
async fn who_is_suspended_is_shown_like_who_never_was() {
    let world = world().await;
    let (alice, ada) = (world.creator("alice").await, world.admin("ada").await);
    let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let _bob = world.viewer("bob").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    let plain = preview(&world, "channel/nobody").await;
    let others = ["channel/alice", "channel/bob", "channel/not%20a%20name", "screen/alice", "clip/none"];
    for of in others.iter().map(ToString::to_string).chain([format!("video/{id}")]) {
        assert_eq!(preview(&world, &of).await, plain, "{of}");
    }
}

/// As a messenger does it: the channel's own address, without a script.
#[tokio::test]
async fn a_crawler_at_the_channels_address_gets_its_preview() {
    let world = world().await;
    world.creator("alice").await;
    let web = std::env::temp_dir().join(format!("onair-preview-{}", world.app().random.id(world.clock().now())));
    std::fs::create_dir_all(web.join("app/dist")).unwrap();
    std::fs::write(web.join("app/dist/index.html"), "<!doctype html>the site").unwrap();
    let facts = Facts {
        api: "http://127.0.0.1:3000".into(),
        livekit: "ws://127.0.0.1:7880".into(),
        carries_media: false,
        issuer: None,
        client_id: "onair".into(),
    };
    let nowhere = Addresses {
        api: String::new(),
        dynamodb: String::new(),
        table: String::new(),
        livekit: String::new(),
        stand_in: None,
        s3: None,
    };
    let site = Site::new(facts, &Sources::at(web.clone()), false).before(gateway::router(
        world.functions().clone(),
        &[],
        nowhere,
    ));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/@alice/followers", listener.local_addr().unwrap());
    let service = site.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });

    let http = runtime::https::client();
    let asked = async |agent: &str| {
        let answer = http.get(&url).header("user-agent", agent).header("accept", "text/html").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
        answer.text().await.unwrap()
    };
    let page = asked("facebookexternalhit/1.1").await;
    assert_eq!(property(&page, "og:title").as_deref(), Some("alice (@alice)"));
    assert_eq!(property(&page, "og:url").unwrap(), format!("{SITE}/@alice"));
    assert_eq!(asked("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0").await, "<!doctype html>the site");
    std::fs::remove_dir_all(web).unwrap();
}
