//! Administration: accounts from their making to their end, parameters and targets with their history, the access log,
//! backups.

mod support;

use records::{Role, Search};
use standard::settings::Settings;
use support::World;

fn field<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    let at = page.find(begin).unwrap_or_else(|| panic!("no {begin} in {page}")) + begin.len();
    &page[at..at + page[at..].find(end).expect("an end")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_made_used_and_closed() {
    let world = World::own().await;
    let administrator = world.sign_in(Role::Administrator).await;
    let team = world.account(Role::TeamManager).profile.teams.first().expect("a team").clone();
    let form = administrator.page("/administration/accounts/new").await;
    assert!(form.contains(&format!("value=\"{team}\"")), "teams are chosen from the team tree");
    let lacking = [("username", "Amina"), ("display_name", "Amina Example"), ("roles", "team-manager")];
    let answer = administrator.post("/administration/accounts/new", &lacking).await;
    assert!(answer.status == 422 && answer.text().contains("Choose the teams or services"), "{}", answer.text());
    let fields = [
        ("username", "Amina"),
        ("display_name", "Amina Example"),
        ("roles", "team-manager"),
        ("roles", "practitioner"),
        ("worker_id", "W-1"),
        ("teams", team.as_str()),
        ("sees_names", "yes"),
    ];
    let made = administrator.post("/administration/accounts/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let link_page = made.location().to_owned();
    let page = administrator.page(&link_page).await;
    let link = field(&page, "id=\"one-time-link\">", "<").to_owned();
    assert!(link.contains("/link/"), "{link}");
    assert!(!administrator.page(&link_page).await.contains("/link/"), "it is shown once");
    let account = world.records().account_by_username("amina").await.expect("accounts").expect("an account");
    assert_eq!(account.profile.roles.len(), 2);
    assert!(account.profile.sees_names && account.profile.teams.contains(&team) && !account.has_password);
    // The person sets a password with it, once.
    let stranger = world.stranger();
    let path = &link[link.find("/link/").expect("a path")..];
    assert_eq!(stranger.get(path).await.status, 200);
    let again = administrator.post(&format!("/administration/accounts/{}/link", account.id), &[]).await;
    assert_eq!(again.status, 303);
    assert_ne!(stranger.get(path).await.status, 200, "another link ends the one before");
    // Changing, with what changed in the history.
    let at = format!("/administration/accounts/{}", account.id);
    let changed = [("username", "amina"), ("display_name", "Amina Other"), ("roles", "analyst")];
    assert_eq!(administrator.post(&at, &changed).await.status, 303);
    let page = administrator.page(&at).await;
    assert!(page.contains("Display name: Amina Example → Amina Other"), "{page}");
    assert_eq!(administrator.post(&format!("{at}/close"), &[]).await.status, 303);
    assert!(!world.records().account(account.id).await.expect("accounts").expect("it").is_active());
    assert_eq!(administrator.post(&format!("{at}/open"), &[]).await.status, 303);
    // A taken username is said; the last administrator stays one.
    let taken = [("username", "analyst"), ("display_name", "Another"), ("roles", "analyst")];
    let answer = administrator.post("/administration/accounts/new", &taken).await;
    assert!(answer.status == 422 && answer.text().contains("There is an account"), "{}", answer.text());
    let own = world.account(Role::Administrator);
    let demoted = [("username", own.profile.username.as_str()), ("display_name", "X"), ("roles", "auditor")];
    let answer = administrator.post(&format!("/administration/accounts/{}", own.id), &demoted).await;
    assert!(answer.status == 422 && answer.text().contains("last administrator"), "{}", answer.text());
    let answer = administrator.post(&format!("/administration/accounts/{}/close", own.id), &[]).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signed_out_everywhere_is() {
    let world = World::own().await;
    let (administrator, analyst) = (world.sign_in(Role::Administrator).await, world.sign_in(Role::Analyst).await);
    assert_eq!(analyst.get("/data").await.status, 200);
    let id = world.account(Role::Analyst).id;
    assert_eq!(administrator.post(&format!("/administration/accounts/{id}/sign-out"), &[]).await.status, 303);
    assert_eq!(analyst.get("/data").await.status, 303, "led to the sign-in page");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parameter_holds_from_its_date_and_the_file_keeps_its_comments() {
    let world = World::own().await;
    let administrator = world.sign_in(Role::Administrator).await;
    let file = world.folder().join("authority.toml");
    let before = std::fs::read_to_string(&file).expect("settings");
    let at = "/administration/parameters/cp_visit_interval";
    let wrong = [("count", "ten"), ("unit", "WD"), ("from-day", "31"), ("from-month", "2"), ("from-year", "2023")];
    let answer = administrator.post(at, &wrong).await;
    assert_eq!(answer.status, 422);
    for text in ["Enter a whole number", "There is no such day", "Say why"] {
        assert!(answer.text().contains(text), "{text}");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("settings"), before);
    let right = [
        ("count", "15"),
        ("unit", "WD"),
        ("from-day", "1"),
        ("from-month", "4"),
        ("from-year", "2023"),
        ("reason", "Decided by the safeguarding board"),
    ];
    assert_eq!(administrator.post(at, &right).await.status, 303);
    let text = std::fs::read_to_string(&file).expect("settings");
    let comments =
        |text: &str| text.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(comments(&text), comments(&before), "comments stay");
    let value = |on: &str| {
        let settings = Settings::parse(&text).expect("settings");
        settings.parameters.value("cp_visit_interval", on.parse().expect("a day")).to_string()
    };
    assert_eq!((value("2023-03-31").as_str(), value("2023-04-01").as_str()), ("10 WD", "15 WD"));
    // Numbers are worked out with it.
    world.site.refresh().await.expect("a reading");
    let settings = world.reading().engine().settings().clone();
    assert_eq!(settings.parameters.value("cp_visit_interval", jiff::civil::date(2023, 7, 1)).to_string(), "15 WD");
    // The charts of the indicators that use it say so: in the sentence, in the picture and beneath the table; the limits
    // start again, so that no verdict is of the changed rule.
    let analyst = world.sign_in(Role::Analyst).await;
    let changed = "From April 2023 the visit interval is 15 working days, before that 10 working days";
    let visits = analyst.page("/indicators/cp-visits-on-time").await;
    let sentence = format!("{changed}: months before and after are counted by different rules.");
    assert_eq!(visits.matches(&sentence).count(), 2, "{visits}");
    assert!(visits.contains("Apr 23: From April 2023"), "{visits}");
    assert!(visits.contains("since the limits were begun again"), "{visits}");
    assert!(analyst.page("/indicators/cp-visits-on-time?period=six-months").await.contains(&sentence));
    assert!(!analyst.page("/indicators/cin-visits-on-time").await.contains("before that"));
    let page = administrator.page(at).await;
    assert!(page.contains("15 working days") && page.contains("Decided by the safeguarding board"), "{page}");
    assert_eq!(administrator.post(&format!("{at}/remove"), &[("from", "2023-04-01")]).await.status, 303);
    let text = std::fs::read_to_string(&file).expect("settings");
    assert_eq!(Settings::parse(&text), Settings::parse(&before));
    assert!(administrator.page("/administration/parameters").await.contains("Decided by the safeguarding board"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_is_set_with_a_date() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let indicator = world.reading().engine().catalogue().indicators().next().expect("an indicator").id.clone();
    let at = format!("/administration/targets/of/{indicator}");
    let chosen = analyst.get(&format!("/administration/targets/choose?indicator={indicator}")).await;
    assert_eq!(chosen.location(), at);
    assert_eq!(analyst.post(&at, &[("target", "lots")]).await.status, 422);
    let fields = [
        ("target", "95"),
        ("tolerance", "2.5"),
        ("from-day", "1"),
        ("from-month", "4"),
        ("from-year", "2023"),
        ("reason", "Business plan"),
    ];
    // No percentage is above 100.
    let percent = world.reading().engine().catalogue().named("cp-visits-on-time").expect("an indicator").id.clone();
    let mut above = fields;
    above[0] = ("target", "950");
    let refused = analyst.post(&format!("/administration/targets/of/{percent}"), &above).await;
    assert!(refused.status == 422 && refused.text().contains("A percentage is 100 at most"));
    assert_eq!(analyst.post(&at, &fields).await.status, 303);
    let text = std::fs::read_to_string(world.folder().join("authority.toml")).expect("settings");
    let settings = Settings::parse(&text).expect("settings");
    assert_eq!(settings.targets.on(&indicator, jiff::civil::date(2023, 3, 31)), None);
    let target = settings.targets.on(&indicator, jiff::civil::date(2023, 4, 1)).expect("a target");
    assert_eq!((target.target, target.tolerance), (95.0, 2.5));
    assert!(analyst.page("/administration/targets").await.contains("Business plan"));
    assert_eq!(analyst.get("/administration/targets/of/nothing").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_access_log_is_searched_downloaded_and_verified() {
    let world = World::own().await;
    let officer = world.sign_in(Role::QualityOfficer).await;
    let list = officer.page("/data/findings").await;
    let rule = field(&list, "/data/findings/rule/", "\"").to_owned();
    officer.page(&format!("/data/findings/rule/{rule}")).await;
    let title = council::findings::title(world.reading().engine().catalogue(), &rule);
    let auditor = world.sign_in(Role::Auditor).await;
    let page = auditor.page("/administration/log").await;
    assert!(page.contains("quality-officer") && page.contains(&format!("Findings of ‘{title}’")), "{page}");
    let narrowed = auditor.page("/administration/log?who=quality-officer&action=read").await;
    assert!(narrowed.contains(&title) && narrowed.contains("value=\"quality-officer\" selected"), "{narrowed}");
    assert!(auditor.page("/administration/log?q=no+such+words").await.contains("No entries"));
    assert!(auditor.page("/administration/log?who=nobody").await.contains("There is no account"));
    let verified = auditor.page("/administration/log/verify").await;
    let head = world.records().log_head().await.expect("the head");
    assert!(verified.contains("as it was written") && verified.contains(&head.hash), "{verified}");
    let csv = auditor.get("/administration/log.csv").await;
    assert_eq!(csv.status, 200);
    let all = world.records().search_log(&Search { limit: 1_000, ..Search::default() }).await.expect("the log").entries;
    assert_eq!(all[0].access.what, "access log", "the download itself is recorded");
    assert_eq!(all[0].access.rows, all.len() as i64 - 1);
    // An auditor sees nothing else.
    for path in
        ["/data", "/data/findings", "/administration/accounts", "/administration/parameters", "/administration/backups"]
    {
        assert_eq!(auditor.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_access_log_says_in_words_what_was_read_and_who_changed_what() {
    let world = World::own().await;
    let (administrator, analyst) = (world.sign_in(Role::Administrator).await, world.sign_in(Role::Analyst).await);
    analyst.page("/indicators/cp-visits-on-time/children?month=2023-06&state=met").await;
    let account = world.account(Role::Auditor).clone();
    let fields = [
        ("username", account.profile.username.as_str()),
        ("display_name", "Demo auditor"),
        ("roles", "auditor"),
        ("roles", "board-member"),
    ];
    assert_eq!(administrator.post(&format!("/administration/accounts/{}", account.id), &fields).await.status, 303);
    let set = [
        ("count", "15"),
        ("unit", "WD"),
        ("from-day", "1"),
        ("from-month", "4"),
        ("from-year", "2023"),
        ("reason", "Decided by the safeguarding board"),
    ];
    assert_eq!(administrator.post("/administration/parameters/cp_visit_interval", &set).await.status, 303);
    assert_eq!(administrator.post("/administration/backups", &[]).await.status, 303);
    let auditor = world.sign_in(Role::Auditor).await;
    let page = auditor.page("/administration/log").await;
    let indicator = world.reading().engine().catalogue().named("cp-visits-on-time").expect("it").title.clone();
    let parameter = standard::parameter::find("cp_visit_interval").expect("it").title;
    for told in [
        format!("{indicator}, June 2023, met only"),
        "Account auditor: profile; roles: auditor → auditor, board member".to_owned(),
        format!("{parameter}, from 1 April 2023: not set → 15 working days"),
        "Decided by the safeguarding board".to_owned(),
        "Backup made".to_owned(),
    ] {
        assert!(page.contains(&told), "{told}: {page}");
    }
    assert!(!page.contains("cp-visits-on-time 2023-06"));
    let list = |query: &str| format!("/administration/log?{query}");
    let changes = auditor.page(&list("who=administrator&action=change-setting")).await;
    assert!(changes.contains(parameter) && !changes.contains("Account auditor"), "{changes}");
    // What is searched for in words is found by its code.
    let found = auditor.page(&list(&format!("q={}", indicator.replace(' ', "+")))).await;
    assert!(found.contains(&format!("{indicator}, June 2023")), "{found}");
    // The file has the log's own record.
    let csv = auditor.get("/administration/log.csv").await.text();
    assert!(
        csv.contains("cp-visits-on-time 2023-06 state=met")
            && csv.contains("parameter cp_visit_interval from 2023-04-01")
    );
    assert!(world.records().verify_log().await.expect("the log").is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_say_while_their_numbers_are_of_before() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let said = "New numbers are being worked out";
    assert!(!analyst.page("/indicators").await.contains(said));
    world.site.expect_new_numbers();
    for path in ["/", "/indicators", "/due", "/workforce", "/administration/targets"] {
        assert!(analyst.page(path).await.contains(said), "{path}");
    }
    world.site.refresh().await.expect("a reading");
    assert!(!analyst.page("/indicators").await.contains(said));
    // Settings that nobody can understand: the numbers of before stay, and pages say so.
    let file = world.folder().join("authority.toml");
    let settings = std::fs::read_to_string(&file).expect("settings");
    std::fs::write(&file, "name = ").expect("a file");
    assert!(world.site.refresh().await.is_err());
    assert!(analyst.page("/indicators").await.contains("could not be worked out"));
    std::fs::write(&file, settings).expect("a file");
    world.site.refresh().await.expect("a reading");
    assert!(!analyst.page("/indicators").await.contains("could not be worked out"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_stays_on_the_server() {
    let world = World::own().await;
    let administrator = world.sign_in(Role::Administrator).await;
    let made = administrator.post("/administration/backups", &[]).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let files: Vec<_> = std::fs::read_dir(world.folder().join("backups")).expect("a folder").flatten().collect();
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().to_string_lossy().into_owned();
    let page = administrator.page("/administration/backups").await;
    assert!(page.contains(&name) && !page.contains(&format!("href=\"/administration/backups/{name}")));
    assert_eq!(administrator.get(&format!("/administration/backups/{name}")).await.status, 404);
    assert_eq!(world.sign_in(Role::Analyst).await.get("/administration/backups").await.status, 403);
}
