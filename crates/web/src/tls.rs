//! TLS with the council’s own certificate, read again when its files change.

use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Where a certificate and its key are.
#[derive(Debug, Clone)]
pub struct Tls {
    /// A PEM file with the certificate, and those between it and its authority after it.
    pub certificate: PathBuf,
    /// A PEM file with its private key.
    pub key: PathBuf,
}

/// When the two files were last written.
type Written = [Option<SystemTime>; 2];

/// A certificate as it was read.
pub struct Certificate {
    files: Tls,
    written: Written,
    config: RustlsConfig,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// They can’t be read, or the key isn’t the certificate’s.
    pub fn read(files: &Tls) -> Result<Certificate> {
        let written = written(files);
        let config = RustlsConfig::from_config(Arc::new(settings(files)?));
        Ok(Certificate { files: files.clone(), written, config })
    }

    /// What connections are accepted with; it changes as the files do.
    pub(crate) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Looks again, for ever, whether the files have changed. A pair that can’t be used is said and the old one stays.
    pub(crate) async fn keep_fresh(mut self) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = written(&self.files);
            if now == self.written {
                continue;
            }
            self.written = now;
            match settings(&self.files) {
                Ok(settings) => {
                    self.config.reload_from_config(Arc::new(settings));
                    tracing::info!(target: "derwent", "the certificate was read again");
                }
                Err(error) => tracing::warn!("the new certificate can’t be used, the old one stays: {error}"),
            }
        }
    }
}

/// Accepts connections with a configuration.
pub(crate) fn acceptor(config: RustlsConfig) -> RustlsAcceptor {
    RustlsAcceptor::new(config)
}

fn written(files: &Tls) -> Written {
    [&files.certificate, &files.key].map(|path| path.metadata().and_then(|about| about.modified()).ok())
}

/// TLS 1.2 and 1.3, with what rustls holds to be safe.
fn settings(files: &Tls) -> Result<ServerConfig> {
    let wrong = |path: &Path, why: &dyn std::fmt::Display| {
        Error::new(ErrorKind::InvalidInput, format!("{}: {why}", path.display()))
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(&files.certificate, &error))?;
    if chain.is_empty() {
        return Err(wrong(&files.certificate, &"there is no certificate in it; a PEM file is expected"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut settings = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| {
            wrong(&files.key, &format!("it can’t be used with {}: {error}", files.certificate.display()))
        })?;
    settings.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(settings)
}
