//! Reports as the people who make them meet them: from the first draft through clearance to four files and a public
//! edition, and what must not happen on the way.

mod support;

use council::paper::frozen::Frozen;
use records::{Edition, Issue, Profile, ReportStatus, Role, sha256_hex};
use report::paper::Audience;
use std::collections::BTreeSet;
use support::{Answer, Person, World, apart};
use web::pages::reports::{Mended, mend, rebuild};

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let at = page.find(&marker).unwrap_or_else(|| panic!("no field {name}")) + marker.len();
    page[at..].chars().take_while(|c| *c != '"').collect()
}

/// A form was taken: it leads on to a page that says so.
async fn taken(person: &Person, answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = person.page(answer.location()).await;
    assert!(page.contains("govuk-notification-banner--success"), "{} says nothing", answer.location());
    page
}

async fn start(analyst: &Person, month: &str, texts: &str) -> String {
    let fields = [
        ("template", "scrutiny"),
        ("month", month),
        ("texts", texts),
        ("meeting-day", "4"),
        ("meeting-month", "9"),
        ("meeting-year", "2023"),
    ];
    let answer = analyst.post("/reports/new", &fields).await;
    taken(analyst, answer).await
}

async fn write(analyst: &Person, report: i64, key: &str, text: &str) -> Answer {
    let address = format!("/reports/{report}/texts/{key}");
    let revision = hidden(&analyst.page(&address).await, "revision");
    analyst.post(&address, &[("text", text), ("revision", &revision)]).await
}

async fn freeze(analyst: &Person, report: i64) {
    let answer = analyst.post(&format!("/reports/{report}/freeze"), &[]).await;
    taken(analyst, answer).await;
}

