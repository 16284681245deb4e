//! What a reader of the file's structure meets: headings in order, tables with header rows, charts with words.

mod common;

use common::{Element, File, paper, performance};
use report::model::{Block, Cell};
use std::collections::BTreeSet;

fn styled<'a>(main: &'a Element, style: &str) -> Vec<&'a Element> {
    main.all("w:p").into_iter().filter(|paragraph| paragraph.style() == style).collect()
}

fn headings(main: &Element) -> Vec<(u8, String)> {
    let level = |style: &str| style.strip_prefix("Heading").and_then(|level| level.parse().ok());
    main.all("w:p")
        .into_iter()
        .filter_map(|paragraph| Some((level(paragraph.style())?, paragraph.words().replace('\t', " "))))
        .collect()
}

fn said(cell: &Cell) -> String {
    let tag = cell.tag.as_ref().map_or(String::new(), |tag| tag.text.clone());
    let text = cell.text.words();
    let first =
        [tag, text.replace('\u{a0}', " ")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let beneath = cell.beneath.iter().cloned();
    std::iter::once(first).filter(|line| !line.is_empty()).chain(beneath).collect::<Vec<_>>().join("\n")
}

/// The words of a cell, without the arrow of a tag and the spaces around it.
fn read(cell: &Element) -> String {
    let lines = cell.all("w:p").into_iter().map(|line| {
        let signs = ['▲', '▼', '✓', '≈', '✗'];
        let words = signs.iter().fold(line.words(), |words, sign| words.replace(&format!("{sign}\u{a0}"), ""));
        words.split('\u{a0}').filter(|part| !part.trim().is_empty()).map(str::trim).collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn headings_have_the_styles_and_order_of_the_document() {
    for document in [paper(), performance()] {
        let main = File::of(&document).main();
        let mut wanted: Vec<(u8, String)> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading(heading) => Some((heading.level - 1, heading.words())),
                _ => None,
            })
            .collect();
        // The tables that were put off have a heading of their own, at the end.
        wanted.push((1, "Numbers behind the charts".to_owned()));
        assert_eq!(headings(&main), wanted);
        assert_eq!(styled(&main, "Title").iter().map(|title| title.words()).collect::<Vec<_>>(), [document.title]);
    }
}

#[test]
fn the_styles_of_headings_are_those_that_word_knows() {
    let styles = File::of(&paper()).tree("word/styles.xml");
    for (id, name, level) in
        [("Heading1", "heading 1", "0"), ("Heading2", "heading 2", "1"), ("Heading3", "heading 3", "2")]
    {
        let style = styles.all("w:style").into_iter().find(|style| style.get("w:styleId") == id).unwrap();
        assert_eq!(style.child("w:name").unwrap().get("w:val"), name);
        let shape = style.child("w:pPr").unwrap();
        assert_eq!(shape.child("w:outlineLvl").unwrap().get("w:val"), level);
        assert!(shape.child("w:keepNext").is_some(), "a heading stays with what it is over");
    }
}

#[test]
fn every_cell_is_there() {
    for document in [paper(), performance()] {
        let main = File::of(&document).main();
        let found = main.all("w:tbl");
        let wanted = report::groups::tables(&document);
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(wanted) {
            let properties = found.child("w:tblPr").unwrap();
            assert_eq!(properties.child("w:tblCaption").unwrap().get("w:val"), wanted.caption);
            let rows: Vec<Vec<String>> =
                found.all("w:tr").iter().map(|row| row.all("w:tc").into_iter().map(read).collect()).collect();
            let header = wanted.columns.iter().map(|column| column.title.clone()).collect();
            let body = wanted.rows.iter().map(|row| row.cells.iter().map(said).collect());
            assert_eq!(rows, std::iter::once(header).chain(body).collect::<Vec<Vec<String>>>(), "{}", wanted.caption);
        }
    }
}

#[test]
fn header_rows_repeat_and_rows_stay_whole() {
    for document in [paper(), performance()] {
        for table in File::of(&document).main().all("w:tbl") {
            let look = table.child("w:tblPr").unwrap().child("w:tblLook").unwrap();
            assert_eq!((look.get("w:firstRow"), look.get("w:firstColumn")), ("1", "1"));
            for (i, row) in table.all("w:tr").into_iter().enumerate() {
                let properties = row.child("w:trPr").unwrap();
                assert!(properties.child("w:cantSplit").is_some());
                assert_eq!(properties.child("w:tblHeader").is_some(), i == 0, "row {i}");
            }
        }
    }
}

#[test]
fn numbers_stand_to_the_right_and_totals_stand_out() {
    let main = File::of(&paper()).main();
    let tables = main.all("w:tbl");
    let staffing = tables[1].all("w:tr");
    let right = |cell: &Element| {
        cell.all("w:p").iter().all(|paragraph| {
            paragraph.child("w:pPr").and_then(|shape| shape.child("w:jc")).is_some_and(|jc| jc.get("w:val") == "right")
        })
    };
    for row in &staffing {
        let cells: Vec<bool> = row.all("w:tc").into_iter().map(right).collect();
        assert_eq!(cells, [false, true, true, true, false]);
    }
    let bold = |row: &Element| row.all("w:r").iter().filter(|run| !run.all("w:b").is_empty()).count();
    assert_eq!(bold(staffing[1]), 0);
    assert_eq!(bold(staffing[3]), 4, "each word of the total");
    assert_eq!(staffing[3].all("w:tcBorders").len(), 5);
}

#[test]
fn tags_are_words_on_their_tone() {
    let main = File::of(&paper()).main();
    let tag = |style: &str| {
        let runs = main.all("w:r").into_iter();
        let styled = |run: &&Element| run.all("w:rStyle").iter().any(|one| one.get("w:val") == style);
        runs.filter(styled).map(Element::words).collect::<Vec<_>>()
    };
    assert_eq!(tag("TagBad"), ["\u{a0}▲\u{a0}Worse\u{a0}"]);
    assert_eq!(tag("TagQuiet"), ["No change"]);
}

#[test]
fn charts_have_words_for_those_who_do_not_see_them() {
    for document in [paper(), performance()] {
        let main = File::of(&document).main();
        let wanted: Vec<String> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Figure(figure) => Some(figure.description.clone()),
                _ => None,
            })
            .collect();
        assert!(!wanted.is_empty());
        let drawings = main.all("w:drawing");
        let said: Vec<&str> = drawings.iter().map(|one| one.all("wp:docPr")[0].get("descr")).collect();
        assert_eq!(said, wanted);
        let ids: BTreeSet<&str> = drawings.iter().map(|one| one.all("wp:docPr")[0].get("id")).collect();
        assert_eq!(ids.len(), drawings.len());
    }
}

