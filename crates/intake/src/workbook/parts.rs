//! The parts of an xlsx workbook that its sheets need: which sheets there are, the shared texts, and which
//! number formats show a date.

use super::package::Package;
use super::xml::{Piece, Xml, attribute, unescaped};
use super::{Budget, Trouble, sheet};
use crate::Limits;
use crate::grid::Sheet;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Formats that a workbook may have; Excel allows 65,490.
const FORMATS: usize = 100_000;

/// The worksheets of a workbook.
pub(crate) fn sheets(mut package: Package, limits: &Limits, budget: &mut Budget) -> Result<Vec<Sheet>, Trouble> {
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let name = main.rsplit('/').next().unwrap_or_default();
    let relations = relations(&mut package, &format!("{folder}_rels/{name}.rels"))?;
    let listed = match package.part(&main)? {
        Some(part) => listed(Xml::new(part), limits)?,
        None => return Err(Trouble::damaged("its main part is missing")),
    };
    let of_kind = |kind: &str| {
        relations.values().find(|r| r.kind.ends_with(kind)).map(|relation| resolved(&folder, &relation.target))
    };
    let texts = match package.part(&of_kind("/sharedStrings").unwrap_or(format!("{folder}sharedStrings.xml")))? {
        Some(part) => texts(Xml::new(part), limits)?,
        None => Texts::default(),
    };
    let dates = match package.part(&of_kind("/styles").unwrap_or(format!("{folder}styles.xml")))? {
        Some(part) => date_formats(Xml::new(part))?,
        None => Vec::new(),
    };
    let book = Book { texts, dates, is_1904: listed.is_1904 };
    let mut sheets = Vec::new();
    for (name, id) in listed.sheets {
        let Some(relation) = relations.get(&id) else {
            return Err(Trouble::damaged(format_args!("there is no part for the sheet “{name}”")));
        };
        // Charts, dialogues and macros are sheets too, without cells.
        if !relation.kind.ends_with("/worksheet") {
            continue;
        }
        let Some(part) = package.part(&resolved(&folder, &relation.target))? else {
            return Err(Trouble::damaged(format_args!("the part of the sheet “{name}” is missing")));
        };
        let rows = sheet::rows(Xml::new(part), &name, &book, limits, budget)?;
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

/// What the cells of all sheets refer to.
pub(crate) struct Book {
    /// The shared texts.
    pub(crate) texts: Texts,
    /// For each cell format, whether it shows a date.
    pub(crate) dates: Vec<bool>,
    /// Whether day 0 is 1 January 1904.
    pub(crate) is_1904: bool,
}

/// Shared texts, one after another, so that many short ones take no more room than their letters.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.all.get(start..end)
    }
}

struct Relation {
    kind: String,
    target: String,
}

/// The part that a target names, from the folder of the part that refers to it.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The name of the part with the list of sheets, or what the archive is if it is no workbook.
fn main_part(package: &mut Package) -> Result<String, Trouble> {
    let hint = "Open it in the spreadsheet program and save it as “Excel Workbook (.xlsx)”.";
    if package.has("xl/workbook.bin") {
        return Err(Trouble::new("a binary workbook (.xlsb)", "a workbook (.xlsx or .xls)", hint));
    }
    if package.has("content.xml") && package.has("mimetype") {
        return Err(Trouble::new("an OpenDocument file (.ods)", "a workbook (.xlsx or .xls)", hint));
    }
    let relations = relations(package, "_rels/.rels")?;
    let office = relations.values().find(|relation| relation.kind.ends_with("/officeDocument"));
    let main = office.map_or("xl/workbook.xml".to_owned(), |relation| resolved("", &relation.target));
    if package.has(&main) && !package.has("word/document.xml") && !package.has("ppt/presentation.xml") {
        Ok(main)
    } else {
        Err(Trouble::new(
            "a zip archive without a workbook in it",
            "a workbook (.xlsx or .xls)",
            "If it is an archive of several files, unpack it and give the folder.",
        ))
    }
}

fn relations(package: &mut Package, name: &str) -> Result<BTreeMap<String, Relation>, Trouble> {
    let mut relations = BTreeMap::new();
    let Some(part) = package.part(name)? else { return Ok(relations) };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            Piece::Start(element) if element.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) =
                    (attribute(&element, "Id"), attribute(&element, "Type"), attribute(&element, "Target"))
                {
                    relations.insert(id, Relation { kind, target });
                }
            }
            Piece::Eof => return Ok(relations),
            _ => {}
        }
    }
}

struct Listed {
    /// Name and relation of each sheet, in order.
    sheets: Vec<(String, String)>,
    is_1904: bool,
}

