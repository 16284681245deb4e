//! Charts on pages: the picture that `report` draws, with its title, its sentence and its table.
//!
//! `{{ chart }}` in a template gives the whole `<figure>`. A chart of a report's [`Figure`] is `Chart::of(figure)`;
//! the functions here make figures of what pages have: lines over time, bars, a funnel, shares. Each writes the
//! description and the table itself, from the same numbers.

use crate::components::DataTable;
use askama::Template;
use askama::filters::HtmlSafe;
use report::Number;
use report::chart::{self, Bars, Line, Lines, Stacked};
use report::model::{Column, Figure, Row, Table, Text};
use report::words;
use std::fmt::{self, Write as _};

/// What stands in a table where there is no number.
const NONE: &str = "no figure";

/// The width of a chart that stands beside another, in units that are pixels at full size.
const HALF: f64 = 480.0;

/// A chart on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    figure: Figure,
    svg: String,
    level: u8,
}

#[derive(Template)]
#[template(path = "components/chart.html")]
struct Page<'a> {
    figure: &'a Figure,
    sentence: String,
    svg: &'a str,
    level: u8,
    table: DataTable<'a>,
}

impl Chart {
    /// A chart of a report. The picture is drawn once, here.
    pub fn of(figure: Figure) -> Chart {
        let svg = chart::svg(&figure);
        Chart { figure, svg, level: 2 }
    }

    /// A chart of a report with what happened meanwhile: the index of a point in time, and words. They are numbered in
    /// the picture and told beneath it and beneath its table. Only lines have them.
    pub fn annotated(mut figure: Figure, annotations: Vec<(usize, String)>) -> Chart {
        if let chart::Chart::Lines(lines) = &mut figure.chart {
            for (point, words) in &annotations {
                let label = lines.labels.get(*point).map_or(String::new(), |label| format!("{label}: "));
                figure.table.notes.push(Text::from(format!("{label}{words}")));
            }
            if !annotations.is_empty() {
                figure.description.push_str(" Numbered lines mark what happened; what they stand for is told beneath.");
            }
            // Beside what the chart of a report has itself: where its rule changed.
            lines.annotations.extend(annotations);
            lines.annotations.sort_by_key(|(point, _)| *point);
        }
        Chart::of(figure)
    }

    /// The same with its title as a heading of `level`, 2 unless said; 2 to 6.
    pub fn level(mut self, level: u8) -> Chart {
        self.level = level.clamp(2, 6);
        self
    }

    /// The same, drawn to stand beside another: shown half as wide, its text is as large as that of others.
    pub fn half(mut self) -> Chart {
        self.svg = chart::svg_of_width(&self.figure, HALF);
        self
    }

    /// What it shows.
    pub fn figure(&self) -> &Figure {
        &self.figure
    }
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = format!("{}-table", self.figure.anchor);
        let table = DataTable { id: &id, table: &self.figure.table, quiet_caption: false };
        let sentence = self.figure.sentence.words();
        let page = Page { figure: &self.figure, sentence, svg: &self.svg, level: self.level, table };
        page.render_into(f).map_err(|_| fmt::Error)
    }
}

impl HtmlSafe for Chart {}

/// What every chart says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// Its id, unique on the page.
    pub anchor: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What it tells, in a sentence.
    pub sentence: &'a str,
}

fn figure(
    heading: Heading<'_>,
    description: String,
    chart: chart::Chart,
    columns: Vec<Column>,
    rows: Vec<Row>,
) -> Chart {
    let table = Table { caption: heading.title.to_owned(), columns, rows, notes: Vec::new() };
    Chart::of(Figure {
        anchor: heading.anchor.to_owned(),
        title: heading.title.to_owned(),
        description,
        sentence: Text::from(heading.sentence.to_owned()),
        chart,
        table,
    })
}

fn shown(value: Option<f64>, decimals: u8) -> String {
    value.and_then(Number::from_f64).map_or_else(|| NONE.to_owned(), |number| number.text(decimals))
}

/// Lines over time, at most six: weeks of this year and the last, stocks by status. `axis` says what is counted;
/// `labels` are the points in time under the heading `time`, `lines` their names and values, one for each label,
/// shown with `decimals`. The axis starts at 0.
pub fn lines(
    heading: Heading<'_>,
    time: &str,
    axis: &str,
    labels: Vec<String>,
    lines: Vec<(String, Vec<Option<f64>>)>,
    decimals: u8,
) -> Chart {
    let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
    let between = match (labels.first(), labels.last()) {
        (Some(first), Some(last)) if labels.len() > 1 => format!(" from {first} to {last}"),
        _ => String::new(),
    };
    let description = format!("Lines over time{between}: {}. The vertical axis is {axis}.", words::list(&names));
    let mut columns = vec![Column::words(time)];
    columns.extend(lines.iter().map(|(name, _)| Column::numbers(name.as_str())));
    let row = |(i, label): (usize, &String)| {
        let values = lines.iter().map(|(_, values)| shown(values.get(i).copied().flatten(), decimals));
        Row::of(std::iter::once(label.clone()).chain(values))
    };
    let rows = labels.iter().enumerate().map(row).collect();
    let lines = lines.into_iter().map(|(name, values)| Line { name, values, marks: Vec::new() }).collect();
    let chart = Lines {
        labels,
        lines,
        limits: None,
        axis: axis.to_owned(),
        percent: false,
        from_zero: true,
        annotations: Vec::new(),
    };
    figure(heading, description, chart::Chart::Lines(chart), columns, rows)
}

