//! Headings and codes of the council’s own, taught from a page.

use crate::ground::{as_parts, extracts, imported, sent, settled};
use crate::support::{self, World};
use records::Role;
use std::path::Path;
use store::Store;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heading_is_taught_from_the_page() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let csv = b"cont_contact_id,cont_person_id,Date It Came,Colour of file\nC1,P1,2023-07-01,blue\n";
    let path = sent(&analyst, &[("files", "contacts.csv", csv)]).await;
    let page = settled(&analyst, &path).await;
    assert!(page.contains("‘Date It Came’") && page.contains("‘Colour of file’"), "{page}");
    let form = analyst.page("/data/headings?heading=Date+It+Came&section=ssd_contacts&upload=1").await;
    assert!(form.contains("value=\"cont_contact_date\""));
    let wrong = [("heading", "Date It Came"), ("section", "ssd_contacts"), ("column", "nothing")];
    assert_eq!(analyst.post("/data/headings", &wrong).await.status, 422);
    let upload = path.rsplit('/').next().expect("a number");
    let right =
        [("heading", "Date It Came"), ("section", "ssd_contacts"), ("column", "cont_contact_date"), ("upload", upload)];
    let taught = analyst.post("/data/headings", &right).await;
    assert!(taught.status == 303 && taught.location().starts_with(&path), "{}", taught.location());
    let page = settled(&analyst, &path).await;
    assert!(!page.contains("‘Date It Came’") && page.contains("ssd_contacts.cont_contact_date"), "{page}");
    let text = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("mapping.toml");
    let mapping = intake::Mapping::parse(&text).expect("a mapping");
    assert_eq!(mapping.header("ssd_contacts", "date it came"), Some("cont_contact_date"));
    let history = analyst.page("/data/headings").await;
    assert!(history.contains("ssd_contacts: Date It Came"), "{history}");
    let forget = [("heading", "Date It Came"), ("section", "ssd_contacts")];
    assert_eq!(analyst.post("/data/headings/forget", &forget).await.status, 303);
    let text = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("mapping.toml");
    assert_eq!(intake::Mapping::parse(&text).expect("a mapping").header("ssd_contacts", "date it came"), None);
}

/// Extracts in which one child’s sex is written in a way that no code list knows, with whose it is.
fn with_a_code_of_their_own(folder: &Path) -> (Vec<(String, Vec<u8>)>, String) {
    let mut files = extracts(folder);
    let (_, bytes) = files.iter_mut().find(|(name, _)| name.contains("ssd_person")).expect("people");
    // It is written in Windows-1252: a character for each byte, as it is.
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let column = |name: &str| lines[0].split(',').position(|heading| heading == name).expect("a column");
    let (person, sex) = (column("pers_person_id"), column("pers_sex"));
    let row = lines.iter().position(|line| line.split(',').nth(sex) == Some("F")).expect("a girl");
    let mut cells: Vec<String> = lines[row].split(',').map(str::to_owned).collect();
    "Femme".clone_into(&mut cells[sex]);
    lines[row] = cells.join(",");
    *bytes = (lines.join("\n") + "\n").chars().map(|c| u8::try_from(c).expect("a byte")).collect();
    (files, cells[person].clone())
}

