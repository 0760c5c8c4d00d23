//! TLS: the system's root certificates, one more if `SSLServerCert` gives it, and no way to switch it off.

use std::sync::Arc;

use pipedrive_connection::ConnectionConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::ClientError;

/// Key of the connection string that adds a root certificate.
const KEY: &str = "SSLServerCert";

/// The TLS side of connections to the server at `url`.
///
/// The cryptography is chosen here and not taken from the process, where another library may have installed its
/// own: this code also runs inside other people's programs.
///
/// # Errors
/// [`ClientError::Configuration`] if the certificate cannot be read, or if the system has no root certificates.
pub(crate) fn config(config: &ConnectionConfig, url: &str) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?;
    let needs_tls =
        url.starts_with("https:") || config.proxy.as_ref().is_some_and(|proxy| proxy.server.starts_with("https:"));
    let mut tls = if needs_tls {
        let verifier = verifier(config.ssl_server_cert.as_deref(), provider)?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
    } else {
        // Plain HTTP to this machine works where no root certificates are installed; TLS then trusts nobody.
        builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    };
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

/// Reads the extra certificate, so that one that cannot be used is told when the connection is opened.
///
/// # Errors
/// [`ClientError::Configuration`] if it cannot be read.
pub(crate) fn check_certificate(config: &ConnectionConfig) -> Result<(), ClientError> {
    config.ssl_server_cert.as_deref().map(read).transpose().map(drop)
}

fn verifier(certificate: Option<&str>, provider: Arc<CryptoProvider>) -> Result<Verifier, ClientError> {
    let extra = certificate.map(read).transpose()?.unwrap_or_default();
    Verifier::new_with_extra_roots(extra, provider).map_err(|error| unusable(&error))
}

/// The certificates of a PEM text, or of the PEM file at that path.
fn read(text_or_path: &str) -> Result<Vec<CertificateDer<'static>>, ClientError> {
    let refused = |reason: String| ClientError::Configuration { key: KEY, reason };
    let from_file;
    let pem = if text_or_path.contains("-----BEGIN") {
        text_or_path.as_bytes()
    } else {
        from_file = std::fs::read(text_or_path).map_err(|error| refused(format!("`{text_or_path}`: {error}")))?;
        &from_file
    };
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| refused(format!("it is not valid PEM: {error}")))?;
    if certificates.is_empty() {
        return Err(refused("there is no `BEGIN CERTIFICATE` in it".to_owned()));
    }
    Ok(certificates)
}

fn unusable(error: &rustls::Error) -> ClientError {
    ClientError::Configuration { key: KEY, reason: error.to_string() }
}
