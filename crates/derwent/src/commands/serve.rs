//! `serve`: the site, until it is told to stop.

use crate::cli::{Cli, Serve};
use crate::commands::site;
use crate::say::Voice;
use council::{Failure, Result};
use records::Records;
use std::io::Write;
use std::time::{Duration, Instant};
use store::Store;
use web::problem::Problem;
use web::site::{Config, Site};
use web::tls::Tls;
use web::{demo, server, sign_in};

/// `derwent serve`
pub fn serve(cli: &Cli, args: &Serve, voice: &Voice) -> Result {
    let config = config(cli, args)?;
    speak();
    site::run(async move {
        let records = site::records(cli, &args.database).await?;
        let first = first_link(&records).await?;
        let site = Site::new(config, records);
        // People are answered at once, if only that they must wait a little.
        site.expect_reading();
        let reading = site.clone();
        let address = site.config().address.clone();
        let bound = server::bind(site).map_err(|error| Failure::new(format!("{}: {error}", args.listen)))?;
        let scheme = if args.tls_cert.is_some() { "https" } else { "http" };
        let address = match address {
            Some(address) => address,
            None => format!("{scheme}://{}", bound.address()?),
        };
        say(&format!("Derwent is at {address}"));
        if let Some((path, until)) = first {
            say(&format!(
                "There is no administrator yet. Open {}{path} to set a password for the user ‘administrator’. \
                 The link works once, until {until}.",
                address.trim_end_matches('/')
            ));
        }
        voice.doing("Reading the data folder");
        tokio::select! {
            ended = bound.serve(stopped()) => ended?,
            problem = unreadable(reading, voice) => {
                let (_, lines) = problem.words();
                return Err(Failure([vec![format!("{} can’t be read", cli.data.display())], lines].concat()));
            }
        }
        say("Derwent has stopped.");
        Ok(())
    })
}

/// Reads the data folder for the first time. Done only where that fails.
async fn unreadable(site: Site, voice: &Voice) -> Problem {
    let begun = Instant::now();
    let read = site.refresh().await;
    voice.done();
    if let Err(problem) = read {
        return problem;
    }
    match site.reading() {
        Ok(_) => say(&format!("Ready: the data was read in {:.1} seconds.", begun.elapsed().as_secs_f64())),
        Err(_) => say("Ready: nothing has been imported yet."),
    }
    std::future::pending().await
}

/// A line for whoever started the server. Unlike the log it may hold a one-time link. The server goes on where nobody
/// reads what it says.
fn say(text: &str) {
    let _said = writeln!(std::io::stdout(), "{text}");
}

/// The link with which the first administrator sets a password, where there is none yet.
async fn first_link(records: &Records) -> Result<Option<(String, String)>> {
    let link = records.first_start(jiff::Timestamp::now()).await?;
    Ok(link.map(|link| {
        let until = web::clock::moment(link.expires_at);
        (sign_in::link_path(&link), until)
    }))
}

/// How the site is set up, or why it can’t be.
fn config(cli: &Cli, args: &Serve) -> Result<Config> {
    let settings = Store::open(&cli.data)?.settings()?;
    let tls = args.tls_cert.clone().zip(args.tls_key.clone()).map(|(certificate, key)| Tls { certificate, key });
    let mut config = Config::new(cli.data.clone(), args.listen);
    if !args.listen.ip().is_loopback() {
        refuse_bare(args, tls.is_some())?;
    }
    if let Some(address) = &args.address {
        let plain = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        if plain.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Err(Failure::new(format!(
                "--address {address} must begin with https:// and the name of a machine"
            )));
        }
        if tls.is_some() && address.starts_with("http://") {
            return Err(Failure::new(format!("--address {address} is without TLS, and a certificate is given")));
        }
    }
    config.secure = tls.is_some() || args.address.as_ref().is_some_and(|address| address.starts_with("https://"));
    config.address.clone_from(&args.address);
    config.tls = tls;
    config.behind_a_proxy = args.behind_a_proxy;
    config.idle = Duration::from_secs(60 * args.idle_minutes);
    config.absolute = Duration::from_secs(60 * 60 * args.session_hours);
    config.provider = args.oidc.as_deref().map(sign_in::Provider::read).transpose().map_err(Failure)?;
    config.invented = settings.is_some_and(|settings| demo::is_invented(&settings));
    Ok(config)
}

/// Refuses to listen beyond this machine in a way that others could listen in to.
fn refuse_bare(args: &Serve, tls: bool) -> Result {
    let told_twice = args.plain_http && args.behind_a_proxy;
    if !tls && !told_twice {
        return Err(Failure::new(format!(
            "{} can be reached from other machines, and without TLS whoever is on the way can read what goes there. Give \
             --tls-cert and --tls-key; or listen on 127.0.0.1; or, where a proxy in front serves TLS and nobody else can \
             reach this address, say both --plain-http and --behind-a-proxy",
            args.listen
        )));
    }
    if args.address.is_none() && args.listen.ip().is_unspecified() {
        return Err(Failure::new(
            "say with --address what people type to get here, such as https://derwent.council.gov.uk: no other name is \
             answered to",
        ));
    }
    Ok(())
}

/// The server’s log goes to standard error. It never has a name, an address or what somebody typed; of a panic it has
/// the place, for what a panic says may hold a value.
fn speak() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        tracing::error!(target: "derwent", place, "a fault in the program");
    }));
}

/// Done when the system asks the program to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            },
            Err(_) => {
                let _asked = tokio::signal::ctrl_c().await;
            }
        }
    }
    #[cfg(not(unix))]
    let _asked = tokio::signal::ctrl_c().await;
}
