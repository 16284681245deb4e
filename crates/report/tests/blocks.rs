//! Small documents, as they are written. Changes here are changes that readers see.

use report::chart::{Bars, Chart, Limits, Line, Lines, Mark, Sense, Stacked, svg, svg_of_width};
use report::html;
use report::model::{
    Arrow, Block, Cell, Column, Document, Figure, Heading, Inline, Numbered, Row, Table, Tag, Text, Tone,
};

/// The body of the page, without the style sheet.
fn body(document: &Document) -> String {
    let page = html::write(document);
    page[page.find("<body>").unwrap()..].to_owned()
}

fn figure(chart: Chart) -> Figure {
    Figure {
        anchor: "chart".into(),
        title: "Visits on time".into(),
        description: "Three months.".into(),
        sentence: "Visits rose.".into(),
        chart,
        table: Table {
            caption: "Visits on time".into(),
            columns: vec![Column::words("Month"), Column::numbers("Percent")],
            rows: vec![Row::of(["May 2023", "80.0%"])],
            notes: vec![],
        },
    }
}

#[test]
fn every_block() {
    let tag = Tag { text: "Improving".into(), tone: Tone::Good, arrow: Some(Arrow::Up) };
    let document = Document {
        title: "A title".into(),
        issuer: "Anytown & District".into(),
        subtitle: "July 2023".into(),
        facts: vec![("Data date".into(), "31 July 2023".into())],
        blocks: vec![
            Block::Contents,
            Block::heading(2, "First < second"),
            Block::paragraph(Text::strong("Strong").then(" and plain")),
            Block::List(vec![Text::code("ssd_cp_plans"), Text::link("there", "first-second")]),
            Block::Heading(Heading { level: 3, number: "4.1".into(), text: "Third".into(), anchor: "third".into() }),
            Block::Numbered(Numbered {
                number: "4.1.1".into(),
                text: Text(vec![
                    Inline::Emphasis("Stressed & ".into()),
                    Inline::Web { text: "elsewhere".into(), address: "https://example.org/?a=1&b=2".into() },
                ]),
            }),
            Block::Steps(vec!["First do this.".into(), "Then that.".into()]),
            Block::NewPage,
            Block::Table(Table {
                caption: "A table".into(),
                columns: vec![Column::words("Measure"), Column::numbers("Value"), Column::words("Change")],
                rows: vec![
                    Row {
                        cells: vec![
                            "Visits".into(),
                            Cell::from(Text::strong("86.6%")).beneath("412 of 476").beneath(""),
                            Cell { tag: Some(tag), ..Cell::default() },
                        ],
                        total: false,
                    },
                    Row { total: true, ..Row::of(["Total", "476", ""]) },
                ],
                notes: vec!["A note.".into()],
            }),
            Block::Definitions(vec![("Term".into(), vec!["Meaning.".into(), "Another.".into()])]),
            Block::note("a note."),
            Block::warning("a warning."),
            Block::Figure(Box::new(figure(Chart::Bars(Bars { bars: vec![("One".into(), 1.0, "1".into())] })))),
        ],
        footer: vec!["The end.".into()],
        marking: "Public".into(),
        dated: None,
    };
    insta::assert_snapshot!(body(&document));
}

#[test]
fn a_line_with_limits_and_marks() {
    let chart = Chart::Lines(Lines {
        labels: ["May 23", "Jun 23", "Jul 23", "Aug 23"].map(String::from).to_vec(),
        lines: vec![Line {
            name: "each month".into(),
            values: vec![Some(80.0), None, Some(95.0), Some(60.0)],
            marks: vec![(2, Mark::High(Sense::Good)), (3, Mark::Low(Sense::Bad)), (0, Mark::Hollow)],
        }],
        limits: Some(Limits {
            centre: vec![Some(80.0); 4],
            lower: vec![Some(70.0), Some(70.0), Some(72.0), Some(72.0)],
            upper: vec![Some(90.0), Some(90.0), Some(88.0), Some(88.0)],
        }),
        axis: "Percent".into(),
        percent: true,
        from_zero: false,
        annotations: Vec::new(),
    });
    insta::assert_snapshot!(svg(&figure(chart)));
}

