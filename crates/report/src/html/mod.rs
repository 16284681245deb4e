//! One self-contained, accessible HTML page (WCAG 2.2 AA).
//!
//! It works without script, fetches nothing (its security policy forbids it), prints well, reflows at 400% zoom.
//! Tables and charts that need two dimensions scroll in regions of their own, which can be focused and have
//! names. The page is also well-formed XML, so that tests can read it.

mod blocks;

use crate::groups::{self, Group};
use crate::model::{Block, Document};
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// Writes `document` as one HTML page. The same document gives the same bytes.
pub fn write(document: &Document) -> String {
    let mut out = String::with_capacity(64 * 1024);
    head(document, &mut out);
    // Writing to a String can't fail.
    let _ = write!(
        out,
        concat!(
            "<body>\n<a class=\"skip\" href=\"#main\">Skip to main content</a>\n",
            "<header class=\"banner\"><div class=\"page\"><p>{issuer}</p></div></header>\n",
            "<main id=\"main\" class=\"page\" tabindex=\"-1\">\n<h1>{title}</h1>\n"
        ),
        issuer = escape(&document.issuer),
        title = escape(&document.title),
    );
    if !document.subtitle.is_empty() {
        let _ = writeln!(out, "<p class=\"subtitle\">{}</p>", escape(&document.subtitle));
    }
    if !document.marking.is_empty() {
        let _ = writeln!(out, "<p class=\"marking\">{}</p>", escape(&document.marking));
    }
    if !document.facts.is_empty() {
        out.push_str("<dl class=\"facts\">\n");
        for (name, value) in &document.facts {
            let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
        }
        out.push_str("</dl>\n");
    }
    for group in groups::groups(&document.blocks) {
        match group {
            Group::One(Block::Contents) => contents(document, &mut out),
            Group::One(block) => blocks::block(block, &mut out),
            Group::Charts(figures) => blocks::beside(&figures, &mut out),
        }
    }
    out.push_str("</main>\n<footer class=\"foot\"><div class=\"page\">\n");
    for line in &document.footer {
        let _ = writeln!(out, "<p>{}</p>", escape(line));
    }
    out.push_str("</div></footer>\n</body>\n</html>\n");
    out
}

fn head(document: &Document, out: &mut String) {
    let title = if document.subtitle.is_empty() {
        document.title.clone()
    } else {
        format!("{}, {}", document.title, document.subtitle)
    };
    let title = if document.issuer.is_empty() { title } else { format!("{title} – {}", document.issuer) };
    let _ = write!(
        out,
        concat!(
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n",
            "<meta http-equiv=\"Content-Security-Policy\" ",
            "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>\n",
            "<meta name=\"color-scheme\" content=\"light\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n",
            "<title>{}</title>\n<style>\n{}</style>\n</head>\n"
        ),
        escape(&title),
        STYLE,
    );
}

fn contents(document: &Document, out: &mut String) {
    // Headings that have numbers of their own get no others.
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) if heading.level == 2 => Some(heading),
        _ => None,
    });
    let own = if headings.clone().any(|heading| !heading.number.is_empty()) { " class=\"own\"" } else { "" };
    let _ = writeln!(
        out,
        "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol{own}>"
    );
    for heading in headings {
        let _ = writeln!(out, "<li><a href=\"#{}\">{}</a></li>", escape(&heading.anchor), escape(&heading.words()));
    }
    out.push_str("</ol>\n</nav>\n");
}

/// `text` for an element or a quoted attribute. Control characters that no page may hold are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
