//! Reads a PDF back as assistive technology does: the tree of tags with the text that each holds.

// Two tests share it, and neither looks at all that it reads.
#![allow(dead_code)]

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, Stream};
use hayro_syntax::page::Page;
use std::collections::HashMap;

/// An element of the tree; text is an element without a tag.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub tag: String,
    pub alternative: Option<String>,
    /// Of a header: what it heads, `Row`, `Column` or `Both`.
    pub scope: String,
    pub text: String,
    pub kids: Vec<Node>,
}

impl Node {
    /// Its text and that of all beneath it.
    pub fn words(&self) -> String {
        self.kids.iter().fold(self.text.clone(), |words, kid| words + &kid.words())
    }

    /// It and all beneath it that have `tag`, in order.
    pub fn all(&self, tag: &str) -> Vec<&Node> {
        let mut found = if self.tag == tag { vec![self] } else { vec![] };
        found.extend(self.kids.iter().flat_map(|kid| kid.all(tag)));
        found
    }
}

/// A document as it is read.
#[derive(Debug)]
pub struct Read {
    pub tree: Node,
    /// The text of each page with header and footer, as it is painted.
    pub pages: Vec<String>,
    /// The metadata.
    pub xmp: String,
    pub language: String,
    /// Whether the catalog says that it is tagged, and that readers show its title.
    pub marked: bool,
    pub titled: bool,
    /// Bookmarks: how deep, and their words.
    pub bookmarks: Vec<(usize, String)>,
    /// The names of the fonts in the file, and whether each is embedded.
    pub fonts: Vec<(String, bool)>,
    /// How many patterns are painted with.
    pub patterns: usize,
    pub landscape: Vec<bool>,
}

type Marked = HashMap<(i32, i32), String>;

/// Reads `bytes`.
pub fn read(bytes: &[u8]) -> Read {
    let pdf = Pdf::new(bytes.to_vec()).expect("a PDF");
    let catalog: Dict = pdf.xref().get(pdf.xref().root_id()).expect("a catalog");
    let mut marked = Marked::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        pages.push(text_of(page, &mut marked));
    }
    let root: Dict = catalog.get("StructTreeRoot").expect("a tree of tags");
    let metadata: Stream = catalog.get("Metadata").expect("metadata");
    let mut bookmarks = Vec::new();
    if let Some(outlines) = catalog.get::<Dict>("Outlines") {
        bookmarks_of(&outlines, 0, &mut bookmarks);
    }
    let objects: Vec<Object> = pdf.objects().into_iter().collect();
    let dicts: Vec<Dict> = objects.iter().filter_map(|object| object.clone().into_dict()).collect();
    let named = |dict: &Dict, key: &str, value: &str| {
        dict.get::<Name>(key).is_some_and(|name| name.as_ref() == value.as_bytes())
    };
    let fonts = dicts.iter().filter(|dict| named(dict, "Type", "FontDescriptor")).map(|dict| {
        let name = dict.get::<Name>("FontName").map(|name| string(&name)).unwrap_or_default();
        (name, ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| dict.contains_key(key)))
    });
    let streams = objects.iter().filter_map(|object| object.clone().into_stream());
    Read {
        tree: node(&root, 0, &marked),
        xmp: String::from_utf8_lossy(&metadata.decoded().expect("a stream that can be read")).into_owned(),
        language: catalog.get::<hayro_syntax::object::String>("Lang").map(|lang| decoded(&lang)).unwrap_or_default(),
        marked: catalog.get::<Dict>("MarkInfo").and_then(|info| info.get("Marked")).unwrap_or(false),
        titled: catalog.get::<Dict>("ViewerPreferences").and_then(|seen| seen.get("DisplayDocTitle")).unwrap_or(false),
        bookmarks,
        fonts: fonts.collect(),
        patterns: streams.filter(|stream| stream.dict().contains_key("PatternType")).count(),
        landscape: pdf.pages().iter().map(|page| page.render_dimensions()).map(|(wide, high)| wide > high).collect(),
        pages,
    }
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, or letters of one byte.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => string(rest),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn bookmarks_of(parent: &Dict, depth: usize, out: &mut Vec<(usize, String)>) {
    let mut next: Option<Dict> = parent.get("First");
    while let Some(item) = next {
        let title = item.get::<hayro_syntax::object::String>("Title").map(|title| decoded(&title)).unwrap_or_default();
        out.push((depth, title));
        bookmarks_of(&item, depth + 1, out);
        next = item.get("Next");
    }
}

fn node(element: &Dict, page: i32, marked: &Marked) -> Node {
    let page = element.get_ref("Pg").map_or(page, |page| page.obj_number);
    let attributes: Vec<Dict> = match element.get::<Object>("A") {
        Some(Object::Dict(dict)) => vec![dict],
        Some(Object::Array(array)) => array.iter::<Dict>().collect(),
        _ => vec![],
    };
    let scope = attributes.iter().find_map(|dict| dict.get::<Name>("Scope"));
    let mut kids = Vec::new();
    match element.get_raw::<Object>("K") {
        Some(MaybeRef::NotRef(Object::Array(array))) => {
            for kid in array.iter::<Object>() {
                kids.extend(self::kid(kid, page, marked));
            }
        }
        Some(MaybeRef::NotRef(object)) => kids.extend(kid(object, page, marked)),
        Some(MaybeRef::Ref(_)) => match element.get::<Object>("K") {
            Some(Object::Array(array)) => kids.extend(array.iter().filter_map(|object| kid(object, page, marked))),
            Some(object) => kids.extend(kid(object, page, marked)),
            None => {}
        },
        None => {}
    }
    Node {
        tag: element.get::<Name>("S").map(|name| string(&name)).unwrap_or_default(),
        alternative: element.get::<hayro_syntax::object::String>("Alt").map(|text| decoded(&text)),
        scope: scope.map(|name| string(&name)).unwrap_or_default(),
        text: String::new(),
        kids,
    }
}

