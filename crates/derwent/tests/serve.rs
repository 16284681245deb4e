//! `derwent serve` as a program: first start, what it refuses, TLS and a new certificate, stopping; and the commands
//! around it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn derwent(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_derwent"));
    command.arg("--data").arg(data).env_remove("DERWENT_DATABASE").env_remove("DERWENT_ADDRESS");
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    derwent(data).args(arguments).output().expect("derwent")
}

fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn refused(data: &Path, arguments: &[&str], said: &str) {
    let output = run(data, arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains(said), "{arguments:?}: {text}");
}

/// A data folder of a made-up authority without deliveries.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let whole = tempfile::tempdir().expect("a folder");
    let data = whole.path().join("data");
    done(&data, &["init", "--authority", "831"]);
    let settings = data.join("authority.toml");
    let text = fs::read_to_string(&settings).expect("settings");
    let named = text.replace("name = \"Derby\"", "name = \"Wharfmere (an invented council)\"");
    fs::write(&settings, named).expect("settings");
    (whole, data)
}

/// A server; killed when dropped, should a test fail.
struct Server {
    child: Child,
    /// What it said when it had begun to listen.
    said: Vec<String>,
    /// Where it is.
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn start(data: &Path, arguments: &[&str], lines: usize) -> Server {
    let mut child = derwent(data)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("derwent");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let said: Vec<String> = out.lines().take(lines).map(|line| line.expect("a line")).collect();
    let address = said.first().and_then(|line| line.strip_prefix("Derwent is at ")).expect("where it is").to_owned();
    Server { child, said, address }
}

/// Asks the server to stop as the system would: its log.
fn stop(mut server: Server) -> String {
    let asked = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().expect("kill");
    assert!(asked.success());
    let status = server.child.wait().expect("its end");
    assert!(status.success(), "{status}");
    let mut log = String::new();
    server.child.stderr.take().expect("its log").read_to_string(&mut log).expect("text");
    log
}

fn tls(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/tests/tls").join(name)
}

fn client() -> reqwest::Client {
    let ca = reqwest::Certificate::from_pem(&fs::read(tls("ca.pem")).expect("the authority")).expect("the authority");
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .add_root_certificate(ca)
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(20))
        .build()
        .expect("a client")
}

fn block<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(work)
}

#[test]
fn the_first_start_prints_a_link_and_the_server_stops_when_asked() {
    let (_whole, data) = folder();
    let server = start(&data, &[], 2);
    let link = server.said[1].split_whitespace().find(|word| word.contains("/link/")).expect("a link").to_owned();
    assert!(link.starts_with(&server.address), "{link}");
    block(async {
        let page = client().get(&link).send().await.expect("a page");
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("a page").contains("You are the first administrator"));
        let nothing = client().get(&server.address).send().await.expect("an answer");
        assert_eq!(nothing.status(), 303);
        assert_eq!(nothing.headers()["location"], "/sign-in?back=%2F");
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(data.join("records.sqlite")).expect("the records").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let log = stop(server);
    let secret = link.rsplit('/').next().expect("a secret");
    assert!(!log.contains(secret), "the log has the link: {log}");
    // The link was not used: the next start gives another, and the first no longer works.
    let server = start(&data, &[], 2);
    assert!(!server.said[1].contains(secret));
    let old = format!("{}/link/{secret}", server.address);
    assert_eq!(block(async { client().get(old).send().await.expect("a page").status() }), 404);
}

#[test]
fn it_does_not_listen_beyond_the_machine_without_tls_unless_told_twice() {
    let (_whole, data) = folder();
    let address = ["--address", "https://derwent.council.example"];
    for arguments in [vec![], vec!["--plain-http"], vec!["--behind-a-proxy"]] {
        let all = [vec!["serve", "--listen", "0.0.0.0:0"], address.to_vec(), arguments].concat();
        refused(&data, &all, "without TLS");
    }
    refused(
        &data,
        &["serve", "--listen", "0.0.0.0:0", "--plain-http", "--behind-a-proxy"],
        "say with --address what people type",
    );
    refused(&data, &["serve", "--address", "derwent.council.example"], "must begin with https://");
    let database = ["serve", "--database", "postgres://derwent:sesame@127.0.0.1:1/derwent"];
    refused(&data, &database, "others on this machine can read the command line");
    let output = run(&data, &database);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("sesame"));
    refused(&data.join("nowhere"), &["serve"], "derwent init");
    let told_twice = ["--plain-http", "--behind-a-proxy", "--address", "https://derwent.council.example"];
    let mut child = derwent(&data)
        .args(["serve", "--listen", "0.0.0.0:0"])
        .args(told_twice)
        .stdout(Stdio::piped())
        .spawn()
        .expect("derwent");
    let line =
        BufReader::new(child.stdout.take().expect("its output")).lines().next().expect("a line").expect("a line");
    child.kill().and_then(|()| child.wait()).expect("its end");
    assert_eq!(line, "Derwent is at https://derwent.council.example");
}

