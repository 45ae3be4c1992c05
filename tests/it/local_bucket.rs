//! The embedded S3.

use harness::keys;
use local::Bucket;
use objects::{Objects, Place};
use runtime::secret::Secret;
use runtime::{Clock, Random, aws};

const NAME: &str = "onair-recordings";

fn at(endpoint: String, secret: &str) -> Objects {
    let mut credentials = keys("bucket");
    credentials.secret_access_key = Secret::new(secret).unwrap();
    let place = Place { bucket: NAME.to_owned(), region: "us-east-1".to_owned(), endpoint: Some(endpoint) };
    Objects::new(place, credentials, aws::http())
}

async fn bucket() -> (Bucket, Objects) {
    let bucket = Bucket::start_temporary(NAME, &keys("bucket")).await.unwrap();
    let objects = at(bucket.endpoint(), keys("bucket").secret_access_key.expose());
    (bucket, objects)
}

#[tokio::test]
async fn who_signs_with_another_key_gets_nothing() {
    let (bucket, objects) = bucket().await;
    objects.put("v/ab/abc/s_00000.ts", b"media".to_vec(), "video/mp2t").await.unwrap();
    let stranger = at(bucket.endpoint(), "another");
    let refused = stranger.get("v/ab/abc/s_00000.ts").await.unwrap_err().to_string();
    assert!(refused.starts_with("s3: SignatureDoesNotMatch"), "{refused}");
    assert!(stranger.delete(&["v/ab/abc/s_00000.ts".to_owned()]).await.is_err());
    assert!(objects.get("v/ab/abc/s_00000.ts").await.unwrap().is_some());
}

#[tokio::test]
async fn away_it_is_unavailable() {
    let (bucket, objects) = bucket().await;
    bucket.shutdown().await;
    let error = objects.get("v/ab/abc/s_00000.ts").await.unwrap_err();
    assert!(matches!(error, runtime::Error::Unavailable { dependency: "s3", .. }), "{error}");
}

#[tokio::test]
async fn what_is_kept_is_there_again() {
    let name = format!("onair-kept-{}", Random::system().id(Clock::system().now()));
    let directory = std::env::temp_dir().join(name);
    for was_there in [false, true] {
        let bucket = Bucket::start(Some(&directory), NAME, &keys("bucket")).await.unwrap();
        let objects = at(bucket.endpoint(), keys("bucket").secret_access_key.expose());
        assert_eq!(objects.get("v/ab/abc/index.m3u8").await.unwrap().is_some(), was_there);
        objects.put("v/ab/abc/index.m3u8", b"#EXTM3U".to_vec(), "application/x-mpegurl").await.unwrap();
        bucket.shutdown().await;
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