#[test]
fn a_line_with_what_happened() {
    let chart = |annotations: Vec<(usize, String)>| {
        svg(&figure(Chart::Lines(Lines {
            labels: ["May 23", "Jun 23"].map(String::from).to_vec(),
            lines: vec![Line { values: vec![Some(3.0), Some(4.0)], ..Line::default() }],
            annotations,
            ..Lines::default()
        })))
    };
    let plain = chart(Vec::new());
    let words = "New form <two pages> ".repeat(9);
    let told = chart(vec![(1, "Teams merged".into()), (7, words)]);
    assert!(told.contains(">Jun 23: Teams merged</text>") && told.contains("&lt;two pages&gt;"), "{told}");
    assert_eq!(told.matches("stroke-dasharray=\"2 3\"").count(), 2, "a point that isn't there is the last");
    let height = |svg: &str| svg.split("height=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse::<u32>().ok());
    assert!(height(&told) > height(&plain), "the picture grows by what is told");
}

#[test]
fn shares_with_patterns() {
    let chart = Chart::Stacked(Stacked {
        categories: vec!["In care".into(), "Child protection plan".into(), "Early help".into()],
        bars: vec![("2022".into(), vec![50.0, 25.0, 25.0]), ("2023".into(), vec![60.0, 0.5, 39.5])],
    });
    insta::assert_snapshot!(svg(&figure(chart)));
}

#[test]
fn a_chart_for_less_room_keeps_its_text_and_stays_within_it() {
    let lines = Lines {
        labels: (1..=24).map(|n| format!("{n} Jun 23")).collect(),
        lines: ["This year", "A year before", "Repeat contacts", "Not known"]
            .map(|name| Line { name: name.into(), values: vec![Some(3.0); 24], marks: vec![] })
            .to_vec(),
        from_zero: true,
        ..Lines::default()
    };
    let bars = Bars { bars: vec![("A long name of something".into(), 9.0, "9, 90.1% of the step before".into())] };
    let stacked = Stacked { categories: vec!["A".into(), "B".into()], bars: vec![("2023".into(), vec![1.0, 3.0])] };
    let named = |drawing: &str| drawing.matches(" Jun 23<").count();
    let whole = svg(&figure(Chart::Lines(lines.clone())));
    let half = svg_of_width(&figure(Chart::Lines(lines.clone())), 480.0);
    assert!(named(&half) < named(&whole) && half.contains(">24 Jun 23<"), "{half}");
    for chart in [Chart::Lines(lines), Chart::Bars(bars), Chart::Stacked(stacked)] {
        let drawing = svg_of_width(&figure(chart), 480.0);
        assert!(drawing.contains("viewBox=\"0 0 480 ") && drawing.contains("font-size=\"14\""), "{drawing}");
        let places = drawing.split([' ', '\n']).filter_map(|part| {
            let (name, value) = part.split_once("=\"")?;
            let value = value.split('"').next()?.parse::<f64>().ok()?;
            ["x", "x1", "x2", "cx"].contains(&name).then_some(value)
        });
        let furthest = places.fold(0.0, f64::max);
        assert!(furthest > 100.0 && furthest <= 480.0, "{furthest}: {drawing}");
    }
}

#[test]
fn charts_of_nothing_are_drawn() {
    for chart in [
        Chart::Lines(Lines::default()),
        Chart::Bars(Bars::default()),
        Chart::Stacked(Stacked::default()),
        Chart::Stacked(Stacked { categories: vec!["A".into()], bars: vec![("none".into(), vec![0.0])] }),
        Chart::Bars(Bars { bars: vec![("zero".into(), 0.0, "0".into())] }),
    ] {
        let drawing = svg(&figure(chart));
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{drawing}");
    }
}
