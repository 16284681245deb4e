//! Writes the document: sections and paragraphs numbered as papers for a board number them, each block from its facts.

use super::additions::{self, Additions};
use super::demand;
use super::facts::Facts;
use super::markdown;
use super::reference::Reference;
use super::tables;
use super::template::{self, Audience, Fault, Row, Section, Show, Template};
use crate::model::{Block, Document, Heading, Numbered, Row as TableRow, Text, slug};
use crate::number::Number;
use crate::performance::input::{Contacts, Indicator, Measurement, Part, Status, Who};
use crate::performance::{appendix, board, facts as heading_facts, figures, missing, says, sections};
use crate::words::{self, Unit};
use statistics::{Kind, Options};
use std::collections::BTreeSet;

/// What stands at the foot of every paper.
const ROUNDING: &str = "Percentages and rates are rounded half up, for display only.";

/// The key to what is hidden.
const KEY: &str = "c: confidential, hidden so that no child or worker can be recognised.";

/// Writes the paper.
///
/// # Errors
/// What is wrong in the words that people wrote: file, line, and what to do. All faults together.
pub fn compose(template: &Template, facts: &Facts) -> Result<Document, Vec<Fault>> {
    compose_with(template, facts, &Additions::default())
}

/// Writes the paper with what people add to it.
///
/// # Errors
/// As [`compose`]. What is wrong in an exempt appendix is said of [`additions::EXEMPT_FILE`], and in what stands behind a
/// row of [`additions::RowNote::place`].
pub fn compose_with(template: &Template, facts: &Facts, additions: &Additions) -> Result<Document, Vec<Fault>> {
    let mut writer = Writer {
        template,
        facts,
        additions,
        out: Vec::new(),
        faults: Vec::new(),
        anchors: BTreeSet::new(),
        staffing: 0,
        explained: false,
    };
    writer.sections();
    if !writer.faults.is_empty() {
        writer.faults.sort();
        return Err(writer.faults);
    }
    let base = &facts.base;
    let mut heading = additions.heading(&template.main.heading);
    heading.retain(|(_, value)| !value.is_empty());
    heading.extend(heading_facts(base));
    let marking = match facts.audience {
        Audience::Public => "",
        Audience::Internal => "Internal: small numbers are shown as they are. Not for publication.",
    };
    let mut footer = vec![format!("{}: {}, {}.", base.authority, template.main.title, words::month(base.month))];
    footer.push(format!("Made by Derwent from the council’s own extracts. {ROUNDING}"));
    if facts.hidden > 0 {
        footer.push(KEY.to_owned());
    }
    Ok(Document {
        title: template.main.title.clone(),
        issuer: base.authority.clone(),
        subtitle: words::month(base.month),
        facts: heading,
        blocks: writer.out,
        footer,
        marking: marking.to_owned(),
        dated: base.data_date,
    })
}

struct Writer<'a> {
    template: &'a Template,
    facts: &'a Facts,
    additions: &'a Additions,
    out: Vec<Block>,
    faults: Vec<Fault>,
    anchors: BTreeSet<String>,
    /// How many staffing tables there were.
    staffing: usize,
    /// Whether it was said how a control chart is read.
    explained: bool,
}

