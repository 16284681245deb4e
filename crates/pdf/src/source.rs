//! A document in the typesetter's language. Only calls of the functions in `style.typ` are written, with every text
//! as a string, so that no text can be taken for markup.

use crate::Error;
use crate::columns::{self, APART, GUTTER, Setting};
use crate::letters::{breakable, literal, printable, width};
use report::chart;
use report::groups::{self, Group, Numbers};
use report::model::{Arrow, Block, Cell, Document, Figure, Heading, Inline, Notice, Row, Table, Tag, Text, Tone};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// With more letters than this in its notes, a short table need not stay with them on one page.
const LONG_NOTES: usize = 1500;
/// What the part with the numbers of charts is called.
const NUMBERS: &str = "Numbers behind the charts";
/// The size of terms and their meanings, in points.
const TERM: f64 = 9.5;
/// Terms that are no wider than this stand beside their meanings, in points.
const MARGIN: f64 = 130.0;
/// The width of a chart, in points: two of them, with what they tell, fit on a page.
const CHART: f64 = 425.0;
/// Charts that follow each other stand side by side: how many, how wide, and how far apart, in points.
const ABREAST: usize = 2;
const HALF: f64 = (columns::UPRIGHT - BETWEEN) / 2.0;
const BETWEEN: f64 = 17.0;
/// No chart is higher than this, in points.
const HIGHEST: f64 = 560.0;

/// The source of a document, and its charts by name.
pub(crate) struct Source {
    pub text: String,
    pub charts: Vec<(String, String)>,
}

struct Writer<'a> {
    out: String,
    charts: Vec<(String, String)>,
    /// The label of each anchor.
    labels: HashMap<&'a str, String>,
    /// The labels that are set: the first of two blocks with one anchor is the one that links lead to.
    set: HashSet<String>,
    /// The numbers of charts that are yet to come.
    later: Vec<Numbers>,
    /// By the anchor of a chart, the label of the numbers that are yet to come, and of the chart.
    whereabouts: HashMap<String, (String, String)>,
    /// How far the text of numbered paragraphs stands in.
    indent: f64,
    /// Whether the last paragraph was numbered: a list that follows stands in as far.
    numbered: bool,
}

/// Writes `document`.
pub(crate) fn write(document: &Document) -> Result<Source, Error> {
    let mut labels = HashMap::new();
    let mut indent: f64 = 30.0;
    for block in &document.blocks {
        let anchor = match block {
            Block::Heading(heading) => &heading.anchor,
            Block::Figure(figure) => &figure.anchor,
            Block::Numbered(paragraph) => {
                indent = indent.max(width(&paragraph.number, false) * 12.0 + 9.0);
                continue;
            }
            _ => continue,
        };
        let next = format!("a{}", labels.len() + 1);
        labels.entry(anchor.as_str()).or_insert(next);
    }
    let mut writer = Writer {
        out: String::new(),
        charts: Vec::new(),
        labels,
        set: HashSet::new(),
        later: groups::numbers(document),
        whereabouts: HashMap::new(),
        indent,
        numbered: false,
    };
    writer.front(document);
    for (i, numbers) in writer.later.iter().enumerate() {
        let label = format!("n{}", i + 1);
        writer
            .whereabouts
            .extend(numbers.anchors.iter().map(|anchor| (anchor.clone(), (label.clone(), String::new()))));
    }
    // Headings wait for what they are of: a table on a landscape page has them on its page.
    let mut headings: Vec<&Block> = Vec::new();
    for group in groups::groups(&document.blocks) {
        if let Group::One(block @ Block::Heading(_)) = group {
            headings.push(block);
            continue;
        }
        let aside = match group {
            Group::One(Block::Table(table)) => setting(table, columns::set)?.landscape,
            _ => false,
        };
        if aside {
            writer.line("#landscape[");
        }
        for heading in headings.drain(..) {
            writer.block(heading)?;
        }
        match group {
            Group::One(block) => writer.block(block)?,
            Group::Charts(figures) => writer.charts(&figures)?,
        }
        if aside {
            writer.line("]");
        }
    }
    for heading in headings {
        writer.block(heading)?;
    }
    writer.numbers()?;
    if !document.footer.is_empty() {
        let lines: Vec<String> = document.footer.iter().map(|line| breakable(line)).collect();
        writer.line(&format!("#foot({})", array(&lines)));
    }
    Ok(Source { text: writer.out, charts: writer.charts })
}

