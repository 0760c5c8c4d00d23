//! A server of a few lines that says exactly what a test wants, right or wrong HTTP.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the server does with one request.
#[derive(Clone)]
pub(super) enum Act {
    /// Writes these bytes and waits for the next request.
    Write(Vec<u8>),
    /// Writes these bytes and closes the connection.
    Close(Vec<u8>),
    /// Writes these bytes and then nothing more.
    Hang(Vec<u8>),
}

/// The root certificate of the server's own certificate, as PEM.
pub(super) const ROOT: &str = include_str!("root.pem");

/// A server on a free port of this machine.
pub(super) struct TestServer {
    pub(super) port: u16,
    heads: Arc<Mutex<Vec<(usize, String)>>>,
}

impl TestServer {
    /// Answers the requests, over all connections, with these acts in turn; the last one serves all further ones.
    pub(super) async fn start(acts: Vec<Act>) -> Self {
        Self::listen(acts, None).await
    }

    /// The same over TLS, for `localhost`.
    pub(super) async fn start_tls(acts: Vec<Act>) -> Self {
        let certificate = CertificateDer::from_pem_slice(include_bytes!("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("server-key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self::listen(acts, Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn listen(acts: Vec<Act>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads: Arc<Mutex<Vec<(usize, String)>>> = Arc::default();
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (seen, acts, tls) = (Arc::clone(&seen), acts.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, connection, &acts, &seen).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, connection, &acts, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, heads }
    }

    /// The heads of all requests so far, with the number of the connection each came on.
    pub(super) fn heads(&self) -> Vec<(usize, String)> {
        self.heads.lock().unwrap().clone()
    }
}

/// Serves one connection until an act ends it.
async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    connection: usize,
    acts: &[Act],
    seen: &Mutex<Vec<(usize, String)>>,
) {
    while let Some(head) = read_head(&mut stream).await {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push((connection, head));
            seen.len() - 1
        };
        let (bytes, goes_on) = match &acts[number.min(acts.len() - 1)] {
            Act::Write(bytes) => (bytes, Some(true)),
            Act::Close(bytes) => (bytes, Some(false)),
            Act::Hang(bytes) => (bytes, None),
        };
        stream.write_all(bytes).await.unwrap();
        stream.flush().await.unwrap();
        match goes_on {
            Some(true) => {}
            Some(false) => return,
            None => std::future::pending().await,
        }
    }
}

/// The bytes up to the empty line; `None` if the client has closed the connection.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}