fn kid(object: Object, page: i32, marked: &Marked) -> Option<Node> {
    let text = |page: i32, id: i32| {
        let text = marked.get(&(page, id)).cloned().unwrap_or_default();
        Some(Node { text, ..Node::default() })
    };
    match object {
        Object::Number(id) => text(page, id.as_i64() as i32),
        Object::Dict(dict) if dict.contains_key("MCID") => {
            let page = dict.get_ref("Pg").map_or(page, |page: ObjRef| page.obj_number);
            text(page, dict.get::<i32>("MCID")?)
        }
        Object::Dict(dict) if dict.contains_key("S") => Some(node(&dict, page, marked)),
        _ => None,
    }
}

/// The text of a page; what is marked goes to `marked` by the page's object and its number.
fn text_of(page: &Page, marked: &mut Marked) -> String {
    let object = page.raw().obj_id().map_or(0, |id| ObjRef::from(id).obj_number);
    let mut painted = String::new();
    let mut letters: HashMap<Vec<u8>, HashMap<u16, String>> = HashMap::new();
    let mut font = Vec::new();
    // Open marks: their number if they have one, and whether a text stands in for what they hold.
    let mut open: Vec<(Option<i32>, bool)> = Vec::new();
    let mut operations = page.operations();
    while let Some(operation) = operations.next() {
        let operands: Vec<&Object> = operation.operands().collect();
        let mut show = |text: &str, open: &[(Option<i32>, bool)]| {
            painted.push_str(text);
            if let Some(id) = open.iter().rev().find_map(|(id, _)| *id) {
                marked.entry((object, id)).or_default().push_str(text);
            }
        };
        match &**operation.operator {
            b"BMC" => open.push((None, false)),
            b"BDC" => {
                let dict = operands.last().and_then(|last| (*last).clone().into_dict());
                let id = dict.as_ref().and_then(|dict| dict.get::<i32>("MCID"));
                let instead = dict.and_then(|dict| dict.get::<hayro_syntax::object::String>("ActualText"));
                open.push((id, instead.is_some()));
                if let Some(instead) = instead {
                    show(&decoded(&instead), &open);
                }
            }
            b"EMC" => {
                open.pop();
            }
            b"Tf" => {
                if let Some(Object::Name(name)) = operands.first() {
                    font = name.to_vec();
                    letters.entry(font.clone()).or_insert_with(|| {
                        let font = page.resources().get_font(name).expect("a font of the page");
                        let map: Stream = font.get("ToUnicode").expect("letters of every glyph");
                        mapping(&string(&map.decoded().expect("a stream that can be read")))
                    });
                }
            }
            b"Tj" | b"TJ" => {
                let mut bytes = Vec::new();
                for operand in &operands {
                    match operand {
                        Object::String(part) => bytes.extend_from_slice(part),
                        Object::Array(parts) => {
                            for part in Array::iter::<Object>(parts) {
                                if let Object::String(part) = part {
                                    bytes.extend_from_slice(&part);
                                }
                            }
                        }
                        _ => {}
                    }
                }
                if !open.iter().any(|(_, instead)| *instead) {
                    let map = &letters[&font];
                    let codes = bytes.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
                    let text: String = codes.map(|code| map.get(&code).cloned().expect("a letter")).collect();
                    show(&text, &open);
                }
            }
            _ => {}
        }
    }
    painted
}

/// Glyphs and their letters, from the map inside a font.
fn mapping(map: &str) -> HashMap<u16, String> {
    let mut out = HashMap::new();
    let text = |hex: &str| {
        let bytes: Vec<u8> =
            (0..hex.len() / 2).filter_map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()).collect();
        let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect();
        String::from_utf16_lossy(&units)
    };
    let code = |hex: &str| u16::from_str_radix(hex, 16).ok();
    for (kind, width) in [("bfchar", 2), ("bfrange", 3)] {
        for section in map.split(&format!("begin{kind}")).skip(1) {
            let section = section.split(&format!("end{kind}")).next().unwrap_or_default();
            let parts: Vec<&str> = section.split(['<', '>']).map(str::trim).filter(|part| !part.is_empty()).collect();
            for entry in parts.chunks(width) {
                match entry {
                    [glyph, letters] => {
                        out.extend(code(glyph).map(|glyph| (glyph, text(letters))));
                    }
                    [first, last, letters] => {
                        let (Some(first), Some(last)) = (code(first), code(last)) else { continue };
                        let letters: Vec<u16> = text(letters).encode_utf16().collect();
                        for glyph in first..=last {
                            let mut letters = letters.clone();
                            if let Some(end) = letters.last_mut() {
                                *end += glyph - first;
                            }
                            out.insert(glyph, String::from_utf16_lossy(&letters));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    out
}
