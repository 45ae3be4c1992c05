//! The gateway in the CDN's place: who has an address sees what it is of, and nobody anything else.

use std::net::Ipv4Addr;

use domain::recording::signed_path;
use harness::keys;
use local::{Bucket, gateway};
use objects::{Objects, Place};
use runtime::config::Secret;
use runtime::{Clock, https};
use tokio::net::TcpListener;

const NAME: &str = "onair-recordings";
const KEY: &str = "a key of this test";

/// Where it listens, the bucket behind it, and what keeps that up.
async fn served(clock: &Clock) -> (String, Objects, Bucket) {
    let bucket = Bucket::start_temporary(NAME, &keys("recordings")).await.unwrap();
    let place = Place { bucket: NAME.to_owned(), region: "us-east-1".to_owned(), endpoint: Some(bucket.endpoint()) };
    let objects = Objects::new(place, keys("recordings"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = gateway::recordings(objects.clone(), vec![Secret::new(KEY).unwrap()], clock.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, objects, bucket)
}

#[tokio::test]
async fn a_recording_is_served_by_its_address_until_that_expires() {
    let clock = Clock::manual(Clock::system().now());
    let (url, objects, _bucket) = served(&clock).await;
    let media: Vec<u8> = (0..100).collect();
    objects.put("v/ab/abc/run/s_00000.ts", media.clone(), "video/mp2t").await.unwrap();
    objects.put("v/ab/abc/index.m3u8", b"#EXTM3U".to_vec(), "application/x-mpegurl").await.unwrap();
    objects.put("v/ab/other/index.m3u8", b"#EXTM3U".to_vec(), "application/x-mpegurl").await.unwrap();
    objects.put("p/ab/usr_alice.jpeg", b"picture".to_vec(), "image/jpeg").await.unwrap();
    let index = format!("{url}{}", signed_path(KEY.as_bytes(), "v/ab/abc/index.m3u8", clock.now().plus_secs(60)));

    let answer = https::client().get(&index).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |answer: &reqwest::Response, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(&answer, "content-type"), "application/vnd.apple.mpegurl");
    assert_eq!(
        (header(&answer, "cache-control"), header(&answer, "access-control-allow-origin")),
        ("no-cache".to_owned(), "*".to_owned())
    );
    assert_eq!(answer.text().await.unwrap(), "#EXTM3U");

    // By a relative name.
    let segment = index.replace("index.m3u8", "run/s_00000.ts");
    let part = https::client().get(&segment).header("range", "bytes=10-19").send().await.unwrap();
    assert_eq!((part.status().as_u16(), header(&part, "content-range")), (206, "bytes 10-19/100".to_owned()));
    assert_eq!(part.bytes().await.unwrap().to_vec(), media[10..20]);
    let beyond = https::client().get(&segment).header("range", "bytes=100-").send().await.unwrap();
    assert_eq!((beyond.status().as_u16(), header(&beyond, "content-range")), (416, "bytes */100".to_owned()));
    let head = https::client().head(&segment).send().await.unwrap();
    assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, "100".to_owned()));

    let status = async |url: String| https::client().get(url).send().await.unwrap().status().as_u16();
    assert_eq!(status(index.replace("/abc/", "/other/")).await, 403);
    assert_eq!(status(index.replace("index.m3u8", "gone.m3u8")).await, 403, "what is not there is no other answer");
    assert_eq!(status(format!("{url}/v/ab/abc/index.m3u8")).await, 404, "no path of the CDN's");
    assert_eq!(status(format!("{url}/p/ab/usr_alice.jpeg")).await, 200);
    clock.advance(60_000);
    assert_eq!(status(index).await, 403);
}
