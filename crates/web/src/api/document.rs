//! The API in OpenAPI 3.1, made of the declarations of its addresses and of the types that they answer with.

use super::endpoint::{Answer, Endpoint, JSON, Parameter, Place, Takes};
use super::problem::{ApiProblem, MEDIA};
use super::{endpoints, grant};
use crate::routes::Needs;
use std::collections::BTreeMap;
use utoipa::openapi::path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, Content, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Paths, Ref, RefOr, Required,
    Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// The document.
pub fn document() -> OpenApi {
    let mut schemas: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut paths = Paths::new();
    schemas.insert(ApiProblem::name().into_owned(), ApiProblem::schema());
    for endpoint in endpoints() {
        if let Answer::Json { described, .. } = endpoint.answer {
            schemas.extend(described().1);
        }
        paths.paths.insert(endpoint.route.path.to_owned(), PathItem::new(HttpMethod::Get, operation(&endpoint)));
    }
    let grants: Vec<String> =
        grant::GRANTS.iter().map(|grant| format!("- `{}`: {}", grant.word, grant.title.to_lowercase())).collect();
    let info = InfoBuilder::new()
        .title("Derwent")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(format!(
            "A council’s children’s services in numbers: indicators, results, the children behind them, what is due, \
             deliveries, findings and issued reports. Read only.\n\nA token is made on the page “API tokens” of an \
             account, for some of these words:\n\n{}\n\nIt never gives more than its account may see, and ends with it. \
             A browser in which somebody is signed in can call the same addresses.",
            grants.join("\n")
        )))
        .build();
    let mut components = Components::new();
    components.schemas = schemas;
    components.security_schemes = security_schemes();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components))
        .security(Some([requirement("token"), requirement("session")]))
        .build()
}

/// The document as a file, ending with a new line.
///
/// # Errors
/// None that can happen.
pub fn text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

fn requirement(name: &str) -> SecurityRequirement {
    SecurityRequirement::new(name, Vec::<String>::new())
}

fn security_schemes() -> BTreeMap<String, RefOr<SecurityScheme>> {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("derwent_ and 64 hexadecimal digits")
        .description(Some("A token of an account, with an end, for some of what the account may see."))
        .build();
    let session = ApiKeyValue::with_description(
        "derwent",
        "The session of a browser in which somebody is signed in; over TLS its name is `__Host-derwent`.",
    );
    BTreeMap::from([
        ("token".to_owned(), RefOr::T(SecurityScheme::Http(token))),
        ("session".to_owned(), RefOr::T(SecurityScheme::ApiKey(ApiKey::Cookie(session)))),
    ])
}

fn operation(endpoint: &Endpoint) -> Operation {
    let needs = match endpoint.route.needs {
        Needs::Nothing => String::new(),
        needs => format!("\n\nNeeds: {}.", needs.words()),
    };
    let mut operation = OperationBuilder::new()
        .operation_id(Some(endpoint.route.name))
        .summary(Some(endpoint.route.title))
        .description(Some(format!("{}{needs}", endpoint.about)));
    for one in endpoint.all_parameters() {
        operation = operation.parameter(parameter(one));
    }
    operation = operation.response("200", given(endpoint));
    if endpoint.tagged {
        let text = "Still the same: `If-None-Match` has the answer’s `ETag`.";
        operation = operation.response("304", ResponseBuilder::new().description(text).build());
    }
    let has = |place: Place| endpoint.all_parameters().any(|parameter| parameter.place == place);
    let mut problems = vec![("401", "No valid token or session."), ("429", "Too many calls with this token.")];
    if !matches!(endpoint.route.needs, Needs::Nothing | Needs::SignedIn) {
        problems.push(("403", "The token or the account may not read this."));
    }
    if has(Place::Path) {
        problems.push(("404", "There is none, or none that the caller may see."));
    }
    problems.push(("422", "The query has something that this address does not take."));
    problems.push(("503", "Nothing has been imported yet."));
    for (status, words) in problems {
        operation = operation.response(status, problem(words));
    }
    operation.build()
}

fn problem(words: &str) -> Response {
    let schema = Ref::from_schema_name(ApiProblem::name());
    ResponseBuilder::new().description(words).content(MEDIA, Content::new(Some(schema))).build()
}

fn given(endpoint: &Endpoint) -> Response {
    let response = ResponseBuilder::new().description(endpoint.route.title);
    match endpoint.answer {
        Answer::Json { media, described } => {
            response.content(media, Content::new(Some(Ref::from_schema_name(described().0)))).build()
        }
        Answer::File(media) => {
            let file = |media: &str| match media.starts_with("text/") {
                true => ObjectBuilder::new().schema_type(Type::String).build(),
                false => ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
                    .build(),
            };
            media
                .iter()
                .fold(response, |response, media| response.content(*media, Content::new(Some(file(media)))))
                .build()
        }
        Answer::Document => {
            let any = ObjectBuilder::new().schema_type(Type::Object).build();
            response.content(JSON, Content::new(Some(any))).build()
        }
    }
}

fn parameter(parameter: &Parameter) -> utoipa::openapi::path::Parameter {
    let of = |schema: Object| -> RefOr<Schema> {
        match parameter.many {
            true => ArrayBuilder::new().items(schema).build().into(),
            false => schema.into(),
        }
    };
    let schema = match parameter.takes {
        Takes::Text => of(ObjectBuilder::new().schema_type(Type::String).build()),
        Takes::Month => {
            of(ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])$")).build())
        }
        Takes::Whole { least, most, otherwise } => of(ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(least))
            .maximum(Some(most))
            .default(Some(otherwise.into()))
            .build()),
        Takes::Word(words) => of(super::schema::one_of(words())),
    };
    let place = match parameter.place {
        Place::Path => ParameterIn::Path,
        Place::Query => ParameterIn::Query,
    };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(place)
        .required(if parameter.required { Required::True } else { Required::False })
        .description(Some(parameter.about))
        .schema(Some(schema))
        .build()
}
