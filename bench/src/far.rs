//! A loopback proxy that puts a server some way off: what is sent to it takes a round trip, and so many
//! more before the first byte on a new connection, since loopback has neither TCP's nor TLS's.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::Failed;

/// The proxy; connections that are open outlive it.
pub struct Far {
    address: SocketAddr,
    server: tokio::task::JoinHandle<()>,
}

impl Far {
    /// A proxy before `to` (`http://host:port`), a round trip of `trip` away; a connection takes
    /// `connection_trips` of them.
    ///
    /// # Errors
    /// No port is free, or `to` is no such address.
    pub async fn start(to: &str, trip: Duration, connection_trips: u32) -> Result<Self, Failed> {
        let to: SocketAddr = to.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                // A connection that breaks is its caller's to notice.
                tokio::spawn(async move { join(near, to, (trip, connection_trips)).await.ok() });
            }
        });
        Ok(Self { address, server })
    }

    /// Where to call instead.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn join(near: TcpStream, to: SocketAddr, (trip, connection_trips): (Duration, u32)) -> std::io::Result<()> {
    near.set_nodelay(true)?;
    tokio::time::sleep(trip * connection_trips).await;
    let far = TcpStream::connect(to).await?;
    far.set_nodelay(true)?;
    let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
    tokio::try_join!(carry(from_near, to_far, trip), carry(from_far, to_near, Duration::ZERO)).map(drop)
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, takes: Duration) -> std::io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    while let read @ 1.. = from.read(&mut piece).await? {
        tokio::time::sleep(takes).await;
        to.write_all(&piece[..read]).await?;
    }
    to.shutdown().await
}