#[test]
fn pictures_are_sharp_and_keep_their_shape() {
    let file = File::of(&paper());
    let main = file.main();
    let extent = main.all("wp:extent")[0];
    let png = &file.parts["word/media/chart1.png"];
    let pixels = |at: usize| f64::from(u32::from_be_bytes(png[at..at + 4].try_into().unwrap()));
    let (wide, high) = (pixels(16), pixels(20));
    let length = |name: &str| extent.get(name).parse::<f64>().unwrap();
    // 914,400 to the inch.
    assert!(wide / (length("cx") / 914_400.0) > 200.0, "dots per inch");
    assert!((length("cx") / length("cy") - wide / high).abs() < 0.01);
    assert!(png.len() < 200_000, "{} bytes", png.len());
}

#[test]
fn numbered_paragraphs_have_the_numbers_of_the_document() {
    let main = File::of(&paper()).main();
    let numbers: Vec<String> = styled(&main, "NumberedParagraph")
        .iter()
        .map(|paragraph| paragraph.words().split_once('\t').unwrap().0.to_owned())
        .collect();
    assert_eq!(numbers, ["1.1", "1.2"]);
}

#[test]
fn each_numbered_list_counts_from_one() {
    let file = File::of(&paper());
    let (main, lists) = (file.main(), file.tree("word/numbering.xml"));
    let of = |paragraph: &&Element| paragraph.all("w:numId")[0].get("w:val").to_owned();
    let used: Vec<String> = styled(&main, "ListNumber").iter().map(of).collect();
    assert_eq!(used.len(), 3);
    assert_eq!(used[0], used[1]);
    assert_ne!(used[1], used[2]);
    for id in [&used[0], &used[2]] {
        let list = lists.all("w:num").into_iter().find(|list| list.get("w:numId") == id).unwrap();
        assert_eq!(list.all("w:startOverride")[0].get("w:val"), "1");
    }
    assert_eq!(styled(&main, "ListBullet").iter().map(of).collect::<BTreeSet<_>>().len(), 1);
}

