//! What people add to a paper beside the words of its template: what stands behind the rows of the performance table, the
//! questions that the board asked, who approved it, and what only an internal edition carries.

use super::template::{Approval, Audience, Line, Row};
use crate::model::{Block, Cell, Column, Row as TableRow, Table, Text};
use crate::performance::input::Indicator;
use crate::words;
use serde::{Deserialize, Serialize};
use standard::Date;
use std::collections::BTreeMap;

/// What people add to a paper. Nothing of it holds a number that is worked out here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Additions {
    /// Lines of the heading: each takes the place of the template’s of the same name, or stands after them.
    pub heading: Vec<Line>,
    /// Who approved it, in place of the template’s approvals; empty leaves those as they are.
    pub approvals: Vec<Approval>,
    /// What stands behind rows of the performance table.
    pub notes: Vec<RowNote>,
    /// Questions that the board asked, oldest first.
    pub matters: Vec<Matter>,
    /// An appendix that the public edition names and does not carry.
    pub exempt: Option<Exempt>,
}

/// What stands behind a row of the performance table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowNote {
    /// The row’s indicator.
    pub indicator: String,
    /// The row’s scope, which tells rows of one indicator apart; may be empty.
    pub scope: String,
    /// Why the number is what it is: words with stress and links, in which references stand for numbers.
    pub story: String,
    /// What is done about it, written likewise.
    pub action: String,
    /// Who does it, written likewise.
    pub owner: String,
    /// By when.
    pub due: Option<Date>,
}

impl RowNote {
    /// What a part of it (`story`, `action`, `owner`) is called where something is wrong with it.
    pub fn place(&self, part: &str) -> String {
        match self.scope.as_str() {
            "" => format!("{part} of {}", self.indicator),
            scope => format!("{part} of {} ({scope})", self.indicator),
        }
    }

    /// Its parts as they are called, and as they are written.
    pub fn parts(&self) -> [(String, &str); 3] {
        [("story", &self.story), ("action", &self.action), ("owner", &self.owner)]
            .map(|(part, text)| (self.place(part), text.as_str()))
    }
}

/// A question that the board asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// The question.
    pub question: String,
    /// Who asked it.
    pub asked_by: String,
    /// At which meeting; `None` where it is not known.
    pub meeting: Option<Date>,
    /// Who answers it; may be empty.
    pub owner: String,
    /// By when.
    pub due: Option<Date>,
    /// The answer; empty until there is one.
    pub answer: String,
    /// The number that the answer stands on, in a sentence; may be empty.
    pub number: String,
    /// How it stands: `Open`, `Answered`, `Closed`.
    pub status: String,
}

/// What the public may not read (Part 1 of Schedule 12A to the Local Government Act 1972).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exempt {
    /// Markdown.
    pub text: String,
    /// Why it is exempt: the paragraph of the Schedule and what it protects.
    pub reason: String,
}

/// The title of the section with the board’s questions.
pub(super) const MATTERS: &str = "Matters arising";

/// What the text of an exempt appendix is called where something is wrong with it.
pub const EXEMPT_FILE: &str = "exempt.md";

/// The title of the appendix that only an internal edition carries.
pub(super) const EXEMPT: &str = "Exempt information";

impl Exempt {
    /// Why the appendix is not for publication, in a sentence.
    pub(super) fn sentence(&self, audience: Audience) -> String {
        let because = words::full_stop(&self.reason);
        match audience {
            Audience::Public => format!("This appendix is not for publication, and is left out here. {because}"),
            Audience::Internal => format!("This appendix is not for publication. {because}"),
        }
    }
}

impl Additions {
    /// The heading of the template with these lines.
    pub(super) fn heading(&self, template: &[Line]) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> =
            template.iter().map(|line| (line.name.clone(), line.value.clone())).collect();
        for line in &self.heading {
            match out.iter_mut().find(|(name, _)| *name == line.name) {
                Some(place) => place.1.clone_from(&line.value),
                None => out.push((line.name.clone(), line.value.clone())),
            }
        }
        out
    }

    /// The words whose references must be measured besides those of the template’s texts: where they stand, and what
    /// they say.
    pub fn words(&self) -> BTreeMap<String, String> {
        let notes = self.notes.iter().flat_map(RowNote::parts).map(|(place, text)| (place, text.to_owned()));
        let exempt = self.exempt.iter().map(|exempt| (EXEMPT_FILE.to_owned(), exempt.text.clone()));
        notes.chain(exempt).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// What stands behind `rows` of a performance table, each with what it shows; none where nobody wrote anything.
    /// `written` makes a cell’s text of what somebody wrote at a place.
    pub(super) fn behind(
        &self,
        rows: &[(&Row, Indicator)],
        month: &str,
        written: &mut dyn FnMut(&str, &str) -> Text,
    ) -> Option<Block> {
        let said = |note: &&RowNote| !note.story.is_empty() || !note.action.is_empty();
        let row = |(row, shown): &(&Row, Indicator)| {
            let of = |note: &&RowNote| note.indicator == row.indicator && note.scope == row.scope;
            let note = self.notes.iter().filter(of).find(said)?;
            let [story, action, owner] = note.parts().map(|(place, text)| match text.trim() {
                "" => Cell::from("not given"),
                text => Cell::from(written(&place, text)),
            });
            let title = Cell::from(shown.title.as_str()).beneath(row.scope.as_str());
            Some(TableRow::of([title, story, action, owner.beneath(by(note.due))]))
        };
        let mut out: Vec<TableRow> = rows.iter().filter_map(row).collect();
        // A row that shows another side of the same indicator tells the same story.
        out.dedup();
        (!out.is_empty()).then(|| {
            Block::Table(Table {
                caption: format!("What stands behind the figures, {month}"),
                columns: ["Indicator", "Story", "Action", "Owner"].map(Column::words).to_vec(),
                rows: out,
                notes: Vec::new(),
            })
        })
    }

    /// The board’s questions. `written` makes a cell’s text of an answer: what it says is frozen already, so it has words
    /// and stress, and no references.
    pub(super) fn matters(&self, written: &dyn Fn(&str) -> Text) -> Vec<Block> {
        let row = |matter: &Matter| {
            let asked = matter.meeting.map_or_else(String::new, |day| format!("meeting of {}", words::date(day)));
            let answer = if matter.answer.is_empty() { "no answer yet".into() } else { written(&matter.answer) };
            TableRow::of([
                text(&matter.question),
                text(&matter.asked_by).beneath(asked),
                Cell::from(answer).beneath(matter.number.as_str()),
                text(&matter.owner).beneath(by(matter.due)),
                text(&matter.status),
            ])
        };
        vec![
            Block::paragraph("The board asked these questions at earlier meetings."),
            Block::Table(Table {
                caption: "Questions of the board and their answers".to_owned(),
                columns: ["Question", "Asked by", "Answer", "Owner", "Status"].map(Column::words).to_vec(),
                rows: self.matters.iter().map(row).collect(),
                notes: Vec::new(),
            }),
        ]
    }
}

/// What somebody wrote, as a cell; a dash for nothing is left to the reader: an empty cell says so in words.
fn text(words: &str) -> Cell {
    match words.trim() {
        "" => Cell::from("not given"),
        words => Cell::from(Text::from(words)),
    }
}

fn by(due: Option<Date>) -> String {
    due.map_or_else(String::new, |day| format!("by {}", words::date(day)))
}
