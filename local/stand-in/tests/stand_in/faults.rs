//! Faults as LiveKit's client meets them.

use std::time::{Duration, Instant};

use livekit_api::services::ingress::IngressListFilter;
use livekit_api::services::{LiveKitApi, ServerError, ServiceError};
use livekit_protocol::IngressInput;
use stand_in::Fault;

use crate::support::{KEY, Rig, SECRET, code, options};

async fn create(rig: &Rig) -> Result<String, ServiceError> {
    let made = rig.api.ingress().create_ingress(IngressInput::RtmpInput, options("usr_alice")).await;
    made.map(|info| info.ingress_id)
}

#[tokio::test]
async fn a_refusal_strikes_one_method_so_often_as_told() {
    let rig = Rig::start().await;
    rig.stand_in.fault(Fault::refuse("resource_exhausted").on("CreateIngress").times(1));
    rig.api.ingress().list_ingress(IngressListFilter::All).await.unwrap();
    assert_eq!(code(create(&rig).await), "resource_exhausted");
    create(&rig).await.unwrap();
    let statuses: Vec<_> = rig.stand_in.calls().into_iter().map(|call| call.status.unwrap()).collect();
    assert_eq!(statuses, [200, 429, 200]);
}

#[tokio::test]
async fn broken_answers_are_no_twirp_errors() {
    let rig = Rig::start().await;
    rig.stand_in.fault(Fault::unauthorized().times(1));
    rig.stand_in.fault(Fault::garbage().times(1));
    rig.stand_in.fault(Fault::close().times(1));
    let unreadable = create(&rig).await.unwrap_err();
    assert!(matches!(unreadable, ServiceError::Twirp(ServerError::Request(_))), "{unreadable:?}");
    let garbage = create(&rig).await.unwrap_err();
    assert!(matches!(garbage, ServiceError::Twirp(ServerError::Prost(_))), "{garbage:?}");
    let closed = create(&rig).await.unwrap_err();
    assert!(matches!(closed, ServiceError::Twirp(ServerError::Request(_))), "{closed:?}");
    assert!(rig.stand_in.ingresses().is_empty());
    create(&rig).await.unwrap();
}

#[tokio::test]
async fn a_call_can_be_carried_out_and_its_answer_lost() {
    let rig = Rig::start().await;
    rig.stand_in.fault(Fault::close().on("CreateIngress").times(1).after_work());
    create(&rig).await.unwrap_err();
    assert_eq!(rig.stand_in.ingresses().len(), 1);
}

#[tokio::test]
async fn it_hangs_and_is_slow_until_it_is_healed() {
    let rig = Rig::start().await;
    let impatient = LiveKitApi::with_api_key(&rig.stand_in.url(), KEY, SECRET)
        .with_failover(false)
        .with_request_timeout(Duration::from_millis(200));
    rig.stand_in.fault(Fault::hang());
    let hung = impatient.ingress().list_ingress(IngressListFilter::All).await.unwrap_err();
    assert!(matches!(hung, ServiceError::Twirp(ServerError::Request(error)) if error.is_timeout()));
    assert_eq!(rig.stand_in.calls()[0].status, None);
    rig.stand_in.heal();

    rig.stand_in.fault(Fault::slow(Duration::from_millis(150)));
    let start = Instant::now();
    create(&rig).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(150));
    rig.stand_in.heal();
    rig.api.ingress().list_ingress(IngressListFilter::All).await.unwrap();
}

#[tokio::test]
async fn shutdown_cuts_what_hangs_and_frees_the_port() {
    let rig = Rig::start().await;
    rig.stand_in.fault(Fault::hang());
    let calling = async {
        let hung = rig.api.ingress().list_ingress(IngressListFilter::All).await;
        assert!(hung.is_err());
    };
    let ending = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        rig.stand_in.shutdown().await;
        assert!(start.elapsed() < Duration::from_secs(4));
    };
    futures::join!(calling, ending);
    let address = rig.stand_in.url().trim_start_matches("http://").to_owned();
    tokio::net::TcpListener::bind(address).await.unwrap();
}