fn listed(mut xml: Xml<impl BufRead>, limits: &Limits) -> Result<Listed, Trouble> {
    let mut listed = Listed { sheets: Vec::new(), is_1904: false };
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "sheet" => {
                    // The relation's id has a prefix (r:id) and sheetId has none, so the names differ.
                    if let (Some(name), Some(id)) = (attribute(&element, "name"), attribute(&element, "id")) {
                        listed.sheets.push((unescaped(&name).into_owned(), id));
                    }
                    if listed.sheets.len() > limits.sheets {
                        return Err(Trouble::too_big("the workbook has too many sheets", limits.sheets, "sheets"));
                    }
                }
                "workbookPr" => {
                    if let Some(value) = attribute(&element, "date1904") {
                        listed.is_1904 = matches!(value.as_str(), "1" | "true");
                    }
                }
                _ => {}
            },
            Piece::Eof => return Ok(listed),
            _ => {}
        }
    }
}

/// Each `si` is one text, of one or more runs; the phonetic reading beside them (`rPh`) is none of it.
fn texts(mut xml: Xml<impl BufRead>, limits: &Limits) -> Result<Texts, Trouble> {
    let mut texts = Texts::default();
    let (mut inside, mut phonetic, mut run) = (false, false, String::new());
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "t" => inside = !phonetic,
                "rPh" => phonetic = true,
                _ => {}
            },
            Piece::Text(text) if inside => run.push_str(&text),
            Piece::End(name) => match name.as_str() {
                "t" => inside = false,
                "rPh" => phonetic = false,
                "si" => {
                    if run.len() > limits.cell_bytes {
                        return Err(Trouble::too_big("a cell holds too much text", limits.cell_bytes, "bytes"));
                    }
                    texts.all.push_str(&unescaped(&run));
                    texts.ends.push(texts.all.len());
                    run.clear();
                    if texts.ends.len() as u64 > limits.workbook_cells {
                        return Err(Trouble::too_big("too many texts", limits.workbook_cells, "texts"));
                    }
                }
                _ => {}
            },
            Piece::Eof => return Ok(texts),
            _ => {}
        }
    }
}

/// For each cell format, in order, whether it shows a date.
fn date_formats(mut xml: Xml<impl BufRead>) -> Result<Vec<bool>, Trouble> {
    let mut own: BTreeMap<String, bool> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "numFmt" if own.len() < FORMATS => {
                    if let (Some(id), Some(code)) = (attribute(&element, "numFmtId"), attribute(&element, "formatCode"))
                    {
                        own.insert(id, shows_date(&code));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells && formats.len() < FORMATS => {
                    let id = attribute(&element, "numFmtId").unwrap_or_default();
                    formats.push(own.get(&id).copied().unwrap_or_else(|| built_in_shows_date(&id)));
                }
                _ => {}
            },
            Piece::End(name) if name == "cellXfs" => of_cells = false,
            Piece::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// Whether the built-in number format shows a date: ECMA-376 part 1, 18.8.30, the East Asian ones too. Formats
/// of a time alone are none.
fn built_in_shows_date(id: &str) -> bool {
    matches!(id.parse(), Ok(14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58_u32))
}

/// Whether a number format of the workbook's own shows a date: there is a day or a year in its first section,
/// or a month without hours or seconds that would make it minutes.
fn shows_date(format: &str) -> bool {
    let (mut day_or_year, mut month, mut time) = (false, false, false);
    let mut characters = format.chars();
    let (mut quoted, mut brackets) = (false, 0_usize);
    while let Some(c) = characters.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The next character is text, a width or a filling.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            _ if brackets > 0 => {}
            ';' => break,
            'd' | 'D' | 'y' | 'Y' => day_or_year = true,
            'm' | 'M' => month = true,
            'h' | 'H' | 's' | 'S' => time = true,
            _ => {}
        }
    }
    // [h]:mm is a length of time; its letter stands in brackets, and its minutes must not make it a date.
    let lasting = ["[h", "[m", "[s", "[H", "[M", "[S"].iter().any(|start| format.contains(start));
    day_or_year || (month && !time && !lasting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told_from_others() {
        for date in ["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "mmm-yy", "yyyy\\-mm\\-dd hh:mm", "d-mmm", "mmmm"] {
            assert!(shows_date(date), "{date}");
        }
        for other in
            ["General", "0.00", "h:mm AM/PM", "[h]:mm:ss", "[mm]:ss", "mm:ss", "\"days\" 0", "0;[Red]-0", "\\d0"]
        {
            assert!(!shows_date(other), "{other}");
        }
        assert!(built_in_shows_date("14") && !built_in_shows_date("20") && !built_in_shows_date("x"));
    }

    #[test]
    fn targets_are_found_from_their_folder() {
        assert_eq!(resolved("xl/", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/", "../xl/./styles.xml"), "xl/styles.xml");
    }
}