impl Writer<'_> {
    fn sections(&mut self) {
        let facts = self.facts;
        self.out.extend(facts.base.notes.iter().map(|note| Block::note(words::full_stop(note))));
        if facts.hidden > 0 {
            let are = if facts.hidden == 1 { "is" } else { "are" };
            self.out.push(Block::note(format!(
                "{} in this paper {are} hidden and shown as c (confidential): counts of 1 to 5, and figures from which \
                 one could be worked out, so that no child or worker can be recognised. How much of the council’s own work \
                 was on time, and how much of it came back, is shown where it is of ten or more.",
                plural(facts.hidden, "figure", "figures")
            )));
        }
        self.out.push(Block::Contents);
        let (mut section_number, mut under_number, mut appendix_number) = (0, 0, 0);
        // The board’s questions stand before the approvals, or after all else that is numbered.
        let sections = &self.template.main.sections;
        let signed =
            |section: &Section| section.blocks.iter().any(|block| matches!(block, template::Block::SignOff { .. }));
        let matters = sections.iter().position(signed).and_then(|at| (0..=at).rev().find(|at| !sections[*at].under));
        let matters = matters.or_else(|| sections.iter().position(|section| section.appendix));
        let matters = matters.unwrap_or(sections.len());
        for at in 0..=sections.len() {
            if at == matters && !self.additions.matters.is_empty() {
                section_number += 1;
                self.heading(2, format!("{section_number}."), additions::MATTERS);
                let start = self.out.len();
                self.out.extend(self.additions.matters(&|answer| {
                    let frozen = |_: &Reference| Err("an answer has its number frozen beside it".to_owned());
                    // What can’t be set as it is meant stands as it was typed.
                    markdown::cell("answer", answer, &frozen).unwrap_or_else(|_| answer.into())
                }));
                self.number(start, &section_number.to_string());
            }
            let Some(section) = sections.get(at) else { break };
            if section.audience.is_some_and(|audience| audience != facts.audience) {
                continue;
            }
            let number = match (section.appendix, section.under) {
                (true, false) => {
                    appendix_number += 1;
                    if appendix_number == 1 {
                        self.out.push(Block::NewPage);
                    }
                    format!("Appendix {appendix_number}:")
                }
                (_, false) => {
                    (section_number, under_number) = (section_number + 1, 0);
                    format!("{section_number}.")
                }
                (_, true) => {
                    under_number += 1;
                    format!("{section_number}.{under_number}")
                }
            };
            let level = if section.under { 3 } else { 2 };
            self.heading(level, number.clone(), &section.title);
            let start = self.out.len();
            self.blocks(section, level);
            if !section.appendix {
                self.number(start, number.trim_end_matches('.'));
            }
        }
        self.exempt(appendix_number);
    }

    /// The last appendix: what the public edition names and does not carry.
    fn exempt(&mut self, before: usize) {
        let Some(exempt) = &self.additions.exempt else { return };
        let audience = self.facts.audience;
        if before == 0 {
            self.out.push(Block::NewPage);
        }
        self.heading(2, format!("Appendix {}:", before + 1), additions::EXEMPT);
        self.out.push(Block::note(exempt.sentence(audience)));
        if audience == Audience::Internal {
            let block = self.words(additions::EXEMPT_FILE, &exempt.text, 3);
            self.out.extend(block);
        }
    }

    /// What people wrote in Markdown; its faults are kept.
    fn words(&mut self, file: &str, text: &str, level: u8) -> Vec<Block> {
        match markdown::blocks(file, text, level, &|reference| self.resolve(reference)) {
            Ok(blocks) => blocks,
            Err(faults) => {
                self.faults.extend(faults);
                Vec::new()
            }
        }
    }

    fn heading(&mut self, level: u8, number: String, text: &str) {
        let anchor = self.anchor(text);
        self.out.push(Block::Heading(Heading { level, number, text: text.to_owned(), anchor }));
    }

    /// An anchor that no heading had before.
    fn anchor(&mut self, text: &str) -> String {
        let plain = slug(text);
        let mut anchor = plain.clone();
        let mut n = 2;
        while !self.anchors.insert(anchor.clone()) {
            anchor = format!("{plain}-{n}");
            n += 1;
        }
        anchor
    }

    /// Numbers the paragraphs from `start` on as `number`.1, `number`.2 …
    fn number(&mut self, start: usize, number: &str) {
        let mut n = 0;
        for block in &mut self.out[start..] {
            if let Block::Paragraph(text) = block {
                n += 1;
                *block = Block::Numbered(Numbered { number: format!("{number}.{n}"), text: std::mem::take(text) });
            }
        }
    }

    fn blocks(&mut self, section: &Section, level: u8) {
        for (i, block) in section.blocks.iter().enumerate() {
            let anchor = format!("{}-{i}", slug(&section.title));
            let written = self.block(block, level, &anchor);
            for mut block in written {
                match &mut block {
                    // Anchors of parts that are made elsewhere are made unique here.
                    Block::Heading(heading) if !heading.anchor.starts_with("definition-") => {
                        heading.anchor = self.anchor(&heading.anchor);
                    }
                    Block::Figure(figure) => figure.anchor = self.anchor(&figure.anchor),
                    _ => {}
                }
                self.out.push(block);
            }
        }
    }

    fn block(&mut self, block: &template::Block, level: u8, anchor: &str) -> Vec<Block> {
        let (facts, base) = (self.facts, &self.facts.base);
        match block {
            template::Block::Text { file, optional } => match self.template.texts.get(file) {
                None if *optional => Vec::new(),
                None => vec![missing(file, "the template’s folder does not have it")],
                Some(text) => self.words(file, text, level + 1),
            },
            template::Block::Summary {} => {
                let shown: Vec<Indicator> = self.shown();
                let status = facts.shares.iter().find(|((id, _), _)| id == "case-status").map(|(_, part)| part);
                let nothing = Part::default();
                vec![sections::summary_list(base, &mut shown.iter(), status.unwrap_or(&nothing))]
            }
            template::Block::Performance { rows: listed, title } => {
                let rows = self.rows(listed, true);
                let month = words::month(base.month);
                let caption = title.as_deref().unwrap_or("Performance indicators");
                match rows.is_empty() {
                    true => vec![missing("The performance table", "no indicator was given")],
                    false => {
                        let mut out = vec![Block::Table(board::table(base, &rows, &format!("{caption}, {month}")))];
                        let shown: Vec<(&Row, Indicator)> =
                            listed.iter().filter_map(|row| Some((row, self.row(row)?))).collect();
                        let mut faults = Vec::new();
                        let behind = self.additions.behind(&shown, &month, &mut |place, text| {
                            markdown::cell(place, text, &|reference| self.resolve(reference)).unwrap_or_else(|wrong| {
                                faults.extend(wrong);
                                Text::default()
                            })
                        });
                        self.faults.extend(faults);
                        out.extend(behind);
                        out
                    }
                }
            }
            template::Block::Sentences { rows } => vec![board::sentences(base, &self.rows(rows, true))],
            template::Block::Trends { rows } => self.trends(rows, anchor),
            template::Block::Shares { indicator, period, category, title } => {
                match facts.shares.get(&(indicator.clone(), period.0)) {
                    Some(Part::Given(shares)) => {
                        sections::shares_blocks(shares, anchor, category, &format!("{title}, {}", shares.when))
                    }
                    Some(Part::Missing(why)) => vec![missing(title, why)],
                    None => vec![missing(title, "it was not measured")],
                }
            }
            template::Block::Rates { rows, charts } => {
                let rows = self.rows(rows, false);
                let mut out = vec![Block::Table(sections::rates_table(base, &rows))];
                let rows = if *charts { rows } else { Vec::new() };
                out.extend(rows.iter().filter_map(|row| figures::over_time(base, row, anchor)));
                out
            }
            template::Block::FrontDoor { indicator } => self.front_door(indicator),
            template::Block::Staffing { .. } => {
                self.staffing += 1;
                match facts.staffing.get(self.staffing - 1) {
                    Some(Part::Given(staffing)) => vec![Block::Table(sections::staffing(staffing))],
                    Some(Part::Missing(why)) => vec![missing("The staffing table", why)],
                    None => vec![missing("The staffing table", "it was not measured")],
                }
            }
            template::Block::Measures { rows, charts } => {
                let rows = self.rows(rows, false);
                let mut out = vec![Block::Table(tables::measures(base, &rows))];
                let rows = if *charts { rows } else { Vec::new() };
                out.extend(rows.iter().filter_map(|row| figures::over_time(base, row, anchor)));
                out
            }
            template::Block::BeforeAfter { baseline, rows, shares, since } => {
                let rows = self.rows(rows, false);
                demand::blocks(facts, baseline.0, &rows, (shares.as_deref(), since.as_deref()), anchor)
            }
            template::Block::Finance { leave_out } => match &facts.finance {
                Part::Given(finance) => vec![Block::Table(tables::finance(finance, leave_out))],
                Part::Missing(why) => vec![missing("The finance table", why)],
            },
            template::Block::Breakdowns { rows, by } => {
                let rows = self.rows(rows, false);
                by.iter().flat_map(|by| tables::breakdowns(facts, &rows, by)).collect()
            }
            template::Block::SignOff { approvals } => {
                let given = &self.additions.approvals;
                vec![Block::Table(tables::sign_off(if given.is_empty() { approvals } else { given }))]
            }
            template::Block::Appendices {} => vec![self.appendices()],
            template::Block::DataQuality {} => headless(appendix::quality(base)),
            template::Block::Definitions {} => headless(appendix::definitions(base)),
            template::Block::Sources {} => headless(appendix::deliveries(base)),
        }
    }

    /// All indicators that the template's blocks show, each once.
    fn shown(&self) -> Vec<Indicator> {
        let mut seen = BTreeSet::new();
        let rows = self.template.main.blocks().flat_map(|(_, block)| block.rows());
        let rows = rows.filter(|row| seen.insert((row.indicator.as_str(), row.show)));
        rows.filter_map(|row| self.row(row)).collect()
    }

    /// The indicators of `rows`; beneath one that has no number stands what is offered instead.
    fn rows(&self, rows: &[Row], offer: bool) -> Vec<Indicator> {
        let mut out: Vec<Indicator> = Vec::new();
        for row in rows {
            let Some(indicator) = self.row(row) else { continue };
            out.push(indicator);
            let instead = self.facts.instead.get(&row.indicator).filter(|_| offer);
            let instead = instead.and_then(|id| self.facts.indicators.get(id));
            if let Some(instead) = instead.filter(|instead| !out.iter().any(|shown| shown.id == instead.id)) {
                out.push(instead.clone());
            }
        }
        out
    }

    fn row(&self, row: &Row) -> Option<Indicator> {
        let known = self.facts.indicators.get(&row.indicator)?;
        let mut indicator = match row.show {
            Show::Value => known.clone(),
            Show::Numerator => part(known, |measurement| measurement.numerator),
            Show::Denominator => part(known, |measurement| measurement.denominator),
        };
        if let Some(title) = &row.title {
            indicator.title.clone_from(title);
        }
        indicator.scope.clone_from(&row.scope);
        indicator.also_whole = row.also_whole;
        Some(indicator)
    }

    fn trends(&mut self, rows: &[Row], anchor: &str) -> Vec<Block> {
        let facts = self.facts;
        let base = &facts.base;
        let rows = self.rows(rows, false);
        let controlled = rows.iter().any(|row| row.control.is_some());
        let mut out: Vec<Block> = Vec::new();
        // Said once, at the first of them.
        if controlled && !std::mem::replace(&mut self.explained, true) {
            out.push(Block::paragraph(board::HOW_TO_READ));
        }
        for (i, indicator) in rows.iter().enumerate() {
            // What others publish belongs to what a chart tells, so that charts follow each other.
            let published = match board::published(base, indicator) {
                text if text.is_empty() => text,
                text => format!(" {text}"),
            };
            out.push(match figures::figure(base, indicator, &format!("{anchor}-{i}")) {
                Some(mut figure) => {
                    figure.sentence = figure.sentence.then(published);
                    Block::Figure(Box::new(figure))
                }
                None => {
                    let why = words::sentence(&says::now(base, indicator));
                    let said = format!("{why} There are too few months for a chart.{published}");
                    Block::paragraph(Text::strong(format!("{}: ", indicator.title)).then(said))
                }
            });
        }
        out
    }

    fn front_door(&self, id: &str) -> Vec<Block> {
        let noun = self.facts.indicators.get(id).map_or("", |indicator| match &indicator.unit {
            Unit::Things(things) => things.as_str(),
            _ => "",
        });
        let noun = if noun.is_empty() { id } else { noun };
        match self.facts.front_door.get(id) {
            Some(Part::Given(contacts)) => {
                vec![
                    Block::paragraph(sections::came_in(&self.facts.base, contacts, noun)),
                    self.front_door_table(contacts, noun),
                ]
            }
            Some(Part::Missing(why)) => vec![missing(&words::sentence(noun), why)],
            None => vec![missing(&words::sentence(noun), "it was not measured")],
        }
    }

    fn front_door_table(&self, contacts: &Contacts, noun: &str) -> Block {
        Block::Table(tables::front_door(&self.facts.base, contacts, noun))
    }

    fn appendices(&self) -> Block {
        let appendices = self.template.main.sections.iter().filter(|section| section.appendix && !section.under);
        let appendices =
            appendices.filter(|section| section.audience.is_none_or(|audience| audience == self.facts.audience));
        let exempt = self.additions.exempt.as_ref().map(|_| additions::EXEMPT);
        let titles = appendices.map(|section| section.title.as_str()).chain(exempt);
        let items = titles.enumerate().map(|(i, title)| format!("Appendix {}: {title}", i + 1).into());
        Block::List(items.collect())
    }

    fn resolve(&self, reference: &Reference) -> Result<String, String> {
        let base = &self.facts.base;
        let (id, field) = match reference {
            Reference::Name(name) => {
                return Ok(match *name {
                    "authority" => base.authority.clone(),
                    "region" => Who::Region.words(&base.region),
                    "month" => words::month(base.month),
                    _ => base.data_date.map_or_else(|| "no date".to_owned(), words::date),
                });
            }
            Reference::Indicator { id, field } => (id, *field),
        };
        let indicator = self.facts.indicators.get(id).ok_or_else(|| format!("“{id}” was not measured"))?;
        let value = |measurement: &Measurement| match measurement.value {
            Some(value) => indicator.unit.long(value, indicator.decimals),
            None => says::value(measurement, &indicator.unit, indicator.decimals),
        };
        let count = |number: Option<Number>| {
            number.map_or_else(
                || says::value(&Measurement { value: None, ..indicator.current.clone() }, &Unit::Bare, 0),
                Number::plain,
            )
        };
        let of = |who: Who| {
            let found = indicator.comparators.iter().find(|comparator| comparator.who == who);
            match found.and_then(|comparator| comparator.value) {
                Some(value) => indicator.unit.long(value, indicator.decimals),
                None => "no published figure".to_owned(),
            }
        };
        Ok(match field {
            "value" => value(&indicator.current),
            "count" => count(indicator.current.numerator),
            "of" => count(indicator.current.denominator),
            "six-months" => indicator.six_months.as_ref().map_or_else(|| "not pooled".to_owned(), value),
            "last-year" => {
                let before = base.month.plus(-12);
                let found = indicator.history.iter().find(|(month, _)| *month == before);
                found.map_or_else(|| "no figure".to_owned(), |(_, measurement)| value(measurement))
            }
            "neighbours" => of(Who::NeighboursMean),
            "region" => of(Who::Region),
            "england" => of(Who::England),
            "verdict" => indicator.verdict.as_ref().map_or_else(|| "not tested".to_owned(), |v| v.word.to_string()),
            _ => says::now(base, indicator).trim_end_matches('.').to_owned(),
        })
    }
}