/// An array, also of one.
fn array(items: &[String]) -> String {
    match items {
        [] => "()".to_owned(),
        items => format!("({},)", items.join(", ")),
    }
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn front(&mut self, document: &Document) {
        let names = document.facts.iter().map(|(name, _)| width(name, true));
        let fact_width = names.fold(0.0, f64::max) * 10.5 + 14.0;
        let facts: Vec<String> =
            document.facts.iter().map(|(name, value)| format!("({}, {})", breakable(name), breakable(value))).collect();
        let dated = match document.dated {
            Some(day) => format!("datetime(year: {}, month: {}, day: {})", day.year(), day.month(), day.day()),
            None => "none".to_owned(),
        };
        self.line("#import \"style.typ\": *");
        let paper = format!(
            "#show: paper.with(title: {}, subtitle: {}, issuer: {}, marking: {}, dated: {dated}, facts: {}, \
             fact-width: {:.1}pt)",
            literal(&document.title),
            literal(&document.subtitle),
            literal(&document.issuer),
            literal(&document.marking),
            array(&facts),
            fact_width.min(190.0),
        );
        self.line(&paper);
    }

    fn block(&mut self, block: &'a Block) -> Result<(), Error> {
        let line = match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => format!("#par({})", self.inline(text)?),
            Block::Numbered(paragraph) => format!(
                "#numbered({:.1}pt, {}, {})",
                self.indent,
                literal(&paragraph.number),
                self.inline(&paragraph.text)?
            ),
            Block::List(items) => self.list("list", items)?,
            Block::Steps(items) => self.list("enum", items)?,
            Block::Table(table) => {
                let setting = setting(table, columns::set)?;
                format!("#{}", self.table(table, &setting, None)?)
            }
            Block::Figure(figure) => self.figure(figure)?,
            Block::Definitions(terms) => {
                // Short terms stand beside their meanings, long ones above them.
                let widest = terms.iter().map(|(term, _)| width(term, true)).fold(0.0, f64::max) * TERM;
                let beside = if widest <= MARGIN { format!("{:.1}pt", widest + 14.0) } else { "0pt".to_owned() };
                let mut items = Vec::new();
                for (term, meanings) in terms {
                    items.push(format!("({}, {})", breakable(term), array(&self.all(meanings)?)));
                }
                format!("#definitions({beside}, {})", items.join(", "))
            }
            Block::Notice(Notice { warning, text }) => {
                format!("#{}({})", if *warning { "warning" } else { "note" }, self.inline(text)?)
            }
            Block::Contents => "#contents".to_owned(),
            Block::NewPage => "#pagebreak(weak: true)".to_owned(),
        };
        self.line(&line);
        self.numbered = match block {
            Block::Numbered(_) => true,
            Block::List(_) | Block::Steps(_) => self.numbered,
            _ => false,
        };
        Ok(())
    }

    fn list(&self, kind: &str, items: &[Text]) -> Result<String, Error> {
        let items = self.all(items)?.join(", ");
        let indent = if self.numbered { self.indent } else { 0.0 };
        Ok(format!("#listed({indent:.1}pt, {kind}({items}))"))
    }

    /// The label to set at a block with `anchor`; empty when an earlier block has it.
    fn label(&mut self, anchor: &str) -> String {
        let label = self.labels.get(anchor).cloned().unwrap_or_default();
        if self.set.insert(label.clone()) { label } else { String::new() }
    }

    fn heading(&mut self, heading: &Heading) -> String {
        let label = self.label(&heading.anchor);
        let level = heading.level.clamp(2, 4);
        format!("#part({level}, {}, \"{label}\")", literal(&heading.words()))
    }

    fn all(&self, texts: &[Text]) -> Result<Vec<String>, Error> {
        texts.iter().map(|text| self.inline(text)).collect()
    }

    /// A text as one expression.
    fn inline(&self, text: &Text) -> Result<String, Error> {
        let mut pieces = Vec::new();
        for inline in &text.0 {
            pieces.push(match inline {
                Inline::Plain(text) => breakable(text),
                Inline::Strong(text) => format!("strong({})", breakable(text)),
                Inline::Emphasis(text) => format!("emph({})", breakable(text)),
                Inline::Code(text) => format!("raw({})", literal(text)),
                Inline::Link { text, to } => {
                    let label = self.labels.get(to.as_str()).ok_or_else(|| Error::Link(to.clone()))?;
                    format!("link(label(\"{label}\"), {})", breakable(text))
                }
                Inline::Web { text, address } if elsewhere(address) => {
                    format!("link({}, {})", literal(address), breakable(text))
                }
                Inline::Web { text, .. } => breakable(text),
            });
        }
        if pieces.is_empty() {
            return Ok("\"\"".to_owned());
        }
        Ok(pieces.join(" + "))
    }

    /// A table with its caption and its notes; `more` are further notes, as source.
    fn table(&self, table: &Table, setting: &Setting, more: Option<String>) -> Result<String, Error> {
        let body = self.cells(table, setting)?;
        let together =
            setting.together() && table.notes.iter().map(|note| note.words().len()).sum::<usize>() <= LONG_NOTES;
        let mut notes = self.all(&table.notes)?;
        notes.extend(more);
        let notes = array(&notes);
        Ok(format!("captioned({}, {body}, {notes}, {together})", breakable(&table.caption)))
    }

    fn cells(&self, table: &Table, setting: &Setting) -> Result<String, Error> {
        let widths: Vec<String> = setting.widths.iter().map(|width| format!("{width:.2}pt")).collect();
        let numeric: Vec<String> = table.columns.iter().map(|column| column.numeric.to_string()).collect();
        let headings: Vec<String> = table.columns.iter().map(|column| breakable(&column.title)).collect();
        let rows = table.rows.iter().map(|row| self.row(row)).collect::<Result<Vec<_>, _>>()?;
        let make = format!(
            "board-table({}pt, (x: {}pt, y: {}pt), {APART}pt, {}, {}, {}, ",
            setting.size,
            setting.padding / 2.0,
            setting.inset,
            array(&widths),
            array(&numeric),
            array(&headings)
        );
        let rows = array(&rows);
        if setting.beside > 1 {
            let width: f64 = setting.widths.iter().sum();
            return Ok(format!(
                "side-by-side({}, {width:.2}pt, {GUTTER}pt, rows => {make}rows), {rows})",
                setting.beside
            ));
        }
        Ok(format!("{make}{rows})"))
    }

    fn row(&self, row: &Row) -> Result<String, Error> {
        let cells = row.cells.iter().map(|cell| self.cell(cell)).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({}, {}, {})", row.total, columns::whole(&row.cells), array(&cells)))
    }

    fn cell(&self, cell: &Cell) -> Result<String, Error> {
        let mut parts = Vec::new();
        if let Some(tag) = &cell.tag {
            parts.push(self::tag(tag));
        }
        if !cell.text.is_empty() {
            if cell.tag.is_some() {
                parts.push("\" \"".to_owned());
            }
            parts.push(self.inline(&cell.text)?);
        }
        for line in &cell.beneath {
            if !parts.is_empty() {
                parts.push("linebreak()".to_owned());
            }
            parts.push(format!("beneath({})", breakable(line)));
        }
        if parts.is_empty() {
            return Ok("\"\"".to_owned());
        }
        Ok(parts.join(" + "))
    }

    /// The picture of a chart, its name, and its width by its height.
    fn picture(&mut self, svg: &str) -> (String, f64) {
        let name = format!("chart-{}.svg", self.charts.len() + 1);
        let svg = printable_svg(svg);
        let ratio = ratio(&svg);
        self.charts.push((name.clone(), svg));
        (name, ratio)
    }

    /// Where the numbers of `figure`, which is labelled `here`, are told to stand.
    fn after(&mut self, figure: &Figure, here: &str) -> String {
        match self.whereabouts.get_mut(&figure.anchor) {
            Some((there, chart)) => {
                here.clone_into(chart);
                format!("whereabouts(\"Numbers\", \"{there}\")")
            }
            None => "[]".to_owned(),
        }
    }

    /// A chart. Few numbers stand beneath it, many at the end of the paper.
    fn figure(&mut self, figure: &'a Figure) -> Result<String, Error> {
        let (name, ratio) = self.picture(&chart::svg(figure));
        let width = CHART.min(HIGHEST * ratio);
        let here = self.label(&figure.anchor);
        let mut beneath = None;
        let after = if groups::long(figure) {
            self.after(figure, &here)
        } else {
            let setting = setting(&figure.table, columns::set_small)?;
            let table = self.table(&figure.table, &setting, None)?;
            // Picture and numbers stay together where a page holds both.
            if !setting.landscape && width / ratio + setting.height <= HIGHEST {
                table
            } else {
                beneath = Some(if setting.landscape { format!("#landscape({table})") } else { format!("#{table}") });
                "[]".to_owned()
            }
        };
        let mut line = format!(
            "#chart({}, {}, \"{name}\", {width:.1}pt, {}, \"{here}\", {after})",
            breakable(&figure.title),
            self.inline(&figure.sentence)?,
            literal(alternative(figure)),
        );
        if let Some(table) = beneath {
            let _ = write!(line, "\n{table}");
        }
        Ok(line)
    }

    /// Charts of lines over time, side by side.
    fn charts(&mut self, figures: &[&'a Figure]) -> Result<(), Error> {
        for row in figures.chunks(ABREAST) {
            let mut items = Vec::new();
            for figure in row {
                let (name, _) = self.picture(&chart::svg_compact(figure));
                let here = self.label(&figure.anchor);
                let after = self.after(figure, &here);
                items.push(format!(
                    "({}, {}, \"{name}\", {}, \"{here}\", {after})",
                    breakable(&figure.title),
                    self.inline(&figure.sentence)?,
                    literal(alternative(figure)),
                ));
            }
            self.line(&format!("#charts({HALF:.1}pt, {BETWEEN:.1}pt, {})", items.join(", ")));
        }
        self.numbered = false;
        Ok(())
    }

    /// The numbers of the charts that don't have them beneath.
    fn numbers(&mut self) -> Result<(), Error> {
        if self.later.is_empty() {
            return Ok(());
        }
        self.line("#pagebreak(weak: true)");
        self.line(&format!("#part(2, {}, \"numbers\")", literal(NUMBERS)));
        for (i, Numbers { table, anchors }) in std::mem::take(&mut self.later).iter().enumerate() {
            let there = format!("n{}", i + 1);
            let setting = setting(table, columns::set_small)?;
            let back = anchors.first().and_then(|anchor| self.whereabouts.get(anchor));
            let word = if anchors.len() > 1 { "Charts" } else { "Chart" };
            let back = back.map_or_else(|| "[]".to_owned(), |(_, here)| format!("whereabouts(\"{word}\", \"{here}\")"));
            let shown = self.table(table, &setting, Some(back))?;
            let shown = format!("numbers({shown}, \"{there}\")");
            self.line(&if setting.landscape { format!("#landscape({shown})") } else { format!("#{shown}") });
        }
        Ok(())
    }
}

