//! Which names the site answers to. A page elsewhere can make a browser call us under a name of its own (DNS
//! rebinding); such calls, and forms that another site sends, end here.

use crate::problem::Problem;
use crate::site::Config;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The names, in lower case, without ports.
#[derive(Debug, Clone)]
pub struct Hosts(Arc<BTreeSet<String>>);

impl Hosts {
    /// Of a site: the loopback names, the address that people type, the address that it listens on.
    pub fn of(config: &Config) -> Hosts {
        let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into();
        if let Some(address) = &config.address {
            names.extend(host_of_address(address).map(name));
        }
        let ip = config.listen.ip();
        if !ip.is_unspecified() {
            names.insert(if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() });
        }
        Hosts(Arc::new(names))
    }

    /// Whether a `Host`, with or without a port, is one of ours.
    pub fn knows(&self, host: &str) -> bool {
        self.0.contains(&name(host))
    }
}

/// What stands between `://` and the path.
fn host_of_address(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

/// A host without its port, in lower case.
fn name(host: &str) -> String {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(host, |(inside, _)| &host[..inside.len() + 2]),
        None => host.split(':').next().unwrap_or(host),
    };
    bare.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a request that changes something was sent by a page of ours, as far as the browser says.
fn from_ours(headers: &HeaderMap, hosts: &Hosts) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match text(ORIGIN.as_str()) {
        None => true,
        Some(origin) => host_of_address(origin).is_some_and(|host| origin.contains("://") && hosts.knows(host)),
    }
}

/// Turns away requests under a strange name, and changes asked for by pages of others.
pub async fn check(State(hosts): State<Hosts>, request: Request, next: Next) -> Result<Response, Problem> {
    let named = match request.headers().get(HOST) {
        Some(host) => host.to_str().is_ok_and(|host| hosts.knows(host)),
        None => request.uri().host().is_some_and(|host| hosts.knows(host)),
    };
    if !named {
        return Err(Problem::StrangeHost);
    }
    if !request.method().is_safe() && !from_ours(request.headers(), &hosts) {
        return Err(Problem::Forged);
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        let mut config = Config::new("data".into(), "192.0.2.7:8443".parse().expect("an address"));
        config.address = Some("https://Derwent.council.example:8443/".to_owned());
        Hosts::of(&config)
    }

    #[test]
    fn our_own_names_are_known_with_any_port() {
        for host in ["derwent.council.example", "DERWENT.council.example.:8443", "localhost:1", "[::1]:80", "192.0.2.7"]
        {
            assert!(hosts().knows(host), "{host}");
        }
        for host in ["", "evil.example", "localhost.evil.example", "derwent.council.example.evil", "[::2]", "0.0.0.0"] {
            assert!(!hosts().knows(host), "{host}");
        }
    }

    #[test]
    fn forms_of_other_sites_are_known_by_their_origin() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(name, value)| {
                (axum::http::HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
            });
            from_ours(&headers.collect(), &hosts())
        };
        assert!(from(&[]));
        assert!(from(&[("origin", "https://derwent.council.example:8443"), ("sec-fetch-site", "same-origin")]));
        assert!(from(&[("sec-fetch-site", "none")]));
        for evil in ["https://evil.example", "null", "derwent.council.example", "https://", ""] {
            assert!(!from(&[("origin", evil)]), "{evil}");
        }
        assert!(!from(&[("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
    }
}
