//! The embedded DynamoDB: `dynoxide` on a loopback port, so that everything reaches it through the SDK,
//! as it reaches DynamoDB itself.

mod stream;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use stream::Bookmarks;

/// The port that is taken when it is free: the one that DynamoDB Local's users know.
pub const USUAL_PORT: u16 = 8000;

/// File of the kept database inside its directory.
const FILE: &str = "onair.sqlite";

/// A running engine. It stops when it is dropped.
pub struct Engine {
    address: SocketAddr,
    database: Database,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), String>>,
}

impl Engine {
    /// An engine of its own for a test: in memory, on a free port. A write takes no longer for all that were made before.
    ///
    /// # Errors
    /// No port, or no database.
    pub async fn start_memory() -> io::Result<Self> {
        Self::serve(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?, stream::open(None))
    }

    /// The engine of `cargo dev`: on [`USUAL_PORT`] if that is free, kept in `directory` if one is given. Its
    /// stream is kept short, for whoever follows it with [`Engine::bookmarks`].
    ///
    /// # Errors
    /// The directory cannot be made or its database cannot be opened; no port.
    pub async fn start(directory: Option<&Path>) -> io::Result<Self> {
        let database = match directory {
            None => stream::open(None),
            Some(directory) => {
                std::fs::create_dir_all(directory)?;
                stream::open(Some(&directory.join(FILE)))
            }
        };
        Self::serve(bind_usual(USUAL_PORT).await?, database)
    }

    /// An engine over a database that the caller fills past the API, on a free port.
    ///
    /// # Errors
    /// No port.
    pub async fn over(database: Database) -> io::Result<Self> {
        Self::serve(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?, Ok(database))
    }

    fn serve(listener: TcpListener, database: dynoxide::Result<Database>) -> io::Result<Self> {
        let database = database.map_err(|error| io::Error::other(error.to_string()))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        // A dropped sender ends the wait as well as a sent stop does.
        let stopped = async move { _ = stopped.await };
        let serving = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), stopped));
        Ok(Self { address, database, stop, serving })
    }

    /// Up to where the stream of `table` was dealt with, kept with the data of [`Engine::start`].
    #[must_use]
    pub fn bookmarks(&self, table: &str) -> Bookmarks {
        Bookmarks::new(self.database.clone(), table)
    }

    /// Its database, for who fills it past the API.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Its address for `AWS_ENDPOINT_URL_DYNAMODB`.
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

/// A loopback listener on `port`, or on any other where that one is taken.
///
/// # Errors
/// No port at all.
pub(crate) async fn bind_usual(port: u16) -> io::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await,
    }
}
