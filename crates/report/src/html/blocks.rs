//! The blocks of a page.

use super::escape;
use crate::chart;
use crate::model::{Arrow, Block, Cell, Figure, Inline, Notice, Table, Tag, Text, Tone};
use std::fmt::Write;

pub(super) fn block(block: &Block, out: &mut String) {
    // Writing to a String can't fail.
    let _ = match block {
        Block::Heading(heading) => {
            let level = heading.level.clamp(2, 6);
            writeln!(out, "<h{level} id=\"{}\">{}</h{level}>", escape(&heading.anchor), escape(&heading.words()))
        }
        Block::Paragraph(text) => writeln!(out, "<p>{}</p>", inline(text)),
        Block::Numbered(paragraph) => writeln!(
            out,
            "<p class=\"numbered\"><span class=\"paragraph-number\">{}</span> {}</p>",
            escape(&paragraph.number),
            inline(&paragraph.text)
        ),
        Block::Steps(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", inline(item))).collect();
            writeln!(out, "<ol>\n{items}</ol>")
        }
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", inline(item))).collect();
            writeln!(out, "<ul>\n{items}</ul>")
        }
        Block::Table(table) => {
            out.push_str(&self::table(table, true));
            Ok(())
        }
        Block::Figure(figure) => {
            out.push_str(&self::figure(figure, &chart::svg(figure)));
            Ok(())
        }
        Block::Definitions(terms) => {
            let terms: String = terms.iter().map(|(term, meanings)| definition(term, meanings)).collect();
            writeln!(out, "<dl class=\"terms\">\n{terms}</dl>")
        }
        Block::Notice(notice) => writeln!(out, "{}", self::notice(notice)),
        Block::Contents | Block::NewPage => Ok(()),
    };
}

fn inline(text: &Text) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Inline::Plain(text) => escape(text),
            Inline::Strong(text) => format!("<strong>{}</strong>", escape(text)),
            Inline::Emphasis(text) => format!("<em>{}</em>", escape(text)),
            Inline::Code(text) => format!("<code>{}</code>", escape(text)),
            Inline::Link { text, to } => format!("<a href=\"#{}\">{}</a>", escape(to), escape(text)),
            Inline::Web { text, address } => format!("<a href=\"{}\">{}</a>", escape(address), escape(text)),
        })
        .collect()
}

fn definition(term: &str, meanings: &[Text]) -> String {
    let meanings: String = meanings.iter().map(|meaning| format!("<dd>{}</dd>", inline(meaning))).collect();
    format!("<div><dt>{}</dt>{meanings}</div>\n", escape(term))
}

fn notice(notice: &Notice) -> String {
    let (class, word) = if notice.warning { ("notice warning", "Warning") } else { ("notice", "Note") };
    format!("<div class=\"{class}\"><p><strong>{word}:</strong> {}</p></div>", inline(&notice.text))
}

/// A table in a region that scrolls; `shown` whether the caption is to be seen as well as read.
fn table(table: &Table, shown: bool) -> String {
    let class = if shown { "" } else { " class=\"unseen\"" };
    let mut out = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">\n<table>\n<caption{class}>{name}</caption>\n",
        name = escape(&if shown { table.caption.clone() } else { format!("Table: {}", table.caption) })
    );
    out.push_str("<thead>\n<tr>");
    for column in &table.columns {
        let class = if column.numeric { " class=\"number\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(&column.title));
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str(if row.total { "<tr class=\"total\">" } else { "<tr>" });
        for (i, cell) in row.cells.iter().enumerate() {
            let numeric = table.columns.get(i).is_some_and(|column| column.numeric);
            let class = if numeric { " class=\"number\"" } else { "" };
            let _ = match i {
                0 => write!(out, "<th scope=\"row\"{class}>{}</th>", self::cell(cell)),
                _ => write!(out, "<td{class}>{}</td>", self::cell(cell)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    if !table.notes.is_empty() {
        out.push_str("<ul class=\"notes\">\n");
        for note in &table.notes {
            let _ = writeln!(out, "<li>{}</li>", inline(note));
        }
        out.push_str("</ul>\n");
    }
    out
}

fn cell(cell: &Cell) -> String {
    let mut out = cell.tag.as_ref().map(tag).unwrap_or_default();
    if !cell.text.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&inline(&cell.text));
    }
    for line in &cell.beneath {
        let _ = write!(out, "<span class=\"beneath\">{}</span>", escape(line));
    }
    out
}

fn tag(tag: &Tag) -> String {
    let class = match tag.tone {
        Tone::Good => "tag good",
        Tone::Bad => "tag bad",
        Tone::Strong => "tag strong",
        Tone::Quiet => "tag",
    };
    let sign = |arrow: Arrow| format!("<span aria-hidden=\"true\">{} </span>", arrow.sign());
    let arrow = tag.arrow.map(sign).unwrap_or_default();
    format!("<span class=\"{class}\">{arrow}{}</span>", escape(&tag.text))
}

/// Charts of lines over time, side by side where there is room.
pub(super) fn beside(figures: &[&Figure], out: &mut String) {
    out.push_str("<div class=\"beside\">\n");
    for figure in figures {
        out.push_str(&self::figure(figure, &chart::svg_compact(figure)));
    }
    out.push_str("</div>\n");
}

fn figure(figure: &Figure, svg: &str) -> String {
    let anchor = escape(&figure.anchor);
    let title = escape(&figure.title);
    format!(
        concat!(
            "<figure id=\"{anchor}\" class=\"chart\">\n",
            "<figcaption><strong>{title}</strong><span class=\"sentence\">{sentence}</span></figcaption>\n",
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Chart: {title}\">\n{svg}\n</div>\n",
            "<details>\n<summary>View as a table<span class=\"unseen\">: {title}</span></summary>\n",
            "{table}</details>\n</figure>\n"
        ),
        anchor = anchor,
        title = title,
        sentence = inline(&figure.sentence),
        svg = svg,
        table = table(&figure.table, false),
    )
}