#[test]
fn the_contents_read_right_before_they_are_made_anew() {
    let file = File::of(&paper());
    let main = file.main();
    let entries: Vec<String> = styled(&main, "TOC1").iter().map(|entry| entry.words()).collect();
    assert_eq!(
        entries,
        [
            "1\tPurpose",
            "2\tPerformance and demand",
            "3\tStaffing by month",
            "4\tSign-off",
            // A long number would push the words to the page number's place.
            "Appendix 1: Data quality",
            "Numbers behind the charts"
        ]
    );
    let marks: Vec<&str> = main.all("w:fldChar").iter().map(|mark| mark.get("w:fldCharType")).collect();
    assert_eq!(marks, ["begin", "separate", "end"]);
    assert!(main.all("w:instrText")[0].own.contains("TOC"));
    // Neither of these opens without a question.
    assert!(main.every().iter().all(|element| element.get("w:dirty").is_empty()));
    assert!(file.tree("word/settings.xml").all("w:updateFields").is_empty());
}

#[test]
fn links_lead_somewhere() {
    for document in [paper(), performance()] {
        let file = File::of(&document);
        let main = file.main();
        let marks: Vec<&str> = main.all("w:bookmarkStart").iter().map(|mark| mark.get("w:name")).collect();
        let unique: BTreeSet<String> = marks.iter().map(|mark| mark.to_lowercase()).collect();
        assert_eq!(marks.len(), unique.len());
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        assert!(marks.iter().all(|mark| mark.len() <= 40 && mark.chars().all(allowed)), "{marks:?}");
        let opened: Vec<&str> = main.all("w:bookmarkStart").iter().map(|mark| mark.get("w:id")).collect();
        let closed: Vec<&str> = main.all("w:bookmarkEnd").iter().map(|mark| mark.get("w:id")).collect();
        assert_eq!(opened, closed);
        let links = main.all("w:hyperlink");
        assert!(!links.is_empty());
        for link in links {
            assert!(marks.contains(&link.get("w:anchor")) || !link.get("r:id").is_empty(), "{}", link.words());
        }
    }
    let main = File::of(&paper()).main();
    let linked: Vec<String> = main.all("w:hyperlink").iter().map(|link| link.words()).collect();
    assert!(linked.contains(&"the guidance".to_owned()));
    assert!(!linked.iter().any(|words| words.contains("trap") || words.contains("no such place")));
    assert!(main.words().contains("no such place") && main.words().contains("the trap"));
}

#[test]
fn every_page_says_whose_and_for_whom_it_is() {
    let file = File::of(&paper());
    assert_eq!(file.tree("word/header.xml").words(), "Anytown City Council\tPublic");
    assert_eq!(file.tree("word/header-first.xml").words(), "\tPublic");
    for path in ["word/footer.xml", "word/footer-first.xml", "word/footer-aside.xml"] {
        let footer = file.tree(path);
        assert_eq!(footer.words(), "Children’s services performance\tPage 1 of 1");
        let fields: Vec<&str> = footer.all("w:fldSimple").iter().map(|field| field.get("w:instr").trim()).collect();
        assert_eq!(fields, ["PAGE", "NUMPAGES"]);
    }
}

#[test]
fn a_table_that_finds_no_room_has_a_page_on_its_side() {
    let main = File::of(&paper()).main();
    let sections = main.all("w:sectPr");
    let turned: Vec<bool> =
        sections.iter().map(|one| one.child("w:pgSz").unwrap().get("w:orient") == "landscape").collect();
    assert_eq!(turned, [false, true, false, false, false], "main, aside, main, columns, foot");
    for section in &sections {
        let size = section.child("w:pgSz").unwrap();
        let long = if size.get("w:orient") == "landscape" { "w:w" } else { "w:h" };
        assert_eq!(size.get(long), "16838", "A4");
    }
    // The heading goes with its table.
    let body = main.child("w:body").unwrap();
    let ends: Vec<usize> = (0..body.children.len()).filter(|i| !body.children[*i].all("w:sectPr").is_empty()).collect();
    let aside: String = body.children[ends[0] + 1..ends[1]].iter().map(Element::words).collect();
    assert!(aside.starts_with("3\tStaffing by month"), "{aside}");
}

#[test]
fn widths_are_those_of_the_page() {
    for document in [paper(), performance()] {
        for table in File::of(&document).main().all("w:tbl") {
            let width = |element: &Element| element.get("w:w").parse::<u32>().unwrap();
            let grid: Vec<u32> = table.all("w:gridCol").into_iter().map(width).collect();
            let whole = width(table.child("w:tblPr").unwrap().child("w:tblW").unwrap());
            assert_eq!(grid.iter().sum::<u32>(), whole);
            assert!([9_412, 4_479, 14_344].contains(&whole), "{whole}");
            for row in table.all("w:tr") {
                let cells: Vec<u32> = row.all("w:tcW").into_iter().map(width).collect();
                assert_eq!(cells, grid);
            }
        }
    }
}