/// A bar for each thing, in the order given: caseloads as a distribution, sources of contacts. `thing` and `counted`
/// head the columns of the table; a bar is its label, its value, and the value as it is shown.
pub fn bars(heading: Heading<'_>, thing: &str, counted: &str, bars: Vec<(String, f64, String)>) -> Chart {
    let description = format!("A horizontal bar for each of {}, as long as its {}.", bars.len(), lower(counted));
    let columns = vec![Column::words(thing), Column::numbers(counted)];
    let rows = bars.iter().map(|(label, _, shown)| Row::of([label.clone(), shown.clone()])).collect();
    figure(heading, description, chart::Chart::Bars(Bars { bars }), columns, rows)
}

/// A step of a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What was reached: `Assessment completed`.
    pub label: String,
    /// How many reached it.
    pub count: u64,
    /// What share of the step before that is: `62%`; empty for the first.
    pub share: String,
    /// The time since the step before: `median 9 days`; empty where there is none.
    pub time: String,
}

/// A funnel: how many reach each step, what share of the step before, after what time.
pub fn funnel(heading: Heading<'_>, steps: &[Step]) -> Chart {
    let description =
        format!("A horizontal bar for each of {} steps, as long as the number that reached it.", steps.len());
    let columns = vec![
        Column::words("Step"),
        Column::numbers("Reached it"),
        Column::numbers("Of the step before"),
        Column::words("Time from the step before"),
    ];
    let or_none = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    let count =
        |step: &Step| i64::try_from(step.count).map_or_else(|_| step.count.to_string(), |n| Number::whole(n).text(0));
    let row = |step: &Step| Row::of([step.label.clone(), count(step), or_none(&step.share), or_none(&step.time)]);
    let rows = steps.iter().map(row).collect();
    let bar = |step: &Step| {
        let mut text = count(step);
        if !step.share.is_empty() {
            let _ = write!(text, ", {} of the step before", step.share);
        }
        (step.label.clone(), step.count as f64, text)
    };
    let chart = Bars { bars: steps.iter().map(bar).collect() };
    figure(heading, description, chart::Chart::Bars(chart), columns, rows)
}

/// Bars divided into shares of 100%, one for each of `bars` (label, a count for each category); at most eight
/// categories. `thing` heads the first column of the table.
pub fn shares(heading: Heading<'_>, thing: &str, categories: Vec<String>, bars: Vec<(String, Vec<u64>)>) -> Chart {
    let description = format!("Bars divided into shares of 100%: {}.", words::list(&categories));
    let mut columns = vec![Column::words(thing)];
    columns.extend(categories.iter().map(|category| Column::numbers(category.as_str())));
    let whole = |count: &u64| shown(Some(*count as f64), 0);
    let row =
        |(label, counts): &(String, Vec<u64>)| Row::of(std::iter::once(label.clone()).chain(counts.iter().map(whole)));
    let rows = bars.iter().map(row).collect();
    let bars = bars.into_iter().map(|(label, counts)| (label, counts.iter().map(|n| *n as f64).collect())).collect();
    figure(heading, description, chart::Chart::Stacked(Stacked { categories, bars }), columns, rows)
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A trend as small as a word: `{{ sparkline }}` in a template, beside the number that it leads to. The newest point
/// is marked; where a value is missing the line is broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    values: Vec<Option<f64>>,
    label: String,
}

/// A sparkline of `values`, oldest first; `label` says in words what it shows: `Rising from 62 to 81 over 24 months`.
/// With an empty label it is decoration, for where the words stand beside it.
pub fn sparkline(values: Vec<Option<f64>>, label: impl Into<String>) -> Sparkline {
    Sparkline { values, label: label.into() }
}

impl HtmlSafe for Sparkline {}

