//! `Listener`: takes connections on the loopback interface until one of them brings the answer.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use pipedrive_connection::{LoopbackCallback, Secret};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::Page;
use super::respond::{Gate, Received, serve};
use crate::AuthError;

/// Most connections served at a time. A browser opens a few ahead of time; whoever opens more wants something else.
const MOST_CONNECTIONS: usize = 16;

/// How long the browser may take to fetch the last page.
const FAREWELL: Duration = Duration::from_secs(5);

/// A listener at a callback address for the answer to one sign-in. Closed when dropped, and after that answer.
#[derive(Debug)]
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    gate: Arc<Gate>,
    received: mpsc::Receiver<Received>,
    connections: JoinSet<u64>,
    /// Number of the next connection.
    next: u64,
}

/// The answer of a browser that waits for a page.
#[derive(Debug)]
pub(crate) struct Callback {
    query: Secret,
    page: oneshot::Sender<Page>,
    /// Number of the connection that brought it.
    connection: u64,
    connections: JoinSet<u64>,
}

impl Listener {
    /// Listens at an address, on the loopback interface only, for the answer with that state.
    pub(crate) fn bind(callback_url: &str, address: &LoopbackCallback, state: &Secret) -> Result<Self, AuthError> {
        let refused = |error: &io::Error| AuthError::CannotListen {
            callback_url: callback_url.to_owned(),
            reason: match error.kind() {
                io::ErrorKind::AddrInUse => format!("port {} is in use", address.port),
                _ => error.to_string(),
            },
        };
        let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port));
        let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, address.port));
        let mut sockets = Vec::new();
        if address.host == "::1" {
            sockets.push(bind(v6).map_err(|error| refused(&error))?);
        } else {
            sockets.push(bind(v4).map_err(|error| refused(&error))?);
        }
        if address.host == "localhost" {
            // A browser takes either address for `localhost`.
            match bind(v6) {
                Ok(socket) => sockets.push(socket),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(refused(&error)),
                // Not every machine has IPv6.
                Err(_) => {}
            }
        }
        let (sender, received) = mpsc::channel(1);
        let gate = Arc::new(Gate::new(address.path.clone(), state.clone(), sender));
        Ok(Self { sockets, gate, received, connections: JoinSet::new(), next: 0 })
    }

    /// Waits for the answer. Everything else is told what it is, and changes nothing.
    ///
    /// # Cancellation
    /// A browser that was about to be answered is answered when this is called again.
    pub(crate) async fn receive(&mut self) -> Callback {
        loop {
            tokio::select! {
                biased;
                Some(Received { query, page, connection }) = self.received.recv() => {
                    self.sockets.clear();
                    return Callback { query, page, connection, connections: std::mem::take(&mut self.connections) };
                }
                Some(_) = self.connections.join_next() => {}
                stream = accept(&self.sockets), if self.connections.len() < MOST_CONNECTIONS => {
                    if let Ok(stream) = stream {
                        self.connections.spawn(serve(stream, Arc::clone(&self.gate), self.next));
                        self.next += 1;
                    }
                }
            }
        }
    }
}

impl Callback {
    /// The query of the callback address.
    pub(crate) fn query(&self) -> &str {
        self.query.expose()
    }

    /// Shows a page, and waits until the browser has it.
    pub(crate) async fn answer(mut self, page: Page) {
        // A browser that has gone misses nothing.
        let _ = self.page.send(page);
        // Others it opened ahead of time say nothing, and are not waited for.
        let shown = async {
            while let Some(ended) = self.connections.join_next().await {
                if ended.is_ok_and(|number| number == self.connection) {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(FAREWELL, shown).await;
    }
}

/// Binds without sharing the port.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = std::net::TcpListener::bind(address)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket)
}

/// The next connection on any of the sockets.
async fn accept(sockets: &[TcpListener]) -> io::Result<TcpStream> {
    let accepted = match sockets {
        [one] => one.accept().await,
        [one, other] => tokio::select! { a = one.accept() => a, b = other.accept() => b },
        _ => std::future::pending().await,
    };
    match accepted {
        Ok((stream, _)) => Ok(stream),
        Err(error) => {
            // Too many open files, say; it passes, and until then there is no use in asking again and again.
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(error)
        }
    }
}