async fn ask(analyst: &Person, report: i64) {
    let mut fields = Vec::new();
    for capacity in ["legal", "finance"] {
        fields.push((format!("ask-{capacity}"), "yes"));
        for (part, value) in [("day", "25"), ("month", "8"), ("year", "2023")] {
            fields.push((format!("due-{capacity}-{part}"), value));
        }
        // The day has passed, and the page has asked whether it is right.
        fields.push((format!("due-{capacity}-past"), "2023-08-25"));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let answer = analyst.post(&format!("/reports/{report}/clearance"), &fields).await;
    taken(analyst, answer).await;
}

async fn decide(officer: &Person, report: i64, clearance: i64, word: &str, comment: &str) -> Answer {
    let address = format!("/reports/{report}/clearance/{clearance}");
    let content = hidden(&officer.page(&address).await, "content");
    officer.post(&address, &[("decision", word), ("comment", comment), ("content", &content)]).await
}

/// All that were asked clear what the report says.
async fn clear(world: &World, officer: &Person, report: i64) {
    for clearance in world.records().clearances(report).await.unwrap() {
        let answer = decide(officer, report, clearance.id, "cleared", "").await;
        taken(officer, answer).await;
    }
}

async fn check(director: &Person, report: i64) -> Answer {
    let address = format!("/reports/{report}/check");
    let page = director.page(&address).await;
    let content = hidden(&page, "content");
    let mut fields = vec![("content", content.as_str())];
    fields.extend(["read", "people", "hidden", "exempt", "right"].map(|name| (name, "yes")));
    director.post(&address, &fields).await
}

async fn issue(person: &Person, report: i64, edition: &str) -> Answer {
    person.post(&format!("/reports/{report}/issue"), &[("edition", edition), ("note", "")]).await
}

/// The first report, of `month`, cleared; analyst, clearing officer and director.
async fn cleared(world: &World, month: &str) -> (Person, Person, Person) {
    let analyst = world.sign_in(Role::Analyst).await;
    let officer = world.sign_in(Role::ClearingOfficer).await;
    let director = world.sign_in(Role::Director).await;
    start(&analyst, month, "template").await;
    freeze(&analyst, 1).await;
    ask(&analyst, 1).await;
    clear(world, &officer, 1).await;
    (analyst, officer, director)
}

async fn issued(world: &World, report: i64, edition: Edition) -> Issue {
    let issues = world.records().issues(report).await.unwrap();
    issues.into_iter().find(|issue| issue.edition == edition).expect("an issue")
}

async fn status(world: &World, report: i64) -> ReportStatus {
    world.records().report(report).await.unwrap().status
}

/// The files of an issue as somebody downloads them, each found to be the one that the list names.
async fn downloaded(person: &Person, issue: &Issue) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for file in &issue.files {
        let answer = person.get(&format!("/reports/issued/{}/{}", issue.id, file.name)).await;
        assert_eq!(answer.status, 200, "{}: {}", file.name, answer.text());
        assert!(answer.header("content-disposition").starts_with("attachment"), "{}", file.name);
        assert_eq!((sha256_hex(&answer.body), answer.body.len() as u64), (file.sha256.clone(), file.bytes));
        out.push((file.name.clone(), answer.body));
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_goes_from_draft_to_four_files_and_a_public_edition() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let officer = world.sign_in(Role::ClearingOfficer).await;
    let director = world.sign_in(Role::Director).await;
    let board = world.sign_in(Role::BoardMember).await;

    // Monday 4 September 2023: 1 September, 31, 30 and 29 August are clear, the 28th is a bank holiday, the 25th is clear.
    let page = start(&analyst, "2023-07", "template").await;
    assert!(page.contains("24 August 2023"), "{page}");
    assert_eq!(analyst.post("/reports/new", &[("template", "scrutiny"), ("month", "2023-07")]).await.status, 422);
    assert_eq!(board.get("/reports/1").await.status, 403);

    // Words stand for numbers, and one who saves over another is told.
    let answer = write(&analyst, 1, "legal.md", "Of visits {{ cp-visits-on-time.value }} were on time.").await;
    taken(&analyst, answer).await;
    let stale = [("text", "Mine."), ("revision", "1")];
    let conflict = analyst.post("/reports/1/texts/legal.md", &stale).await;
    assert_eq!(conflict.status, 422);
    assert!(conflict.text().contains("cp-visits-on-time.value") && conflict.text().contains("Mine."));
    let unknown = write(&analyst, 1, "legal.md", "{{ no-such-number.value }}").await;
    assert!(unknown.status == 422 && unknown.text().contains("no-such-number"));
    // So do words beside a row of the performance table, which has no room for lists.
    let row = |story: &str| {
        let fields = [("story", story), ("action", "x"), ("owner", "{{ no }}"), ("revision", "0")];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for (story, said) in [("{{ no-such-number.value }}", "no-such-number"), ("- a list", "Only paragraphs")] {
        let fields = row(story);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = analyst.post("/reports/1/rows/cp-visits-on-time", &fields).await;
        let page = refused.text();
        assert!(refused.status == 422 && page.contains(said) && page.contains("href=\"#story\""), "{page}");
        assert!(page.contains("href=\"#owner\""), "{page}");
    }
    let fields = [
        ("story", "Two workers left. In **all**, {{ cp-visits-on-time.value }} and {{ cic-dental-checks.value }}."),
        ("action", "Posts are advertised."),
        ("owner", "Head of service"),
        ("revision", "0"),
    ];
    let answer = analyst.post("/reports/1/rows/cp-visits-on-time", &fields).await;
    taken(&analyst, answer).await;

    // Clearance is of what will be issued: frozen numbers.
    let early = [("ask-legal", "yes"), ("due-legal-day", "1"), ("due-legal-month", "9"), ("due-legal-year", "2023")];
    assert_eq!(analyst.post("/reports/1/clearance", &early).await.status, 422);
    freeze(&analyst, 1).await;
    let kept = world.records().latest_freeze(1).await.unwrap().unwrap();
    let frozen = Frozen::read(&kept.data).unwrap();
    let (reading, files) = (world.reading(), frozen.files.clone());
    let measured = apart(move || {
        let template = council::paper::template(&files).unwrap();
        // What stands behind a row names a number that the template does not.
        let words = [("row".to_owned(), "{{ cic-dental-checks.value }}".to_owned())].into();
        let month = "2023-07".parse().unwrap();
        council::paper::measured_with(reading.measuring(), &template, &files, &words, month).unwrap()
    });
    assert_eq!(frozen.facts, measured);
    ask(&analyst, 1).await;
    let page = analyst.page("/reports/1/clearance").await;
    assert!(page.contains("25 August 2023: after the papers must be open"), "{page}");
    assert!(page.contains("Report sponsor and Service director were not asked."), "{page}");

    // Returned with what has to change, then cleared by both.
    let silent = decide(&officer, 1, 1, "returned", "").await;
    assert_eq!(silent.status, 422);
    let answer = decide(&officer, 1, 1, "returned", "Say who pays.").await;
    taken(&officer, answer).await;
    assert!(analyst.page("/reports/1/clearance").await.contains("Say who pays."));
    clear(&world, &officer, 1).await;
    assert_eq!(status(&world, 1).await, ReportStatus::Cleared);

    // A change after clearance asks again: nobody can issue until it is cleared anew.
    let answer = write(&analyst, 1, "risk.md", "The risk is small.").await;
    taken(&analyst, answer).await;
    assert_eq!(status(&world, 1).await, ReportStatus::InClearance);
    assert!(officer.page("/reports/1/clearance").await.contains("Asked again"));
    assert_eq!(issue(&director, 1, "internal").await.status, 422);
    assert_eq!(issue(&analyst, 1, "internal").await.status, 403);
    let moved = [
        ("title", "Monitoring safeguarding practice"),
        ("meeting-day", "5"),
        ("meeting-month", "9"),
        ("meeting-year", "2023"),
        ("item", "ITEM 07"),
        ("revision", "1"),
    ];
    let draft = analyst.page("/reports/1/preview/internal").await;
    assert!(draft.contains("Draft, not issued") && draft.contains("Month’s data"), "{draft}");
    assert!(draft.contains("<dt>Item</dt><dd>to be completed</dd>"), "{draft}");
    clear(&world, &officer, 1).await;
    let answer = analyst.post("/reports/1/settings", &moved).await;
    taken(&analyst, answer).await;
    assert_eq!(status(&world, 1).await, ReportStatus::InClearance, "another meeting date was not asked about");
    clear(&world, &officer, 1).await;

    // Four files, and the same again whenever they are made.
    let answer = issue(&director, 1, "internal").await;
    taken(&director, answer).await;
    let internal = issued(&world, 1, Edition::Internal).await;
    let files = downloaded(&analyst, &internal).await;
    let endings: BTreeSet<&str> = files.iter().filter_map(|(name, _)| name.rsplit('.').next()).collect();
    assert_eq!(endings, BTreeSet::from(["docx", "html", "pdf", "xlsx"]));
    let html = |files: &[(String, Vec<u8>)]| {
        let (_, bytes) = files.iter().find(|(name, _)| name.ends_with(".html")).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let page = html(&files);
    assert!(page.contains("<dt>Item</dt><dd>ITEM 07</dd>") && !page.contains("Draft, not issued"), "the cover");
    assert!(page.contains("<strong>all</strong>") && !page.contains("{{"), "a number stands raw");
    for said in [
        "Two workers left.",
        "Posts are advertised.",
        "Demo clearing officer",
        "5 September 2023",
        "The risk is small.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert_eq!(rebuild(&world.site, internal.id).await.unwrap(), files);

    // The public edition: checked and released by somebody who did not write it, and then the board's.
    assert_eq!(issue(&director, 1, "public").await.status, 422, "nobody has checked it");
    let careless = [("content", "x"), ("read", "yes")];
    assert_eq!(director.post("/reports/1/check", &careless).await.status, 422);
    let answer = check(&director, 1).await;
    taken(&director, answer).await;
    let answer = issue(&director, 1, "public").await;
    taken(&director, answer).await;
    let public = issued(&world, 1, Edition::Public).await;
    let page = html(&downloaded(&board, &public).await);
    let expected = frozen.facts.clone();
    let mut expected = report::paper::Facts { audience: Audience::Public, ..expected };
    council::paper::hide(&mut expected).unwrap();
    assert!(expected.hidden > 0 && page.contains("confidential"), "nothing was hidden");
    assert_eq!(rebuild(&world.site, public.id).await.unwrap(), downloaded(&board, &public).await);
    let list = board.page("/reports").await;
    assert!(list.contains("Public edition") && !list.contains("Internal edition"), "{list}");
    let read = board.get(&format!("/reports/issued/{}", public.id)).await;
    assert!(read.status == 200 && read.header("content-security-policy").contains("style-src 'sha256-"));
    for path in [
        format!("/reports/issued/{}", internal.id),
        format!("/reports/issued/{}/{}", internal.id, internal.files[0].name),
    ] {
        assert_eq!(board.get(&path).await.status, 404, "{path}");
    }

    // Never altered: neither the report nor what was issued.
    let other = [("text", "Other."), ("revision", "2")];
    assert_eq!(analyst.post("/reports/1/texts/legal.md", &other).await.status, 422);
    assert_eq!(analyst.post("/reports/1/freeze", &[]).await.status, 422);
    assert_eq!(issue(&director, 1, "internal").await.status, 422);
    let file = world.folder().join("reports").join(&public.folder).join(&public.files[0].name);
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, b"another").unwrap();
    let refused = board.get(&format!("/reports/issued/{}/{}", public.id, public.files[0].name)).await;
    assert!(refused.status == 409 && refused.text().contains("SHA-256"), "{}", refused.text());
    assert!(!refused.text().contains("another</"));

    // Opened again it is a new version with nothing cleared.
    let answer = analyst.post("/reports/1/reopen", &[("reason", "A number was wrong.")]).await;
    taken(&analyst, answer).await;
    let second = world.records().report(2).await.unwrap();
    assert_eq!((second.version, second.status.is_open()), (2, true));
    assert!(world.records().clearances(2).await.unwrap().iter().all(|clearance| !clearance.is_cleared()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wrote_part_of_a_report_cannot_release_it() {
    let world = World::own().await;
    let both = Profile {
        username: "both".into(),
        display_name: "Writes and directs".into(),
        roles: BTreeSet::from([Role::Analyst, Role::Director]),
        ..Profile::default()
    };
    world.add(&both).await;
    let writer = world.sign_in_as("both").await;
    let officer = world.sign_in(Role::ClearingOfficer).await;
    start(&writer, "2023-07", "template").await;
    freeze(&writer, 1).await;
    ask(&writer, 1).await;
    clear(&world, &officer, 1).await;
    assert!(writer.page("/reports/1/check").await.contains("You wrote part of this report"));
    let content = world.records().content(1).await.unwrap().hash;
    let mut fields = vec![("content", content.as_str())];
    fields.extend(["read", "people", "hidden", "exempt", "right"].map(|name| (name, "yes")));
    assert_eq!(writer.post("/reports/1/check", &fields).await.status, 422);
    let director = world.sign_in(Role::Director).await;
    let answer = check(&director, 1).await;
    taken(&director, answer).await;
    let refused = issue(&writer, 1, "public").await;
    assert!(refused.status == 422 && refused.text().contains("You wrote part"), "{}", refused.text());
    let answer = issue(&director, 1, "public").await;
    taken(&director, answer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_issuing_the_next_start_is_whole() {
    let world = World::own().await;
    cleared(&world, "2023-07").await;
    let director = world.account(Role::Director).id;
    let (now, records) = (world.site.now(), world.records().clone());
    // Once in the middle of the files, once with all files there and the records not told.
    for place in [".{}.unfinished", "{}"] {
        let begun = records.begin_issue(1, Edition::Internal, "", director, now).await.unwrap();
        let folder = world.folder().join("reports").join(place.replace("{}", &begun.folder));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("half.pdf"), b"%PDF").unwrap();
        let busy = issue(&world.sign_in(Role::Director).await, 1, "internal").await;
        assert_eq!(busy.status, 409, "{}", busy.text());
        assert_eq!(mend(&world.site).await.unwrap(), Mended { issues: 1 });
        assert!(!folder.exists());
    }
    assert_eq!(mend(&world.site).await.unwrap(), Mended { issues: 0 });
    assert!(records.issues(1).await.unwrap().is_empty());
    let world = world.restarted().await;
    let director = world.sign_in(Role::Director).await;
    let answer = issue(&director, 1, "internal").await;
    taken(&director, answer).await;
    let left = std::fs::read_dir(world.folder().join("reports")).unwrap().count();
    assert_eq!(left, 1, "only what was issued is there");
    downloaded(&director, &issued(&world, 1, Edition::Internal).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exempt_appendix_stays_inside_and_is_named_outside() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    start(&analyst, "2023-07", "template").await;
    let mut fields =
        vec![("title", "Safeguarding"), ("revision", "1"), ("present", "yes"), ("text", "Rates of *Acme*.")];
    let refused = analyst.post("/reports/1/settings", &fields).await;
    assert!(refused.status == 422 && refused.text().contains("Choose the paragraph"));
    fields.extend([("paragraph", "3"), ("why", "it names an agency’s rates")]);
    for text in ["{{ no-such-number.value }}", "![rates](rates.png)"] {
        fields[3].1 = text;
        let refused = analyst.post("/reports/1/settings", &fields).await;
        assert!(refused.status == 422 && refused.text().contains("href=\"#text\""), "{}", refused.text());
    }
    // A number that nothing else of the report names is measured for it.
    fields[3].1 = "Rates of *Acme*, {{ cic-dental-checks.sentence }}.";
    let answer = analyst.post("/reports/1/settings", &fields).await;
    taken(&analyst, answer).await;
    let internal = analyst.page("/reports/1/preview/internal").await;
    let public = analyst.page("/reports/1/preview/public").await;
    assert!(internal.contains("Acme") && !public.contains("Acme"));
    assert!(public.contains("Exempt information") && public.contains("paragraph 3 of Part 1 of Schedule 12A"));
    // Staff who see all numbers read internal editions, but not one with something exempt.
    let officer = world.sign_in(Role::ClearingOfficer).await;
    freeze(&analyst, 1).await;
    ask(&analyst, 1).await;
    clear(&world, &officer, 1).await;
    let director = world.sign_in(Role::Director).await;
    let answer = issue(&director, 1, "internal").await;
    taken(&director, answer).await;
    let issue = issued(&world, 1, Edition::Internal).await;
    let path = format!("/reports/issued/{}", issue.id);
    // An item that nobody gave is left out of what is issued.
    let page = officer.page(&path).await;
    assert!(page.contains("<dt>Report author</dt>") && !page.contains("<dt>Item</dt>"), "{page}");
    assert_eq!(world.sign_in(Role::TeamManager).await.get(&path).await.status, 404);
    assert_eq!(officer.get(&path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_that_cannot_be_written_says_where_it_is_mended() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    start(&analyst, "2023-07", "template").await;
    freeze(&analyst, 1).await;
    // As an earlier version would have kept them: nothing of this could be saved from a page.
    let (by, now) = (world.account(Role::Analyst).id, world.site.now());
    let (records, text) = (world.records(), "Fine.\n\n{{ no-such-number.value }}");
    records.save_block(1, "legal.md", text, 1, by, now).await.unwrap();
    let note = records::RowNoteText { story: "{{ gone.value }}".into(), ..Default::default() };
    records.save_row_note(1, "cp-visits-on-time", "", &note, 0, by, now).await.unwrap();
    let exempt = records::Exempt { present: true, text: "{{ lost.value }}".into(), reason: "Paragraph 3".into() };
    let edit = records::ReportEdit { title: "Safeguarding".into(), meeting_date: None, item: String::new(), exempt };
    records.edit_report(1, &edit, 1, by, now).await.unwrap();
    let frozen = records.latest_freeze(1).await.unwrap().unwrap().n;
    let preview = analyst.get("/reports/1/preview/internal").await;
    let again = analyst.post("/reports/1/freeze", &[]).await;
    for (answer, said) in [(preview, "There is no preview"), (again, "The numbers were not frozen")] {
        let page = answer.text();
        assert!(answer.status == 422 && page.contains(said), "{page}");
        for address in ["/reports/1/texts/legal.md", "/reports/1/rows/cp-visits-on-time", "/reports/1/settings#text"] {
            assert!(page.contains(&format!("href=\"{address}\"")), "{address}: {page}");
        }
        assert!(page.contains("Legal implications, line 3: "), "{page}");
    }
    assert_eq!(records.latest_freeze(1).await.unwrap().unwrap().n, frozen);
    // A number that was named after the freeze is measured by the next.
    let empty = records::RowNoteText::default();
    records.save_row_note(1, "cp-visits-on-time", "", &empty, 1, by, now).await.unwrap();
    let edit = records::ReportEdit { exempt: records::Exempt::default(), ..edit };
    records.edit_report(1, &edit, 2, by, now).await.unwrap();
    let answer = write(&analyst, 1, "legal.md", "So it is: {{ cic-dental-checks.value }}.").await;
    taken(&analyst, answer).await;
    let preview = analyst.get("/reports/1/preview/internal").await;
    assert!(preview.status == 422 && preview.text().contains("Freeze the numbers again"), "{}", preview.text());
    freeze(&analyst, 1).await;
    assert!(analyst.page("/reports/1/preview/internal").await.contains("So it is: "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_questions_are_carried_and_their_numbers_are_frozen() {
    let world = World::own().await;
    let (analyst, officer, director) = cleared(&world, "2023-06").await;
    let answer = issue(&director, 1, "internal").await;
    taken(&director, answer).await;
    let manager = world.account(Role::TeamManager).id.to_string();
    let question = [
        ("report", "1"),
        ("question", "Why are visits late?"),
        ("asked-by", "Councillor Hart"),
        ("meeting-day", "3"),
        ("meeting-month", "7"),
        ("meeting-year", "2023"),
        ("owner", manager.as_str()),
        ("due-day", "20"),
        ("due-month", "8"),
        ("due-year", "2023"),
    ];
    let answer = analyst.post("/reports/questions/new", &question).await;
    taken(&analyst, answer).await;

    // It comes into the next report as it is opened, and is part of what that report says.
    start(&analyst, "2023-07", "last").await;
    let page = analyst.page("/reports/2").await;
    assert!(page.contains("Why are visits late?"), "{page}");
    freeze(&analyst, 2).await;
    ask(&analyst, 2).await;
    clear(&world, &officer, 2).await;
    assert!(analyst.page("/reports/2/preview/internal").await.contains("no answer yet"));

    // Whoever was asked answers, with a number; others of the same role don't find the question.
    let owner = world.sign_in(Role::TeamManager).await;
    assert_eq!(world.sign_in(Role::Practitioner).await.get("/reports/questions/1").await.status, 404);
    let revision = hidden(&owner.page("/reports/questions/1").await, "revision");
    let fields = [
        ("revision", revision.as_str()),
        ("question", "Another question?"),
        ("answer", "Two workers left; both posts are filled."),
        ("indicator", "cp-visits-on-time"),
        ("month", "2023-06"),
        ("period", "month"),
        ("status", "answered"),
    ];
    let answer = owner.post("/reports/questions/1", &fields).await;
    taken(&owner, answer).await;
    let kept = world.records().question(1).await.unwrap();
    assert_eq!(kept.edit.question, "Why are visits late?", "the owner changed the board’s words");
    assert_eq!(kept.numbers_sha256.as_deref(), kept.edit.numbers.as_deref().map(sha256_hex).as_deref());
    let reading = world.reading();
    let request = measure::Request {
        indicators: vec!["cp-visits-on-time".to_owned()],
        from: "2023-06".parse().unwrap(),
        to: "2023-06".parse().unwrap(),
        periods: vec![standard::period::PeriodKind::Month],
        by: Vec::new(),
    };
    let number = apart(move || reading.engine().measure(&request).unwrap().numbers.remove(0));
    let shown = report::Number::millionths(i64::try_from(number.value.unwrap().0).unwrap()).text(1);
    let page = analyst.page("/reports/2/preview/internal").await;
    assert!(page.contains("both posts are filled") && page.contains(&format!("June 2023: {shown}%")), "{shown}");

    // The answer changed what was cleared, so it is asked for again.
    assert_eq!(status(&world, 2).await, ReportStatus::InClearance);
    // The report that was issued says what it said.
    let issue = issued(&world, 1, Edition::Internal).await;
    assert_eq!(rebuild(&world.site, issue.id).await.unwrap(), downloaded(&director, &issue).await);
    assert!(analyst.page("/reports/2/changes").await.contains("June 2023 as reported"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_asked_writes_their_text_and_no_other() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    start(&analyst, "2023-07", "empty").await;
    let manager = world.account(Role::ServiceManager).id.to_string();
    let mut fields = vec![("owner", manager.as_str()), ("due-day", "15"), ("due-month", "8"), ("due-year", "2023")];
    // A day that has passed is asked about, and kept when it is sent again.
    let asked = analyst.post("/reports/1/texts/staffing.md/owner", &fields).await;
    let page = asked.text();
    assert!(asked.status == 422 && page.contains("15 August 2023, has passed"), "{page}");
    assert!(page.contains("value=\"15\"") && page.contains(&format!("value=\"{manager}\" selected")), "{page}");
    let past = hidden(&page, "due-past");
    fields.push(("due-past", &past));
    let answer = analyst.post("/reports/1/texts/staffing.md/owner", &fields).await;
    taken(&analyst, answer).await;
    assert!(analyst.page("/reports/1").await.contains("Overdue"));
    let warned = analyst.page("/reports/1/clearance").await;
    assert!(warned.contains("was due on 15 August 2023, and has not been touched"), "{warned}");
    let wrong = analyst.post("/reports/1/texts/staffing.md/owner", &[("owner", "99")]).await;
    assert_eq!(wrong.status, 422);
    let owner = world.sign_in(Role::ServiceManager).await;
    let waits = |page: String| page.contains("href=\"/reports/1/texts/staffing.md\"");
    assert!(waits(owner.page("/").await) && !waits(world.sign_in(Role::TeamManager).await.page("/").await));
    let answer = write(&owner, 1, "staffing.md", "Two posts are vacant.").await;
    taken(&owner, answer).await;
    assert_eq!(owner.get("/reports/1/texts/legal.md").await.status, 404);
    assert_eq!(owner.post("/reports/1/texts/legal.md", &[("text", "x"), ("revision", "1")]).await.status, 404);
    assert_eq!(owner.get("/reports/1").await.status, 403);
    // One who may read it but was not asked can't write it.
    let quality = world.sign_in(Role::QualityOfficer).await;
    assert_eq!(quality.get("/reports/1/texts/staffing.md").await.status, 200);
    let refused = quality.post("/reports/1/texts/staffing.md", &[("text", "x"), ("revision", "2")]).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frozen_numbers_stay_whatever_happens_to_the_data() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    start(&analyst, "2023-06", "template").await;
    let live = analyst.page("/reports/1/preview/internal").await;
    assert!(live.contains("not frozen yet"));
    let answer =
        analyst.post("/reports/1/freeze", &[("as-at-day", "1"), ("as-at-month", "1"), ("as-at-year", "2999")]).await;
    assert_eq!(answer.status, 422, "frozen as at a day to come");
    freeze(&analyst, 1).await;
    let before = analyst.page("/reports/1/preview/internal").await;
    let store = store::Store::open(world.folder()).unwrap();
    let newest = store.deliveries().unwrap().into_iter().rfind(|delivery| !delivery.is_reference()).unwrap();
    let locked = store.lock("tests", "withdraw", world.site.now()).unwrap();
    locked.withdraw(&newest.id, "a test", world.site.now()).unwrap();
    drop(locked);
    assert!(world.site.refresh().await.unwrap(), "the delivery is still there");
    assert_eq!(analyst.page("/reports/1/preview/internal").await, before);
    // A report that is not frozen says what is known now.
    start(&analyst, "2023-05", "template").await;
    let live = analyst.page("/reports/2/preview/internal").await;
    assert!(live.contains("not frozen yet"));
}