/// The sex of somebody, as it is in force.
fn sex_of(world: &World, person: &str) -> String {
    let in_force = Store::open(world.folder()).expect("a folder").in_force(None, None).expect("tables");
    let rows = support::texts(&in_force, "ssd_person", &["pers_person_id", "pers_sex"]);
    rows.into_iter().find(|row| row[0] == person).expect("the person").swap_remove(1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_taught_from_its_finding_and_the_files_are_read_again() {
    let world = World::own().await;
    let analyst = world.sign_in(Role::Analyst).await;
    let (files, person) = with_a_code_of_their_own(world.folder());
    let path = sent(&analyst, &as_parts(&files)).await;
    let done = imported(&analyst, &path, ["31", "8", "2023"]).await;
    assert!(done.contains("Imported"), "{done}");
    assert_eq!(sex_of(&world, &person), "");
    let newest = || {
        let store = Store::open(world.folder()).expect("a store");
        store.deliveries().expect("deliveries").pop().expect("a delivery")
    };
    let first = newest().number;
    // The finding leads to the page that teaches it, for those who import.
    let page = analyst.page("/data/findings/rule/code-not-known").await;
    let link = format!("/data/codes?list=sex&#38;text=Femme&#38;delivery={first}");
    assert!(page.contains(&link) && page.contains("Say what it means"), "{page}");
    let director = world.sign_in(Role::Director).await;
    assert!(!director.page("/data/findings/rule/code-not-known").await.contains("/data/codes?"));
    assert_eq!(director.get("/data/codes").await.status, 403);
    let form = analyst.page(&link.replace("&#38;", "&")).await;
    assert!(form.contains("value=\"Femme\"") && form.contains("<option value=\"F\""), "{form}");
    let number = first.to_string();
    let fields = |code| [("list", "sex"), ("text", "Femme"), ("code", code), ("delivery", number.as_str())];
    for wrong in ["", "nonsense"] {
        let answer = analyst.post("/data/codes", &fields(wrong)).await;
        assert!(answer.status == 422 && answer.text().contains("Choose the code"), "{wrong}");
    }
    let taught = analyst.post("/data/codes", &fields("F")).await;
    assert_eq!(taught.status, 303, "{}", taught.text());
    let page = analyst.page(taught.location()).await;
    let again = format!("/data/deliveries/{first}/again");
    assert!(page.contains("The code is known from now on") && page.contains(&again), "{page}");
    assert!(page.contains("Femme (Sex)"), "the history has it: {page}");
    let mapping = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("the mapping");
    assert_eq!(intake::Mapping::parse(&mapping).expect("a mapping").code("sex", "femme"), Some("F"));
    let kept = world.records().settings_history(Some(records::SettingKind::Alias), None).await.expect("history");
    assert_eq!((kept[0].before.as_deref(), kept[0].after.as_deref()), (None, Some("F")));
    // The files are read again as of the same day, and the finding is gone.
    assert_eq!(director.post(&again, &[]).await.status, 403);
    let sent = analyst.post(&again, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let path = sent.location().to_owned();
    let preview = settled(&analyst, &path).await;
    assert!(preview.contains("31 August 2023") && !preview.contains("Which day do these files describe?"), "{preview}");
    assert_eq!(analyst.post(&format!("{path}/import"), &[]).await.status, 303);
    let done = settled(&analyst, &path).await;
    assert!(done.contains("Imported"), "{done}");
    assert!(newest().number > first);
    assert_eq!(sex_of(&world, &person), "F");
    assert!(!analyst.page("/data/findings/rule/code-not-known").await.contains("Femme"));
    assert!(analyst.page(&format!("/data/deliveries/{first}")).await.contains("Read again as"));
    // Withdrawn, the later reading gives way to the earlier one of the same files, and the pages say so.
    let later = format!("/data/deliveries/{}", newest().number);
    let said =
        format!("<a class=\"govuk-link\" href=\"/data/deliveries/{first}\">Delivery {first}</a> is an earlier reading");
    assert!(analyst.page(&later).await.contains(&said));
    assert!(!analyst.page(&format!("/data/deliveries/{first}")).await.contains("is an earlier reading"));
    let withdrawn = analyst.post(&format!("{later}/withdraw"), &[("reason", "a test")]).await;
    assert_eq!(withdrawn.location(), format!("/data/deliveries/{first}?done=counts-again"));
    assert!(analyst.page(withdrawn.location()).await.contains("this earlier reading of the same files counts again"));
    assert_eq!(sex_of(&world, &person), "");
    // Forgotten, it is unknown to the next import, and the history says that too.
    let forgotten = analyst.post("/data/codes/forget", &[("list", "sex"), ("text", "FEMME")]).await;
    assert_eq!((forgotten.status, forgotten.location()), (303, "/data/codes?done=forgotten-code"));
    let mapping = std::fs::read_to_string(world.folder().join("mapping.toml")).expect("the mapping");
    assert_eq!(intake::Mapping::parse(&mapping).expect("a mapping").code("sex", "femme"), None);
}
