//! The document of the API against what it answers.

use crate::ground::{address, indicator, issue};
use crate::support::World;
use jiff::Timestamp;
use records::Role;
use serde_json::Value;
use std::collections::BTreeSet;
use web::api::endpoint::{Answer as Answers, Place, Takes};
use web::api::{document, endpoints};

/// Everything in `value` that is not as `schema` says: types, fields too many or too few, words and dates.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/components/schemas/").expect("a schema of this document");
        let found = &document["components"]["schemas"][name];
        assert!(found.is_object(), "{at}: there is no schema {name}");
        return faults(document, found, value, at, out);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: a schema without a type: {schema}"),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) if types.contains(&"integer") => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.contains(&kind) {
        out.push(format!("{at}: {kind} where {types:?} was said"));
        return;
    }
    if let (Some(words), Some(text)) = (schema["enum"].as_array(), value.as_str())
        && !words.iter().any(|word| word == text)
    {
        out.push(format!("{at}: ‘{text}’ is none of {words:?}"));
    }
    match (schema["format"].as_str(), value.as_str()) {
        (Some("date"), Some(text)) if text.parse::<jiff::civil::Date>().is_err() => {
            out.push(format!("{at}: ‘{text}’ is no date"));
        }
        (Some("date-time"), Some(text)) if text.parse::<Timestamp>().is_err() => {
            out.push(format!("{at}: ‘{text}’ is no time"));
        }
        _ => {}
    }
    if let Some(items) = value.as_array() {
        for (i, item) in items.iter().enumerate() {
            faults(document, &schema["items"], item, &format!("{at}[{i}]"), out);
        }
    }
    if let Some(fields) = value.as_object() {
        let known = schema["properties"].as_object().unwrap_or_else(|| panic!("{at}: an object without fields"));
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{at}: fields that are not documented may come");
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for name in known.keys() {
            assert!(required.contains(name.as_str()), "{at}.{name}: may be left out, and never is");
            if !fields.contains_key(name) {
                out.push(format!("{at}.{name}: is documented and not there"));
            }
        }
        for (name, field) in fields {
            match known.get(name) {
                Some(schema) => faults(document, schema, field, &format!("{at}.{name}"), out),
                None => out.push(format!("{at}.{name}: is there and not documented")),
            }
        }
    }
}

#[test]
fn the_checker_of_schemas_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "additionalProperties": false, "required": ["a", "b"],
        "properties": { "a": { "type": "string", "format": "date" }, "b": { "type": ["integer", "null"] } },
    });
    let found = |value: Value| {
        let mut out = Vec::new();
        faults(&Value::Null, &schema, &value, "", &mut out);
        out.len()
    };
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31", "b": null })), 0);
    assert_eq!(found(serde_json::json!({ "a": "yesterday", "b": 1 })), 1);
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31" })), 1);
    assert_eq!(found(serde_json::json!({ "a": "2023-07-31", "b": 1.5, "c": true })), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_answers_as_its_document_says() {
    let world = World::own().await;
    issue(&world).await;
    let analyst = world.sign_in(Role::Analyst).await;
    let answer = analyst.get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let indicator = indicator(&world);
    let mut wrong = Vec::new();
    for endpoint in endpoints() {
        let path = endpoint.route.path;
        let operation = &document["paths"][path]["get"];
        assert_eq!(operation["operationId"], endpoint.route.name, "{path} is not documented");
        let mut needed = Vec::new();
        for parameter in endpoint.all_parameters() {
            let named = operation["parameters"].as_array().into_iter().flatten();
            let found: Vec<&Value> = named.filter(|one| one["name"] == parameter.name).collect();
            assert_eq!(found.len(), 1, "{path}: {} is not documented once", parameter.name);
            let place = if parameter.place == Place::Path { "path" } else { "query" };
            assert_eq!(found[0]["in"], place, "{path}: {}", parameter.name);
            match parameter.name {
                "indicator" => needed.push(("indicator", indicator.clone())),
                "delivery" | "issue" => needed.push((parameter.name, "1".to_owned())),
                "file" => needed.push(("file", "report.html".to_owned())),
                _ => assert!(!parameter.required, "{path}: the test knows no {}", parameter.name),
            }
        }
        let address = address(path, &needed);
        let answer = analyst.get(&address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        let media = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
        let content = &operation["responses"]["200"]["content"][&media];
        assert!(content.is_object(), "{address}: answers with {media}, which is not documented");
        if let Answers::Json { .. } = endpoint.answer {
            faults(&document, &content["schema"], &answer.json(), &address, &mut wrong);
        }
        // Nothing that the document doesn't say is taken.
        let sign = if address.contains('?') { '&' } else { '?' };
        let answer = analyst.get(&format!("{address}{sign}nothing=1")).await;
        assert_eq!(answer.status, 422, "{address}: takes anything");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = &document["components"]["schemas"]["ApiProblem"];
        faults(&document, problem, &answer.json(), "a problem", &mut wrong);
        assert!(answer.json()["errors"][0].as_str().is_some_and(|line| line.contains("nothing")), "{}", answer.text());
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let documented: BTreeSet<&String> = document["paths"].as_object().expect("paths").keys().collect();
    let routes = web::routes::routes();
    let answering: BTreeSet<String> =
        routes.iter().filter(|route| route.path.starts_with("/api/")).map(|route| route.path.to_owned()).collect();
    assert_eq!(documented, answering.iter().collect());
    for route in routes.iter().filter(|route| route.path.starts_with("/api/")) {
        assert_eq!(route.method, axum::http::Method::GET, "{} changes something", route.name);
    }
}

#[tokio::test]
async fn a_word_that_a_parameter_can_not_be_is_said() {
    let world = World::new().await;
    let analyst = world.sign_in(Role::Analyst).await;
    for endpoint in endpoints() {
        for parameter in endpoint.all_parameters().filter(|parameter| parameter.place == Place::Query) {
            let wrong = match parameter.takes {
                Takes::Text => continue,
                Takes::Month => "2023-13".to_owned(),
                Takes::Whole { most, .. } => (u64::from(most) + 1).to_string(),
                Takes::Word(_) => "nonsense".to_owned(),
            };
            let address = format!("{}?{}={wrong}", endpoint.route.path, parameter.name);
            let answer = analyst.get(&address).await;
            assert_eq!(answer.status, 422, "{address}");
            assert!(answer.text().contains(parameter.name), "{address}: {}", answer.text());
        }
    }
    for query in
        ["by=worker", "by=team", "indicator=nothing", "from=1990-01", "from=2023-07&to=2023-01", "by=team,team"]
    {
        let answer = analyst.get(&format!("/api/v1/results?{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
    }
}

#[test]
fn the_document_of_the_folder_is_the_one_of_the_code() {
    let text = document::text().expect("a document");
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json"));
    let kept = kept.expect("docs/openapi.json");
    // The lines that differ, not two documents of thousands.
    let differ = kept.lines().zip(text.lines()).position(|(kept, code)| kept != code);
    assert_eq!(differ, None, "a line, from 0, is not that of the code: run ‘derwent manual --out docs’");
    assert_eq!(kept.lines().count(), text.lines().count(), "run ‘derwent manual --out docs’");
}
