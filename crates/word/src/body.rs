//! The main part while it is written: what has been counted, what waits, and the sections of pages.

use crate::Error;
use crate::furniture::Furniture;
use crate::measure::{self, Setting, Twips};
use crate::names::Names;
use crate::package::{KIND, Relations};
use crate::picture::{self, Picture};
use crate::text::Shape;
use crate::xml::Xml;
use report::Document;
use report::groups::{self, Group, Numbers};
use report::model::{Block, Table};
use std::collections::HashSet;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";

/// A4: the short and the long side.
const A4: (Twips, Twips) = (11_906, 16_838);
/// The margin at either side, 2.2 cm.
const SIDE: Twips = 1_247;
/// The margins above and below.
const ABOVE: Twips = 1_474;
const BELOW: Twips = 1_304;
/// The space between two columns.
const GAP: Twips = 454;
/// The width of text on an upright page.
pub(crate) const UPRIGHT: Twips = A4.0 - 2 * SIDE;
/// The width of text on a page on its side.
pub(crate) const ASIDE: Twips = A4.1 - 2 * SIDE;

/// How the pages of a section are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Upright.
    Upright,
    /// Upright, in two columns.
    Columns,
    /// On its side.
    Aside,
}

impl Layout {
    /// The width of text.
    pub fn width(self) -> Twips {
        match self {
            Layout::Upright => UPRIGHT,
            Layout::Columns => (UPRIGHT - GAP) / 2,
            Layout::Aside => ASIDE,
        }
    }
}

/// The attributes of the root of a part that has Word's own elements.
pub(crate) const ROOT: [(&str, &str); 3] = [("xmlns:w", MAIN), ("xmlns:r", KIND), ("xmlns:wp", DRAWING)];

/// The main part.
pub(crate) struct Body<'a> {
    pub document: &'a Document,
    pub xml: Xml,
    pub names: Names,
    pub relations: Relations,
    /// The pictures that are in the file, numbered from 1.
    pub pictures: Vec<Vec<u8>>,
    /// Those that wait for their figures.
    painted: std::vec::IntoIter<Picture>,
    /// How many numbered lists there were.
    pub lists: u32,
    /// How many bookmarks there were.
    pub bookmarks: u32,
    /// Whether what comes next begins a page.
    pub page_break: bool,
    /// Whether a table was the last thing written, which has no space of its own beneath.
    pub after_table: bool,
    /// Whether the section of text has numbered paragraphs: lists are indented like their text.
    pub numbered: bool,
    /// The tables of charts that stand at the end, with the bookmark of each.
    pub deferred: Vec<(Numbers, String)>,
    /// What stands at the head and foot of pages.
    pub furniture: Furniture,
    /// How the pages of the section are laid out.
    layout: Layout,
    /// Whether the section begins on the page on which the one before ended.
    continuous: bool,
    first_section: bool,
}

