//! Slows down whoever tries many names from one place. What slows down attempts on one name is in the records.

use crate::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Attempts from one address in [`WINDOW`]: a whole office may sit behind one.
const ATTEMPTS: u32 = 120;
/// How long attempts count.
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses kept in mind; beyond it those that have not called of late are forgotten.
const ADDRESSES: usize = 10_000;

/// Attempts by address.
#[derive(Clone)]
pub(super) struct Throttle {
    behind_a_proxy: bool,
    seen: Arc<Mutex<HashMap<IpAddr, (Instant, u32)>>>,
}

impl Throttle {
    pub(super) fn new(behind_a_proxy: bool) -> Throttle {
        Throttle { behind_a_proxy, seen: Arc::default() }
    }

    /// Whether an address may try once more.
    fn may(&self, address: IpAddr, now: Instant) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES {
            seen.retain(|_, (begun, _)| now.duration_since(*begun) < WINDOW);
        }
        let (begun, attempts) = seen.entry(place(address)).or_insert((now, 0));
        if now.duration_since(*begun) >= WINDOW {
            (*begun, *attempts) = (now, 0);
        }
        *attempts += 1;
        *attempts <= ATTEMPTS
    }

    /// Who calls: the proxy’s word where there is one, as the last in the list is the one that it wrote itself.
    fn caller(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        if !self.behind_a_proxy {
            return peer;
        }
        let told = request.headers().get_all("x-forwarded-for").iter().next_back();
        let told = told.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        told.or(peer)
    }
}

/// An address, or the network of a household or office where it is of version 6.
fn place(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

/// Turns away who has tried too often.
pub(super) async fn check(State(throttle): State<Throttle>, request: Request, next: Next) -> Result<Response, Problem> {
    let path = request.uri().path();
    let tries = request.method() == Method::POST && (path.starts_with("/sign-in") || path.starts_with("/link/"));
    if tries && throttle.caller(&request).is_some_and(|address| !throttle.may(address, Instant::now())) {
        return Err(Problem::TooMany);
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_and_others_are_not() {
        let throttle = Throttle::new(false);
        let (one, now) = (IpAddr::from([192, 0, 2, 1]), Instant::now());
        for _ in 0..ATTEMPTS {
            assert!(throttle.may(one, now));
        }
        assert!(!throttle.may(one, now));
        assert!(throttle.may(IpAddr::from([192, 0, 2, 2]), now));
        assert!(throttle.may(one, now + WINDOW));
    }

    #[test]
    fn a_proxy_is_believed_only_where_there_is_one() {
        let mut request = Request::new(axum::body::Body::empty());
        let peer = SocketAddr::from(([192, 0, 2, 1], 4000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let header = axum::http::HeaderValue::from_static("203.0.113.9, 198.51.100.4");
        request.headers_mut().insert("x-forwarded-for", header);
        assert_eq!(Throttle::new(false).caller(&request), Some(peer.ip()));
        assert_eq!(Throttle::new(true).caller(&request), Some(IpAddr::from([198, 51, 100, 4])));
    }

    #[test]
    fn a_network_of_version_6_is_one_place() {
        let near = |text: &str| place(text.parse().expect("an address"));
        assert_eq!(near("2001:db8:1:2:3::4"), near("2001:db8:1:2:ffff::1"));
        assert_ne!(near("2001:db8:1:2::1"), near("2001:db8:1:3::1"));
    }
}
