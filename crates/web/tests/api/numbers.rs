//! Numbers as the engine has them, and as the public may have them.

use crate::ground::{ok, token};
use crate::support::{Answer, World, apart};
use measure::{Dimension, Request};
use records::Role;
use serde_json::Value;
use standard::period::{Month, PeriodKind};

#[tokio::test]
async fn numbers_are_those_of_the_engine() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers"]).await;
    let reading = world.reading();
    let last = Month::of(reading.engine().inputs().data_date);
    let indicators: Vec<String> =
        reading.engine().catalogue().indicators().take(5).map(|indicator| indicator.id.clone()).collect();
    let request = Request {
        indicators: indicators.clone(),
        from: last.plus(-2),
        to: last,
        periods: vec![PeriodKind::Month, PeriodKind::CalendarYearToDate],
        by: vec![vec![Dimension::Team], vec![Dimension::Sex, Dimension::AgeBand]],
    };
    let expected = apart(|| reading.engine().measure(&request).expect("numbers").numbers);
    let mut path = format!(
        "/api/v1/results?from={}&to={last}&period=month&period=calendar-year-to-date&by=team&by=sex,age-band&limit=97",
        last.plus(-2)
    );
    for indicator in &indicators {
        path.push_str(&format!("&indicator={indicator}"));
    }
    let (mut found, mut next) = (Vec::new(), Some(path.clone()));
    while let Some(address) = next {
        let answer = ok(&world, &address, &token).await;
        assert_eq!(answer["paging"]["total"], expected.len());
        found.extend(answer["results"].as_array().expect("numbers").clone());
        next = answer["paging"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().any(|number| number["value"].is_number()), "no number at all");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found["indicator"], expected.indicator.as_str());
        assert_eq!(found["period"], expected.period.to_string());
        let breakdown: Vec<(String, String)> = found["breakdown"]
            .as_array()
            .expect("a breakdown")
            .iter()
            .map(|one| (one["dimension"].as_str().unwrap().to_owned(), one["value"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(breakdown, expected.breakdown);
        let value = found["value"].as_f64().map(|value| format!("{value:.6}"));
        assert_eq!(value, expected.value.map(|value| value.to_string()));
        let numerator = found["numerator"].as_f64().map(|n| (n * 10_000.0).round() as i64);
        assert_eq!(numerator, expected.numerator.map(|amount| amount.0));
        assert_eq!(found["status"], expected.status.word());
        assert_eq!(found["reason"], expected.reason.as_str());
    }
    let csv = world.call(&path.replace("/results?", "/results.csv?").replace("&limit=97", ""), &token).await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    let written = council::lists::numbers(&expected);
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), written.rows.len());
    for (row, written) in rows.iter().zip(&written.rows) {
        assert_eq!(row.iter().take(written.len()).collect::<Vec<_>>(), *written);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_the_last_month_stand_the_verdict_and_what_others_published() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers"]).await;
    let reading = world.reading();
    let measuring = reading.measuring();
    let month = Month::of(measuring.data_date());
    // The paper of that month is composed another way: from the engine, without what the site keeps.
    let files = council::paper::files(world.folder(), None).expect("files");
    let template = council::paper::template(&files).expect("a template");
    let facts = apart(|| {
        council::paper::facts(measuring, &template, &files, month, report::paper::Audience::Internal).expect("facts")
    });
    let answer = ok(&world, &format!("/api/v1/results?from={}&limit=10000", month.plus(-1)), &token).await;
    let (mut verdicts, mut figures) = (0, 0);
    for number in answer["results"].as_array().expect("numbers") {
        let comparators = number["comparators"].as_array().expect("comparators");
        if number["period"] != month.to_string() {
            assert_eq!((&number["verdict"], comparators.len()), (&Value::from(""), 0), "{number}");
            continue;
        }
        let id = number["indicator"].as_str().expect("an id");
        let Some(indicator) = facts.indicators.get(id).filter(|_| number["breakdown"] == serde_json::json!([])) else {
            continue;
        };
        let in_categories = facts.shares.keys().any(|(known, _)| known == id);
        if let Some(verdict) = indicator.verdict.as_ref().filter(|_| !in_categories) {
            assert_eq!(number["verdict"], verdict.word.to_string(), "{id}");
            verdicts += 1;
        }
        let given: Vec<Option<f64>> = comparators.iter().map(|found| found["value"].as_f64()).collect();
        let expected: Vec<Option<f64>> =
            indicator.comparators.iter().map(|found| found.value.map(report::Number::as_f64)).collect();
        assert_eq!(given, expected, "{id}");
        figures += expected.iter().flatten().count();
    }
    assert!(verdicts > 5 && figures > 5, "{verdicts} verdicts, {figures} published figures: the test needs both");
    let csv = world.call(&format!("/api/v1/results.csv?from={month}"), &token).await;
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let headings = reader.headers().expect("headings").clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect("a column");
    let (verdict, england) = (column("verdict"), column("england"));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().any(|row| !row[verdict].is_empty()) && rows.iter().any(|row| !row[england].is_empty()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_gets_what_the_public_edition_of_the_report_has() {
    let world = World::new().await;
    let board = token(&world, Role::BoardMember, &["numbers"]).await;
    let reading = world.reading();
    let measuring = reading.measuring();
    let month = Month::of(measuring.data_date());
    let files = council::paper::files(world.folder(), None).expect("files");
    let template = council::paper::template(&files).expect("a template");
    let facts = |audience| council::paper::facts(measuring, &template, &files, month, audience).expect("facts");
    let (shown, all) = apart(|| (facts(report::paper::Audience::Public), facts(report::paper::Audience::Internal)));
    let path = format!("/api/v1/results?from={}&limit=10000", month.plus(-23));
    let answer = ok(&world, &path, &board).await;
    assert_eq!(answer["about"]["audience"], "public");
    let numbers = answer["results"].as_array().expect("numbers");
    let (mut hidden, mut given) = (0, 0);
    for number in numbers {
        let (id, at) = (number["indicator"].as_str().expect("an id"), number["period"].as_str().expect("a month"));
        let of = |facts: &report::paper::Facts| {
            let history = &facts.indicators[id].history;
            history.iter().find(|(month, _)| month.to_string() == at).expect("a month of the report").1.clone()
        };
        let (shown_there, whole) = (of(&shown), of(&all));
        assert!(number["breakdown"].as_array().is_some_and(Vec::is_empty));
        assert_eq!(number["numerator"].is_null(), shown_there.numerator.is_none(), "{id} {at}");
        assert_eq!(number["denominator"].is_null(), shown_there.denominator.is_none(), "{id} {at}");
        assert_eq!(number["value"].is_null(), shown_there.value.is_none(), "{id} {at}");
        hidden += usize::from(whole.value.is_some() && number["value"].is_null());
        given += usize::from(!number["value"].is_null());
        if whole.value.is_some() && number["value"].is_null() {
            assert_eq!(number["status"], "c", "{id} {at}");
        }
    }
    assert!(hidden > 0 && given > 0, "{hidden} hidden, {given} given: the test needs both");
    for query in ["by=team&indicator=referrals", "period=quarter"] {
        assert_eq!(world.call(&format!("/api/v1/results?{query}"), &board).await.status, 422, "{query}");
    }
    let csv = world.call(&path.replace("results?", "results.csv?").replace("&limit=10000", ""), &board).await;
    assert_eq!(csv::Reader::from_reader(csv.body.as_slice()).records().count(), numbers.len());
}

#[tokio::test]
async fn what_is_still_the_same_is_said_in_a_word() {
    let world = World::new().await;
    let token = token(&world, Role::Analyst, &["numbers", "data"]).await;
    for path in [
        "/api/v1/results",
        "/api/v1/indicators",
        "/api/v1/deliveries",
        "/api/v1/results.parquet",
        "/api/v1/openapi.json",
    ] {
        let first = world.call(path, &token).await;
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        let again = |tag: &str| {
            axum::http::Request::builder()
                .uri(path)
                .header("authorization", format!("Bearer {token}"))
                .header("if-none-match", tag)
                .body(axum::body::Body::empty())
                .expect("a request")
        };
        let same = world.stranger().send(again(&tag)).await;
        assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
        assert_eq!(same.header("etag"), tag);
        let other = world.stranger().send(again("W/\"0\"")).await;
        assert_eq!(other.status, 200, "{path}");
    }
    let (all, some) = ("/api/v1/results", "/api/v1/results?limit=1");
    let tag = |answer: Answer| answer.header("etag").to_owned();
    assert_ne!(tag(world.call(all, &token).await), tag(world.call(some, &token).await));
}