/// The blocks of a part without its own heading: the template's stands over it.
fn headless(mut blocks: Vec<Block>) -> Vec<Block> {
    if matches!(blocks.first(), Some(Block::Heading(heading)) if heading.level == 2) {
        blocks.remove(0);
    }
    blocks
}

/// The count above or below the line as an indicator of its own. Nothing published is about it, and neither direction
/// is good.
fn part(indicator: &Indicator, of: impl Fn(&Measurement) -> Option<Number>) -> Indicator {
    let one = |measurement: &Measurement| Measurement {
        value: of(measurement),
        numerator: of(measurement),
        denominator: None,
        status: match (measurement.status, of(measurement)) {
            // Nothing to count is a count of nothing, and a rate may be hidden where its count is not.
            (Status::NotApplicable, _) | (Status::Suppressed, Some(_)) => Status::Complete,
            (status, _) => status,
        },
        reason: measurement.reason.clone(),
    };
    let mut out = Indicator {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        counts: indicator.counts.clone(),
        unit: Unit::Things(words::many(&indicator.counts)),
        current: one(&indicator.current),
        history: indicator.history.iter().map(|(month, measurement)| (*month, one(measurement))).collect(),
        population: String::new(),
        changes: indicator.changes.clone(),
        ..Indicator::default()
    };
    // A series that can't be charted is shown without limits.
    let options = Options { rebases: out.rebases(), ..Options::default() };
    let _ = out.test(Kind::Count, &options);
    out
}

