//! The bucket's calls: at the embedded S3, or at the engine that `AWS_ENDPOINT_URL_S3` names.

use futures::StreamExt as _;
use harness::keys;
use local::Bucket;
use objects::{Folders, Object, Objects, Place};
use runtime::https;

/// A bucket of this name, and what keeps it up.
async fn bucket(name: &str) -> (Option<Bucket>, Objects) {
    let keys = keys("objects");
    let other = runtime::config::variable("AWS_ENDPOINT_URL_S3").filter(|url| !url.is_empty());
    let (embedded, endpoint) = match other {
        Some(endpoint) => {
            // Engines for tests make a bucket for whoever asks.
            let made = https::client().put(format!("{endpoint}/{name}")).send().await.unwrap();
            assert!(made.status().is_success(), "{made:?}");
            (None, endpoint)
        }
        None => {
            let bucket = Bucket::start_temporary(name, &keys).await.unwrap();
            let endpoint = bucket.endpoint();
            (Some(bucket), endpoint)
        }
    };
    let place = Place { bucket: name.to_owned(), region: "us-east-1".to_owned(), endpoint: Some(endpoint) };
    (embedded, Objects::new(place, keys))
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("v/ab/abc/run/s_{n:05}.ts")).collect()
}

async fn put_all(objects: &Objects, keys: &[String]) {
    let put = |key: &String| {
        let (objects, key) = (objects.clone(), key.clone());
        async move { objects.put(&key, b"x".to_vec(), "video/mp2t").await.unwrap() }
    };
    futures::stream::iter(keys).map(put).buffer_unordered(32).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn what_is_put_is_there_until_it_is_put_anew() {
    let (_bucket, objects) = bucket("onair-put").await;
    let key = "v/ab/abc/index.m3u8";
    assert_eq!(objects.get(key).await.unwrap(), None);
    let long = vec![7; 300_000];
    for body in [b"#EXTM3U\n".to_vec(), vec![], long] {
        objects.put(key, body.clone(), "application/x-mpegurl").await.unwrap();
        assert_eq!(objects.get(key).await.unwrap(), Some(body));
    }
}

#[tokio::test]
async fn a_copy_is_the_same_and_of_nothing_there_is_none() {
    let (_bucket, objects) = bucket("onair-copy").await;
    objects.put("v/ab/abc/s_00000.ts", b"media".to_vec(), "video/mp2t").await.unwrap();
    assert!(objects.copy("v/ab/abc/s_00000.ts", "c/cd/cde/00000.ts").await.unwrap());
    assert!(objects.copy("v/ab/abc/s_00000.ts", "c/cd/cde/00000.ts").await.unwrap(), "again");
    assert_eq!(objects.get("c/cd/cde/00000.ts").await.unwrap().as_deref(), Some(&b"media"[..]));
    assert_eq!(objects.get("v/ab/abc/s_00000.ts").await.unwrap().as_deref(), Some(&b"media"[..]));
    assert!(!objects.copy("v/ab/abc/s_00001.ts", "c/cd/cde/00001.ts").await.unwrap());
    assert_eq!(objects.get("c/cd/cde/00001.ts").await.unwrap(), None);
}

#[tokio::test]
async fn a_list_has_pages_and_ends() {
    let (_bucket, objects) = bucket("onair-list").await;
    let keys = numbered(1_203);
    put_all(&objects, &keys).await;
    objects.put("v/ab/abd/run/s_00000.ts", b"of another".to_vec(), "video/mp2t").await.unwrap();

    let first = objects.list("v/ab/abc/", None).await.unwrap();
    assert_eq!((first.objects.len(), first.next.as_deref()), (1_000, Some(keys[999].as_str())));
    let second = objects.list("v/ab/abc/", first.next.as_deref()).await.unwrap();
    assert_eq!((second.objects.len(), second.next), (203, None));
    let all = objects.list_all("v/ab/abc/").await.unwrap();
    let expected: Vec<Object> = keys.iter().map(|key| Object { key: key.clone(), size: 1 }).collect();
    assert_eq!(all, expected);
    assert_eq!(objects.list_all("v/ab/abe/").await.unwrap(), []);
    assert_eq!(objects.list("v/ab/abc/run/s_0120", None).await.unwrap().objects.len(), 3);
}

#[tokio::test]
async fn any_number_is_deleted_and_what_is_not_there_is_deleted() {
    let (_bucket, objects) = bucket("onair-delete").await;
    let keys = numbered(1_500);
    put_all(&objects, &keys[..700]).await;
    put_all(&objects, &keys[1_100..]).await;
    objects.put("v/ab/abd/run/s_00000.ts", b"of another".to_vec(), "video/mp2t").await.unwrap();
    objects.delete(&keys).await.unwrap();
    assert_eq!(objects.list_all("v/ab/abc/").await.unwrap(), []);
    assert_eq!(objects.list_all("v/").await.unwrap().len(), 1);
    objects.delete(&keys[..3]).await.unwrap();
    objects.delete(&[]).await.unwrap();
}

#[tokio::test]
async fn folders_are_listed_whatever_stands_in_them() {
    let (_bucket, objects) = bucket("onair-folders").await;
    let keys =
        ["v/ab/1/a/s_00000.ts", "v/ab/1/index.m3u8", "v/ab/2/index.m3u8", "v/ab/3/index.m3u8", "v/ac/4/index.m3u8"];
    put_all(&objects, &keys.map(str::to_owned)).await;
    let page = objects.folders("v/ab/", None, 2).await.unwrap();
    assert_eq!((page.names, page.next.as_deref()), (vec!["v/ab/1/".to_owned(), "v/ab/2/".to_owned()], Some("v/ab/2/")));
    let page = objects.folders("v/ab/", Some("v/ab/2/"), 2).await.unwrap();
    assert_eq!((page.names, page.next), (vec!["v/ab/3/".to_owned()], None));
    let page = objects.folders("v/ab/", Some("v/ab/1/"), 1_000).await.unwrap();
    assert_eq!((page.names.len(), page.next), (2, None));
    assert_eq!(objects.folders("v/ad/", None, 2).await.unwrap(), Folders { names: vec![], next: None });
}