impl<'a> Body<'a> {
    /// Writes `document`, all but what closes the part.
    pub fn write(document: &'a Document) -> Result<Body<'a>, Error> {
        let mut relations = Relations::default();
        let own = [
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("numbering", "numbering.xml"),
            ("fontTable", "fontTable.xml"),
            ("theme", "theme/theme1.xml"),
        ];
        for (kind, target) in own {
            relations.part(kind, target);
        }
        let mut names = Names::of(document);
        let bookmark = |numbers: &Numbers| format!("numbers-{}", numbers.anchors.first().map_or("", String::as_str));
        let deferred = groups::numbers(document).into_iter();
        let deferred = deferred.map(|numbers| (names.fresh(&bookmark(&numbers)), numbers));
        let deferred = deferred.map(|(name, numbers)| (numbers, name)).collect();
        let furniture = Furniture::new(document, &mut relations);
        let mut body = Body {
            document,
            xml: Xml::part("w:document", &ROOT),
            names,
            relations,
            pictures: Vec::new(),
            painted: picture::paint(document)?.into_iter(),
            lists: 0,
            bookmarks: 0,
            page_break: false,
            after_table: false,
            numbered: false,
            deferred,
            furniture,
            layout: Layout::Upright,
            continuous: false,
            first_section: true,
        };
        body.xml.open("w:body", &[]);
        body.front();
        let aside = aside(document);
        let mut i = 0;
        for group in groups::groups(&document.blocks) {
            match group {
                Group::One(block) => {
                    let layout = if aside.contains(&i) { Layout::Aside } else { Layout::Upright };
                    // Columns end where their charts do, not with the page.
                    let continuous = body.layout == Layout::Columns && layout == Layout::Upright;
                    body.turn(layout, continuous);
                    body.block(block);
                    i += 1;
                }
                Group::Charts(figures) => {
                    body.turn(Layout::Columns, body.layout == Layout::Upright);
                    figures.iter().for_each(|figure| body.figure_beside(figure));
                    i += figures.len();
                }
            }
        }
        body.behind_the_charts();
        body.turn(Layout::Upright, true);
        body.foot();
        body.section();
        Ok(body)
    }

    /// Puts the picture of the next figure into the file: gives its relationship and its height for a width of 1.
    pub fn picture(&mut self) -> Option<(String, f32)> {
        let picture = self.painted.next()?;
        self.pictures.push(picture.png);
        let id = self.relations.part("image", format!("media/chart{}.png", self.pictures.len()));
        Some((id, picture.height))
    }

    /// The width of text here.
    pub fn width(&self) -> Twips {
        self.layout.width()
    }

    /// Goes on in `layout`: if that is another one than here, the section ends, and the next one begins on this page
    /// or, unless `continuous`, on a page of its own.
    pub fn turn(&mut self, layout: Layout, continuous: bool) {
        if layout == self.layout {
            return;
        }
        // The paragraph that ends a section has no height to speak of.
        self.page_break = self.page_break && continuous;
        let page_break = std::mem::take(&mut self.page_break);
        self.after_table = false;
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.value("w:pStyle", "SectionEnd");
        self.section();
        self.xml.close();
        self.xml.close();
        self.page_break = page_break;
        self.layout = layout;
        self.continuous = continuous;
        self.first_section = false;
    }

    /// The properties of the section that ends here.
    fn section(&mut self) {
        let aside = self.layout == Layout::Aside;
        let references = self.furniture.references(aside, self.first_section, &mut self.relations);
        let xml = &mut self.xml;
        xml.open("w:sectPr", &[]);
        for (element, pages, id) in &references {
            xml.empty(element, &[("w:type", pages), ("r:id", id)]);
        }
        xml.value("w:type", if self.continuous { "continuous" } else { "nextPage" });
        let (width, height) = if aside { (A4.1, A4.0) } else { A4 };
        let (width, height) = (width.to_string(), height.to_string());
        let mut size: Vec<(&str, &str)> = vec![("w:w", &width), ("w:h", &height)];
        if aside {
            size.push(("w:orient", "landscape"));
        }
        xml.empty("w:pgSz", &size);
        let (side, above, below) = (SIDE.to_string(), ABOVE.to_string(), BELOW.to_string());
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", &above),
                ("w:right", &side),
                ("w:bottom", &below),
                ("w:left", &side),
                ("w:header", "624"),
                ("w:footer", "567"),
                ("w:gutter", "0"),
            ],
        );
        match self.layout {
            Layout::Columns => xml.empty("w:cols", &[("w:num", "2"), ("w:space", &GAP.to_string())]),
            _ => xml.empty("w:cols", &[("w:space", "708")]),
        }
        if self.first_section {
            xml.empty("w:titlePg", &[]);
        }
        xml.close();
    }

    /// What stands at the foot of the document.
    fn foot(&mut self) {
        let document = self.document;
        for (i, line) in document.footer.iter().enumerate() {
            let style = if i == 0 { "FootFirst" } else { "Foot" };
            self.plain(&Shape::of(style), line);
        }
        if self.after_table || (document.footer.is_empty() && document.blocks.is_empty()) {
            // Word wants a paragraph at the end.
            self.plain(&Shape::of("SectionEnd"), "");
        }
    }
}

/// How `table` is set on an upright page, if it can be read there.
pub(crate) fn upright(table: &Table, width: Twips) -> Option<Setting> {
    let read =
        |setting: Setting| measure::fits(table, setting, width) && measure::tallest(table, setting, width) <= TALL;
    if read(Setting::Usual) {
        return Some(Setting::Usual);
    }
    // Of few columns, one has long texts that would be long on any page.
    let few = measure::columns(table) < MANY && measure::fits(table, Setting::Compact, width);
    (few || read(Setting::Compact)).then_some(Setting::Compact)
}

/// How `table` is set on a page on its side: as large as it finds room.
pub(crate) fn aside_setting(table: &Table) -> Setting {
    let fits = |setting: &Setting| measure::fits(table, *setting, ASIDE);
    [Setting::Usual, Setting::Compact].into_iter().find(fits).unwrap_or(Setting::Dense)
}

/// A row of more lines than this is unpleasant to read.
const TALL: u32 = 6;
/// From this many columns on, tall rows mean narrow columns rather than long texts.
const MANY: usize = 6;

/// The blocks that stand on pages on their side: tables that find no room on an upright page, and the headings over
/// them.
fn aside(document: &Document) -> HashSet<usize> {
    let mut out = HashSet::new();
    for (i, block) in document.blocks.iter().enumerate() {
        if let Block::Table(table) = block
            && upright(table, UPRIGHT).is_none()
        {
            out.insert(i);
            let headings =
                document.blocks[..i].iter().rev().take_while(|block| matches!(block, Block::Heading(_))).count();
            out.extend(i - headings..i);
        }
    }
    out
}
