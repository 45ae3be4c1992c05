//! The embedded S3: `s3s` over a folder, on a loopback port, so that everything reaches it by the calls that reach S3
//! itself. It asks for signatures by one key.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use runtime::config::Credentials;
use runtime::{Clock, Random};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::engine::bind_usual;

/// The port that is taken when it is free.
const USUAL_PORT: u16 = 9000;
/// Folder of the kept objects inside its directory.
const FOLDER: &str = "objects";

/// A running S3 with one bucket. It stops when it is dropped, and takes along what is not to be kept.
pub struct Bucket {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
    _folder: Folder,
}

/// Where the objects are.
struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Bucket {
    /// The bucket of a test: on a free port, gone at the end.
    ///
    /// # Errors
    /// No port, or no folder.
    pub async fn start_temporary(name: &str, keys: &Credentials) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        Self::serve(listener, Folder::temporary(), name, keys)
    }

    /// The bucket of `cargo dev`: on `USUAL_PORT` if that is free, kept in `directory` if one is given.
    ///
    /// # Errors
    /// The directory cannot be made; no port.
    pub async fn start(directory: Option<&Path>, name: &str, keys: &Credentials) -> io::Result<Self> {
        let kept = directory.map(|directory| Folder { path: directory.join(FOLDER), is_kept: true });
        Self::serve(bind_usual(USUAL_PORT).await?, kept.unwrap_or_else(Folder::temporary), name, keys)
    }

    fn serve(listener: TcpListener, folder: Folder, name: &str, keys: &Credentials) -> io::Result<Self> {
        std::fs::create_dir_all(folder.path.join(name))?;
        let files = FileSystem::new(&folder.path).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(keys.access_key_id.as_str(), keys.secret_access_key.expose()));
        let router = Router::new().fallback(answer).with_state(service.build());
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        // A dropped sender ends the wait as well as a sent stop does.
        let serving = axum::serve(listener, router).with_graceful_shutdown(async { _ = stopped.await });
        Ok(Self { address, stop, serving: tokio::spawn(serving.into_future()), _folder: folder })
    }

    /// Its address for `AWS_ENDPOINT_URL_S3`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops it, after the requests that are running.
    pub async fn shutdown(self) {
        _ = self.stop.send(());
        _ = self.serving.await;
    }
}

impl Folder {
    fn temporary() -> Self {
        let name = format!("onair-objects-{}", Random::system().id(Clock::system().now()));
        Self { path: std::env::temp_dir().join(name), is_kept: false }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What stays behind is a folder in the machine's own place for such.
            _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

async fn answer(State(service): State<S3Service>, request: Request) -> Response {
    let request = request.map(s3s::Body::http_body_unsync);
    match service.call(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(error) => {
            tracing::error!(event = "bucket", ?error);
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        }
    }
}