/// What stands in the place of a chart's picture.
fn alternative(figure: &Figure) -> &str {
    if figure.description.is_empty() { &figure.title } else { &figure.description }
}

/// How a table is set, once its rows are known to fit its columns.
fn setting(table: &Table, set: fn(&Table) -> Option<Setting>) -> Result<Setting, Error> {
    if table.columns.is_empty() || table.rows.iter().any(|row| row.cells.len() != table.columns.len()) {
        return Err(Error::Row(table.caption.clone()));
    }
    set(table).ok_or_else(|| Error::Wide(table.caption.clone()))
}

/// The width of a picture by its height, as its view box has it.
fn ratio(svg: &str) -> f64 {
    let sides = svg.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"')).map(|(sides, _)| sides);
    let sides = sides.and_then(|sides| sides.split_once(' '));
    let sides = sides.and_then(|(width, height)| Some((width.parse::<f64>().ok()?, height.parse::<f64>().ok()?)));
    sides.filter(|(_, height)| *height > 0.0).map_or(1.0, |(width, height)| width / height)
}

/// A picture in letters that the fonts have; its own lines stay.
fn printable_svg(svg: &str) -> String {
    let lines: Vec<String> = svg.lines().map(printable).collect();
    lines.join("\n")
}

fn elsewhere(address: &str) -> bool {
    ["https:", "http:", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

fn tag(tag: &Tag) -> String {
    let tone = match tag.tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Strong => "strong",
        Tone::Quiet => "quiet",
    };
    let arrow = match tag.arrow {
        Some(Arrow::Tick) => "tick".to_owned(),
        Some(Arrow::Cross) => "cross".to_owned(),
        Some(arrow) => arrow.sign().to_string(),
        None => String::new(),
    };
    format!("tag(\"{tone}\", \"{arrow}\", {})", literal(&tag.text))
}