#[test]
fn tls_is_served_and_a_new_certificate_taken_up() {
    let (whole, data) = folder();
    let (certificate, key) = (whole.path().join("cert.pem"), whole.path().join("key.pem"));
    let put = |name: &str| {
        fs::copy(tls(&format!("{name}-key.pem")), &key).expect("a copy");
        fs::copy(tls(&format!("{name}.pem")), &certificate).expect("a copy");
    };
    put("first");
    let paths = [&certificate, &key].map(|path| path.to_str().expect("a path").to_owned());
    let server = start(&data, &["--tls-cert", &paths[0], "--tls-key", &paths[1]], 2);
    let port = server.address.rsplit(':').next().expect("a port").to_owned();
    assert!(server.address.starts_with("https://"));
    let here = format!("https://localhost:{port}/sign-in");
    let shown = || {
        block(async {
            let client = reqwest::Client::builder().tls_info(true).pool_max_idle_per_host(0);
            let ca = reqwest::Certificate::from_pem(&fs::read(tls("ca.pem")).expect("the authority"));
            let client = client.add_root_certificate(ca.expect("the authority")).build().expect("a client");
            let page = client.get(&here).send().await.expect("a page");
            assert_eq!(page.status(), 200);
            let set = page.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
            assert!(set.starts_with("__Host-derwent=") && set.contains("Secure"), "{set}");
            assert!(page.headers().contains_key("strict-transport-security"));
            let info = page.extensions().get::<reqwest::tls::TlsInfo>().expect("TLS");
            info.peer_certificate().expect("a certificate").to_vec()
        })
    };
    let first = shown();
    // Plain speech gets no page.
    let plain = block(async { client().get(format!("http://localhost:{port}/sign-in")).send().await });
    assert!(plain.is_err());
    // A file that is no certificate changes nothing.
    fs::write(&certificate, "no certificate").expect("a file");
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(shown(), first);
    put("second");
    let begun = Instant::now();
    while shown() == first {
        assert!(begun.elapsed() < Duration::from_secs(20), "the new certificate was not taken up");
        std::thread::sleep(Duration::from_millis(500));
    }
    let log = stop(server);
    assert!(
        log.contains("the new certificate can’t be used") && log.contains("the certificate was read again"),
        "{log}"
    );
}

#[test]
fn accounts_links_the_log_and_backups_from_the_command_line() {
    let (whole, data) = folder();
    let file = whole.path().join("passwords");
    let text = done(&data, &["accounts", "demo", "--out", file.to_str().expect("a path")]);
    let kept = fs::read_to_string(&file).expect("passwords");
    // A heading, one account a role, and three more of clearing officers who clear as one thing each.
    assert_eq!((kept.lines().count(), kept.lines().next()), (1 + 10 + 3, Some("username,password")));
    for line in kept.lines().skip(1) {
        let (user, password) = line.split_once(',').expect("two columns");
        assert!(text.contains(user) && text.contains(password) && password.len() == 19, "{line}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o600);
    }
    let list = done(&data, &["accounts", "list"]);
    assert!(list.contains("team-manager") && list.contains("auditor"));
    let link = done(&data, &["accounts", "link", "auditor", "--address", "https://derwent.council.example/"]);
    assert!(link.starts_with("https://derwent.council.example/link/") && link.trim().len() == 64 + 37, "{link}");
    refused(&data, &["accounts", "link", "nobody"], "there is no account ‘nobody’");
    // Somebody signs in, so that the log has something.
    let server = start(&data, &[], 1);
    let (user, password) = kept.lines().nth(1).and_then(|line| line.split_once(',')).expect("an account");
    block(async {
        let client = client();
        let page = client.get(format!("{}/sign-in", server.address)).send().await.expect("a page");
        let cookie =
            page.headers()["set-cookie"].to_str().expect("a cookie").split(';').next().expect("a cookie").to_owned();
        let text = page.text().await.expect("a page");
        let token = text.split("name=\"csrf\" value=\"").nth(1).expect("a token").split('"').next().expect("a token");
        let body = format!("csrf={token}&username={user}&password={password}&back=%2F");
        let sent = client
            .post(format!("{}/sign-in", server.address))
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        assert_eq!(sent.send().await.expect("an answer").status(), 303);
    });
    // A backup beside the running server.
    let archive = whole.path().join("backup.zip");
    done(&data, &["backup", "--out", archive.to_str().expect("a path")]);
    refused(&data, &["backup", "--out", archive.to_str().expect("a path")], "there is such a file already");
    let log = stop(server);
    assert!(!log.contains(password));
    let verified = done(&data, &["log", "verify"]);
    // The accounts made, the link, the sign-in and the backup each have their entries.
    let told = verified.split("as it was written: ").nth(1).and_then(|rest| rest.split(' ').next());
    let entries: usize = told.and_then(|number| number.parse().ok()).expect("how many entries");
    assert!(entries > kept.lines().count(), "{verified}");
    refused(&data, &["log", "verify", "--entry", "7", "--hash", &"0".repeat(64)], "noted elsewhere");
    let restored = whole.path().join("restored");
    done(&restored, &["restore", archive.to_str().expect("a path")]);
    // Its log goes on from where the other one ended: sessions and tokens are ended in it.
    let hash = verified.trim_end().rsplit(' ').next().expect("a hash").to_owned();
    let again = done(&restored, &["log", "verify", "--entry", &entries.to_string(), "--hash", &hash]);
    assert!(again.contains("as it was written"), "{again}");
    assert_eq!(done(&restored, &["accounts", "list"]), done(&data, &["accounts", "list"]));
    refused(&restored, &["restore", archive.to_str().expect("a path")], "there is something in it");
}

#[test]
fn demonstration_accounts_are_for_made_up_authorities_alone() {
    let whole = tempfile::tempdir().expect("a folder");
    let data = whole.path().join("data");
    done(&data, &["init", "--authority", "831"]);
    refused(&data, &["accounts", "demo"], "is not a made-up authority");
}
