//! The embedded S3.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use harness::keys;
use http::StatusCode;
use local::Bucket;
use objects::{Objects, Place};
use runtime::secret::Secret;
use runtime::{Clock, Random};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const NAME: &str = "onair-recordings";

fn at(endpoint: String, secret: &str) -> Objects {
    let mut credentials = keys("bucket");
    credentials.secret_access_key = Secret::new(secret).unwrap();
    let place = Place { bucket: NAME.to_owned(), region: "us-east-1".to_owned(), endpoint: Some(endpoint) };
    Objects::new(place, credentials)
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

/// A server that answers this to whatever is asked, and how often it was.
async fn answering(status: StatusCode, body: &'static str) -> (Objects, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let answer = async move || {
        counted.fetch_add(1, Ordering::Relaxed);
        (status, body)
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    (at(endpoint, "secret"), asked)
}

#[tokio::test]
async fn a_copy_that_is_answered_200_and_has_failed_has_failed() {
    for code in ["InternalError", "SlowDown", "ServiceUnavailable", "SomethingNew"] {
        let body = format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>x</Message></Error>");
        let (objects, asked) = answering(StatusCode::OK, body.leak()).await;
        let failed = objects.copy("v/ab/abc/s_00000.ts", "c/cd/cde/00000.ts").await.unwrap_err().to_string();
        assert_eq!(failed, format!("s3: {code}"));
        assert_eq!(asked.load(Ordering::Relaxed), 4, "{code}: it is tried anew");
    }
}

#[tokio::test]
async fn what_s3_repeats_of_a_request_it_refuses_is_not_told() {
    let body = "<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>\
        <StringToSign>AWS4-HMAC-SHA256</StringToSign><SignatureProvided>5d672d79</SignatureProvided></Error>";
    let (objects, asked) = answering(StatusCode::FORBIDDEN, body).await;
    let key = "v/ab/abc/s_00000.ts".to_owned();
    for refused in [
        objects.get(&key).await.err(),
        objects.put(&key, vec![], "video/mp2t").await.err(),
        objects.copy(&key, "c/cd/cde/00000.ts").await.err(),
        objects.list("v/", None).await.err(),
        objects.folders("v/", None, 7).await.err(),
        objects.delete(std::slice::from_ref(&key)).await.err(),
    ] {
        let told = refused.expect("a refusal").to_string();
        assert!(told.starts_with("s3: SignatureDoesNotMatch") && !told.contains("AKID"), "{told}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 6, "a refusal is final");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_an_object_that_is_not_there() {
    let body = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>";
    let (objects, _) = answering(StatusCode::NOT_FOUND, body).await;
    let told = objects.get("v/ab/abc/s_00000.ts").await.unwrap_err().to_string();
    assert_eq!(told, "s3: NoSuchBucket");
    assert!(objects.copy("v/ab/abc/s_00000.ts", "c/cd/cde/00000.ts").await.is_err());
    assert!(objects.list_all("v/").await.is_err());
}

#[tokio::test]
async fn an_engine_that_is_out_of_breath_is_asked_again() {
    let body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
    let (objects, asked) = answering(StatusCode::SERVICE_UNAVAILABLE, body).await;
    assert_eq!(objects.get("v/ab/abc/s_00000.ts").await.unwrap_err().to_string(), "s3: SlowDown");
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn what_one_object_of_many_is_refused_with_is_told_by_its_code() {
    let body = "<DeleteResult><Deleted><Key>v/1.ts</Key></Deleted><Error><Key>v/2.ts</Key><Code>AccessDenied</Code>\
        <Message>User: arn:aws:sts::123456789012:assumed-role/x is not authorized</Message></Error></DeleteResult>";
    let (objects, asked) = answering(StatusCode::OK, body).await;
    let keys = ["v/1.ts", "v/2.ts"].map(str::to_owned);
    let told = objects.delete(&keys).await.unwrap_err().to_string();
    assert_eq!(told, "s3: AccessDenied: 1 objects were not deleted");
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

/// A server that breaks off, so many times, what it has begun to answer, and then answers this.
async fn breaking_off(times: usize, answer: &'static str) -> Objects {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for attempt in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 64 * 1024];
            let _ = stream.read(&mut asked).await;
            let (length, answered) = if attempt < times { (answer.len() + 1, "<") } else { (answer.len(), answer) };
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answered}");
            let _ = stream.write_all(text.as_bytes()).await;
        }
    });
    at(endpoint, "secret")
}

#[tokio::test]
async fn what_breaks_off_is_tried_anew_whatever_it_is() {
    let listed = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
    assert_eq!(breaking_off(3, listed).await.list_all("v/").await.unwrap(), []);
    assert!(breaking_off(4, listed).await.list_all("v/").await.is_err(), "four attempts, and no more");
    let deleted = "<DeleteResult><Deleted><Key>v/1.ts</Key></Deleted></DeleteResult>";
    breaking_off(3, deleted).await.delete(&["v/1.ts".to_owned()]).await.unwrap();
    let copied = "<CopyObjectResult><ETag>x</ETag></CopyObjectResult>";
    assert!(breaking_off(3, copied).await.copy("v/1.ts", "c/1.ts").await.unwrap());
}

#[tokio::test]
async fn an_answer_that_leads_elsewhere_is_not_followed() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let elsewhere = async move || {
        counted.fetch_add(1, Ordering::Relaxed);
        (StatusCode::TEMPORARY_REDIRECT, [("location", "/elsewhere")], "")
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(elsewhere)).await });
    assert!(at(endpoint, "secret").get("v/1.ts").await.is_err());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_told() {
    for endpoint in ["localhost:9000", "", "http://", "not an address"] {
        assert!(at(endpoint.to_owned(), "secret").get("v/1.ts").await.is_err(), "{endpoint:?}");
    }
    // Refused, by name: whoever reads the line knows where to look.
    let told = at("http://127.0.0.1:9".to_owned(), "secret").get("v/1.ts").await.unwrap_err().to_string();
    assert!(told.contains("refused"), "{told}");
}
