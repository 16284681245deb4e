//! Files: with what describes them, and as they were issued.

use crate::ground::{bytes, indicator, issue, ok, token};
use crate::support::World;
use jiff::Timestamp;
use records::Role;
use serde_json::Value;
use std::collections::BTreeMap;

#[tokio::test]
async fn files_say_what_they_are() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers", "children", "due", "findings"]).await;
    let indicator = indicator(&world);
    let query = format!("?indicator={indicator}");
    for name in ["results", "working", "due", "findings"] {
        let query = if ["results", "working"].contains(&name) { query.as_str() } else { "" };
        let csv = world.call(&format!("/api/v1/{name}.csv{query}"), &token).await;
        let link = csv.header("link").to_owned();
        let beside = link.strip_prefix('<').and_then(|link| link.split_once('>')).expect("a link").0;
        assert!(csv.header("content-disposition").starts_with("attachment; filename=\"derwent-"));
        let about = ok(&world, &format!("/api/v1/{beside}"), &token).await;
        let mut reader = csv::Reader::from_reader(csv.body.as_slice());
        let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let columns: Vec<String> = about["tableSchema"]["columns"]
            .as_array()
            .expect("columns")
            .iter()
            .map(|column| column["name"].as_str().expect("a name").to_owned())
            .collect();
        assert_eq!(headings, columns);
        let note = &about["notes"][0];
        let parquet = world.call(&format!("/api/v1/{name}.parquet{query}"), &token).await;
        let reader = parquet::file::reader::SerializedFileReader::new(bytes(&parquet)).expect("a Parquet file");
        use parquet::file::reader::FileReader;
        let metadata = reader.metadata().file_metadata();
        let pairs: BTreeMap<String, String> = metadata
            .key_value_metadata()
            .into_iter()
            .flatten()
            .map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default()))
            .collect();
        let inside: Value = serde_json::from_str(&pairs["derwent"]).expect("what describes it");
        for key in
            ["what", "authority", "data_date", "generation", "deliveries", "catalogue", "audience", "suppression"]
        {
            assert_eq!(inside["about"][key], note["about"][key], "{name}: {key}");
            assert!(!inside["about"][key].is_null(), "{name}: {key} is not said");
        }
        let data_date = world.reading().engine().inputs().data_date.to_string();
        assert_eq!(inside["about"]["data_date"], data_date.as_str());
        if !query.is_empty() {
            assert_eq!(inside["chosen"][0]["value"], indicator.as_str());
        }
        assert!(inside["made_at"].as_str().expect("a time").parse::<Timestamp>().is_ok());
        assert_eq!(name == "results", !inside["statuses"].as_array().expect("statuses").is_empty());
        let mut records = csv::Reader::from_reader(csv.body.as_slice());
        assert_eq!(metadata.num_rows() as usize, records.records().count(), "{name}");
        assert!(metadata.num_rows() > 0);
    }
}

#[tokio::test]
async fn issued_files_are_given_as_they_were_issued_or_not_at_all() {
    let world = World::own().await;
    let (public, internal) = issue(&world).await;
    let board = token(&world, Role::BoardMember, &["reports"]).await;
    let listed = ok(&world, "/api/v1/reports", &board).await;
    let listed: Vec<i64> =
        listed["reports"].as_array().expect("reports").iter().map(|one| one["issue"].as_i64().expect("one")).collect();
    assert_eq!(listed, [public]);
    assert_eq!(world.call(&format!("/api/v1/reports/{internal}"), &board).await.status, 404);
    let maker = token(&world, Role::Analyst, &["reports"]).await;
    assert_eq!(world.call(&format!("/api/v1/reports/{internal}"), &maker).await.status, 200);
    let path = format!("/api/v1/reports/{public}/files/report.html");
    let file = world.call(&path, &board).await;
    assert_eq!(file.status, 200);
    let one = ok(&world, &format!("/api/v1/reports/{public}"), &board).await;
    assert_eq!(one["files"][0]["sha256"], records::sha256_hex(&file.body).as_str());
    assert_eq!(one["files"][0]["href"], path.as_str());
    for name in ["..%2Freport.html", "%2Fetc%2Fpasswd", "other.html"] {
        assert_eq!(world.call(&format!("/api/v1/reports/{public}/files/{name}"), &board).await.status, 404, "{name}");
    }
    let folder = world.records().issue(public).await.expect("an issue").folder;
    std::fs::write(world.folder().join("reports").join(folder).join("report.html"), b"altered").expect("altered");
    assert_eq!(world.call(&path, &board).await.status, 409);
}
