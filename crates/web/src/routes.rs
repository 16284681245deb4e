//! Routes: each declared once with its method, address, permission and place in the navigation. The router, the
//! checks, the navigation, docs/ROUTES.md and the test that walks every route as every role come from here.

use crate::access::{Permission, permissions_of};
use crate::site::Site;
use axum::http::Method;
use axum::routing::MethodRouter;
use records::Role;

/// What a route asks of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: sign-in pages, assets, health.
    Nothing,
    /// To be signed in, whatever the role.
    SignedIn,
    /// A permission.
    Permission(Permission),
    /// One of several permissions.
    AnyOf(&'static [Permission]),
}

impl Needs {
    /// Whether a role is enough.
    pub fn met_by(self, role: Role) -> bool {
        let has = |permission: &Permission| permissions_of(role).contains(permission);
        match self {
            Needs::Nothing | Needs::SignedIn => true,
            Needs::Permission(permission) => has(&permission),
            Needs::AnyOf(permissions) => permissions.iter().any(has),
        }
    }

    /// What is needed, in words.
    pub fn words(self) -> String {
        match self {
            Needs::Nothing => "nothing".to_owned(),
            Needs::SignedIn => "to be signed in".to_owned(),
            Needs::Permission(permission) => permission.words().to_owned(),
            Needs::AnyOf(permissions) => {
                permissions.iter().map(|permission| permission.words()).collect::<Vec<_>>().join(", or ")
            }
        }
    }
}

/// Parts of the site, in the order of its navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What needs attention today.
    Today,
    /// Numbers.
    Indicators,
    /// Due and overdue.
    Due,
    /// Contacts and referrals.
    FrontDoor,
    /// Stocks by status and movements between them.
    Flow,
    /// Workers, posts and caseloads.
    Workforce,
    /// This council and others.
    Compare,
    /// Reports.
    Reports,
    /// Deliveries and findings.
    Data,
    /// Accounts, parameters, log, backups.
    Administration,
}

impl Section {
    /// The part’s name in the navigation.
    pub fn words(self) -> &'static str {
        match self {
            Section::Today => "Today",
            Section::Indicators => "Indicators",
            Section::Due => "Due and overdue",
            Section::FrontDoor => "Front door",
            Section::Flow => "Status and flow",
            Section::Workforce => "Workforce",
            Section::Compare => "Compare",
            Section::Reports => "Reports",
            Section::Data => "Data",
            Section::Administration => "Administration",
        }
    }
}

/// How a route is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A page, or the form that a page sends.
    Page,
    /// The JSON API and its downloads, which a token may call.
    Api,
}

/// One route.
#[derive(Clone)]
pub struct Route {
    /// Its name: how pages and the access log speak of it.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The address, with `{parameters}`.
    pub path: &'static str,
    /// What it asks of the caller.
    pub needs: Needs,
    /// What it is for: a page’s title, or what a form does.
    pub title: &'static str,
    /// The part of the site that it belongs to.
    pub section: Option<Section>,
    /// Whether the navigation’s link to that part leads here.
    pub leads: bool,
    /// A page or the API.
    pub face: Face,
    /// Whether its answers hold data about single children: these are scoped and written to the access log.
    pub children: bool,
    /// Whether files are sent to it: these may take their time.
    pub files: bool,
    /// What answers.
    pub handler: MethodRouter<Site>,
}

impl Route {
    fn new(
        method: Method,
        name: &'static str,
        path: &'static str,
        needs: Needs,
        title: &'static str,
        handler: MethodRouter<Site>,
    ) -> Route {
        Route {
            name,
            method,
            path,
            needs,
            title,
            section: None,
            leads: false,
            face: Face::Page,
            children: false,
            files: false,
            handler,
        }
    }

    /// A page.
    pub fn page(
        name: &'static str,
        path: &'static str,
        needs: Needs,
        title: &'static str,
        handler: MethodRouter<Site>,
    ) -> Route {
        Route::new(Method::GET, name, path, needs, title, handler)
    }

    /// A form that changes something.
    pub fn form(
        name: &'static str,
        path: &'static str,
        needs: Needs,
        title: &'static str,
        handler: MethodRouter<Site>,
    ) -> Route {
        Route::new(Method::POST, name, path, needs, title, handler)
    }

    /// A route of the API.
    pub fn api(
        name: &'static str,
        path: &'static str,
        needs: Needs,
        title: &'static str,
        handler: MethodRouter<Site>,
    ) -> Route {
        Route { face: Face::Api, ..Route::new(Method::GET, name, path, needs, title, handler) }
    }

    /// As the page that the navigation’s link to a part of the site leads to.
    pub fn leads(self, section: Section) -> Route {
        Route { section: Some(section), leads: true, ..self }
    }

    /// As part of a part of the site.
    pub fn under(self, section: Section) -> Route {
        Route { section: Some(section), ..self }
    }

    /// As one to which files are sent.
    pub fn takes_files(self) -> Route {
        Route { files: true, ..self }
    }

    /// With data about single children in its answers.
    pub fn about_children(self) -> Route {
        Route { children: true, ..self }
    }
}

/// Every route of the site.
pub fn routes() -> Vec<Route> {
    let mut routes = crate::sign_in::routes();
    routes.extend(crate::pages::routes());
    routes.extend(crate::api::routes());
    routes
}

/// docs/ROUTES.md.
pub fn page() -> String {
    let mut out = String::from(
        "# Routes\n\nGenerated from the declarations. A route that shows data about single children gives each person \
         the children in\ntheir scope only, and writes the read to the access log.\n\n| method | address | what for | \
         needs | roles | children |\n|---|---|---|---|---|---|\n",
    );
    for route in routes() {
        let roles = match route.needs {
            Needs::Nothing => "anyone".to_owned(),
            Needs::SignedIn => "all".to_owned(),
            needs => Role::ALL
                .into_iter()
                .filter(|role| needs.met_by(*role))
                .map(|role| role.title().to_lowercase())
                .collect::<Vec<_>>()
                .join(", "),
        };
        let children = if route.children { "yes" } else { "" };
        let (method, path, title, needs) = (&route.method, route.path, route.title, route.needs.words());
        out.push_str(&format!("| {method} | `{path}` | {title} | {needs} | {roles} | {children} |\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_addresses_are_each_used_once() {
        let (mut names, mut addresses) = (BTreeSet::new(), BTreeSet::new());
        for route in routes() {
            assert!(names.insert(route.name), "two routes are named {}", route.name);
            let address = (route.method.to_string(), route.path);
            assert!(addresses.insert(address), "two routes answer {} {}", route.method, route.path);
        }
    }

    #[test]
    fn a_route_about_children_asks_for_a_permission() {
        for route in routes().into_iter().filter(|route| route.children) {
            assert!(!matches!(route.needs, Needs::Nothing | Needs::SignedIn), "{} is open to all", route.name);
        }
    }
}