/// `one figure`, `12 figures`.
fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", words::small_number(n), if n == 1 { one } else { many })
}

/// A row of plain cells that sums up the others.
pub(super) fn total(cells: Vec<String>) -> TableRow {
    TableRow { total: true, ..TableRow::of(cells) }
}

#[cfg(test)]
mod tests {
    use super::super::template::MAIN;
    use super::*;
    use crate::performance::input::{Good, PerformanceInput, Target};
    use std::collections::BTreeMap;

    fn facts() -> Facts {
        let mut facts = Facts::new(PerformanceInput::new("Anytown", "2023-07".parse().unwrap()), Audience::Internal);
        let visits = Indicator {
            id: "cp-visits-on-time".into(),
            title: "Visits on time".into(),
            counts: "visit obligation".into(),
            unit: Unit::Percent,
            decimals: 1,
            good: Good::High,
            current: Measurement::proportion(412, 480, Status::Complete),
            target: Some(Target { value: Number::whole(90), tolerance: Number::whole(5) }),
            ..Indicator::default()
        };
        facts.indicators.insert(visits.id.clone(), visits);
        facts
    }

    fn composed(main: &str, texts: &[(&str, &str)]) -> Result<Document, Vec<Fault>> {
        let mut files = BTreeMap::from([(MAIN.to_owned(), main.to_owned())]);
        files.extend(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        compose(&Template::read(&files)?, &facts())
    }

    const NUMBERED: &str = r#"
title = "A paper"
[[section]]
title = "First"
[[section.block]]
kind = "text"
file = "words.md"
[[section]]
title = "Below"
under = true
[[section.block]]
kind = "performance"
rows = ["cp-visits-on-time", { indicator = "cp-visits-on-time", show = "denominator", title = "Visits due" }]
[[section.block]]
kind = "text"
file = "words.md"
[[section]]
title = "Second"
audience = "public"
[[section]]
title = "Third"
[[section]]
title = "Numbers"
appendix = true
"#;

    #[test]
    fn sections_and_paragraphs_are_numbered_and_words_carry_the_tables_numbers() {
        let words =
            "One.\n\nOf {{ cp-visits-on-time.of }} visits {{ cp-visits-on-time.value }} were on time in {{ month }}.\n";
        let document = composed(NUMBERED, &[("words.md", words)]).unwrap();
        let headings: Vec<String> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading(heading) => Some(heading.words()),
                _ => None,
            })
            .collect();
        // The section for the public is left out of an internal paper, and takes no number.
        assert_eq!(headings, ["1. First", "1.1 Below", "2. Third", "Appendix 1: Numbers"]);
        let paragraphs: Vec<(&str, String)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Numbered(paragraph) => Some((paragraph.number.as_str(), paragraph.text.words())),
                _ => None,
            })
            .collect();
        assert_eq!(
            paragraphs[1..3],
            [("1.2", "Of 480 visits 85.8% were on time in July 2023.".to_owned()), ("1.1.1", "One.".to_owned())]
        );
    }

    #[test]
    fn a_target_is_rated_in_a_word_with_its_sign_and_counts_are_not() {
        let document = composed(NUMBERED, &[("words.md", "One.")]).unwrap();
        let Some(Block::Table(table)) = document.blocks.iter().find(|block| matches!(block, Block::Table(_))) else {
            panic!()
        };
        let column = table.columns.iter().position(|column| column.title == "Target").unwrap();
        let rated = &table.rows[0].cells[column];
        assert_eq!(rated.tag.as_ref().unwrap().text, "Within tolerance");
        assert_eq!(rated.beneath, ["target 90.0%", "tolerance 5.0%"]);
        assert_eq!(table.rows[1].cells[column].text.words(), "none set");
        assert_eq!(table.rows[1].cells[1].text.words(), "480");
    }

    #[test]
    fn faults_in_words_are_told_together() {
        let faults = composed(NUMBERED, &[("words.md", "{{ contacts.value }}\n\n![x](y.png)\n")]).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        // The words stand twice, and so do their faults.
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].starts_with("words.md, line 1: “contacts” was not measured"), "{told:?}");
        assert!(composed(NUMBERED, &[]).unwrap_err()[0].message.contains("names words.md"));
    }
}