impl fmt::Display for Sparkline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WIDE: f64 = 112.0;
        const HIGH: f64 = 28.0;
        let known = || self.values.iter().flatten().copied().filter(|value| value.is_finite());
        let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        f.write_str("<svg class=\"app-sparkline\" viewBox=\"0 0 112 28\" focusable=\"false\" ")?;
        match self.label.is_empty() {
            true => f.write_str("aria-hidden=\"true\">")?,
            false => write!(f, "role=\"img\" aria-label=\"{}\">", report::html::escape(&self.label))?,
        }
        let last = self.values.len().saturating_sub(1).max(1) as f64;
        let place = |i: usize, value: f64| {
            let up = if high > low { (value - low) / (high - low) } else { 0.5 };
            (4.0 + i as f64 / last * (WIDE - 8.0), HIGH - 4.0 - up * (HIGH - 8.0))
        };
        let mut way = String::new();
        let mut newest = None;
        let mut pen_down = false;
        for (i, value) in self.values.iter().enumerate() {
            match value.filter(|value| value.is_finite()) {
                Some(value) => {
                    let (x, y) = place(i, value);
                    let _ = write!(way, "{}{x:.1} {y:.1}", if pen_down { "L" } else { "M" });
                    pen_down = true;
                    newest = Some((x, y));
                }
                None => pen_down = false,
            }
        }
        if let Some((x, y)) = newest {
            write!(f, "<path class=\"app-sparkline__line\" d=\"{way}\"/>")?;
            write!(f, "<circle class=\"app-sparkline__last\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>")?;
        }
        f.write_str("</svg>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: Heading<'_> =
        Heading { anchor: "weeks", title: "Contacts <by week>", sentence: "More than last year." };

    #[test]
    fn a_chart_brings_its_sentence_its_description_and_its_table() {
        let this = vec![Some(1204.0), None, Some(90.0)];
        let chart = lines(
            HEADING,
            "Week",
            "contacts",
            vec!["3 Jul".into(), "10 Jul".into(), "17 Jul".into()],
            vec![("This year".into(), this), ("Last year".into(), vec![Some(1.0); 3])],
            0,
        );
        let page = chart.level(3).to_string();
        assert!(page.contains("<h3 class=\"app-chart__title\">Contacts &#60;by week&#62;</h3>"), "{page}");
        assert!(
            page.contains("More than last year.") && page.contains("from 3 Jul to 17 Jul: This year and Last year")
        );
        assert!(page.contains("<th scope=\"row\">10 Jul</th><td class=\"app-numeric\">no figure</td>"), "{page}");
        assert!(page.contains("1,204") && page.contains("<details") && page.contains("id=\"weeks-table\""));
        assert!(!page.contains("style=") && !page.contains("<by week>"));
    }

    #[test]
    fn what_happened_is_told_in_the_picture_and_beneath_the_table() {
        let values = vec![("All".to_owned(), vec![Some(1.0), Some(2.0)])];
        let chart = lines(HEADING, "Week", "contacts", vec!["3 Jul".into(), "10 Jul".into()], values, 0);
        let page = Chart::annotated(chart.figure().clone(), vec![(1, "New threshold & form".into())]).to_string();
        assert_eq!(page.matches("10 Jul: New threshold &").count(), 2, "{page}");
        assert!(page.contains("Numbered lines mark"));
    }

    #[test]
    fn bars_funnels_and_shares_show_the_numbers_they_draw() {
        let bars = bars(HEADING, "Cases", "Workers", vec![("0 to 9".into(), 4.0, "4".into())]);
        assert_eq!(bars.figure().description, "A horizontal bar for each of 1, as long as its workers.");
        let step = |label: &str, count, share: &str| Step {
            label: label.into(),
            count,
            share: share.into(),
            time: String::new(),
        };
        let funnel = funnel(HEADING, &[step("Contact", 2000, ""), step("Referral", 500, "25%")]).to_string();
        assert!(
            funnel.contains("2,000") && funnel.contains("500, 25% of the step before") && funnel.contains("<td>–</td>")
        );
        let shares =
            shares(HEADING, "Year", vec!["A".into(), "B".into()], vec![("2023".into(), vec![1, 3])]).to_string();
        assert!(shares.contains("shares of 100%: A and B."), "{shares}");
    }

    #[test]
    fn a_sparkline_breaks_where_there_is_nothing_and_says_what_it_shows() {
        let line = sparkline(vec![Some(1.0), Some(2.0), None, Some(3.0)], "Rising & rising").to_string();
        assert!(line.contains("d=\"M4.0 24.0L38.7 14.0M108.0 4.0\""), "{line}");
        assert!(
            line.contains("role=\"img\" aria-label=\"Rising &amp; rising\"") && line.contains("cx=\"108.0\""),
            "{line}"
        );
        let nothing = sparkline(vec![None, Some(f64::NAN)], "").to_string();
        assert!(nothing.contains("aria-hidden") && !nothing.contains("<path"));
        assert!(sparkline(vec![Some(5.0)], "").to_string().contains("cy=\"14.0\""));
    }
}
