//! What Word insists on: parts that are declared and found, elements in the order of the schema, ids that are unique.
//! Word offers to repair a file that fails in any of these, and a clerk would not trust it again.

mod common;

use common::{Element, File, paper, performance, wide};
use report::model::{Block, Document, Table};
use std::collections::BTreeSet;

fn documents() -> Vec<(&'static str, Document)> {
    let narrow = Document { title: "Nothing".to_owned(), ..Document::default() };
    let odd = Document {
        blocks: vec![
            Block::Contents,
            Block::NewPage,
            Block::Table(Table { caption: "No columns".to_owned(), ..Table::default() }),
            Block::Table(wide(24)),
            Block::Table(Table { rows: vec![], ..wide(3) }),
            Block::List(Vec::new()),
            Block::NewPage,
        ],
        ..Document::default()
    };
    vec![("paper", paper()), ("performance", performance()), ("nothing", narrow), ("odd", odd)]
}

/// The children that an element may have, in order, for the elements that are used (ISO/IEC 29500-1, annex A).
fn sequence(parent: &str) -> Option<&'static str> {
    Some(match parent {
        "w:pPr" => {
            "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
             suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd \
             snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment \
             textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
        }
        "w:rPr" => {
            "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid \
             vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs \
             em lang eastAsianLayout specVanish oMath"
        }
        "w:tblPr" => {
            "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
             tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
        }
        "w:tcPr" => {
            "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
        }
        "w:tcBorders" => "top left bottom right insideH insideV tl2br tr2bl",
        "w:tblBorders" => "top left bottom right insideH insideV",
        "w:tblCellMar" => "top left bottom right",
        "w:pBdr" => "top left bottom right between bar",
        "w:numPr" => "ilvl numId",
        "w:sectPr" => {
            "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType \
             cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
        }
        "w:tbl" => "tblPr tblGrid tr",
        "w:tr" => "tblPrEx trPr tc",
        "w:tc" => "tcPr p|tbl",
        "w:p" => "pPr r|hyperlink|bookmarkStart|bookmarkEnd|fldSimple",
        "w:r" => "rPr t|tab|drawing|fldChar|instrText",
        "w:body" => "p|tbl|sdt sectPr",
        "w:sdt" => "sdtPr sdtEndPr sdtContent",
        "w:styles" => "docDefaults latentStyles style",
        "w:docDefaults" => "rPrDefault pPrDefault",
        "w:style" => {
            "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked \
             personal rsid pPr rPr tblPr trPr tcPr tblStylePr"
        }
        "w:tblStylePr" => "pPr rPr tblPr trPr tcPr",
        "w:numbering" => "numPicBullet abstractNum num numIdMacAtCleanup",
        "w:abstractNum" => "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "w:lvl" => "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
        "w:num" => "abstractNumId lvlOverride",
        "w:lvlOverride" => "startOverride lvl",
        "w:settings" => {
            "writeProtection view zoom removePersonalInformation mirrorMargins defaultTabStop autoHyphenation \
             evenAndOddHeaders characterSpacingControl footnotePr endnotePr compat docVars rsids attachedSchema \
             themeFontLang clrSchemeMapping decimalSymbol listSeparator"
        }
        "w:font" => "altName panose1 charset family notTrueType pitch sig",
        "a:themeElements" => "a:clrScheme a:fontScheme a:fmtScheme",
        "a:clrScheme" => {
            "a:dk1 a:lt1 a:dk2 a:lt2 a:accent1 a:accent2 a:accent3 a:accent4 a:accent5 a:accent6 a:hlink a:folHlink"
        }
        "a:fontScheme" => "a:majorFont a:minorFont",
        "a:majorFont" | "a:minorFont" => "a:latin a:ea a:cs",
        "a:fmtScheme" => "a:fillStyleLst a:lnStyleLst a:effectStyleLst a:bgFillStyleLst",
        "wp:inline" => "wp:extent wp:effectExtent wp:docPr wp:cNvGraphicFramePr a:graphic",
        "pic:pic" => "pic:nvPicPr pic:blipFill pic:spPr",
        "pic:nvPicPr" => "pic:cNvPr pic:cNvPicPr",
        "pic:blipFill" => "a:blip a:srcRect a:stretch",
        "pic:spPr" => "a:xfrm a:prstGeom",
        "a:xfrm" => "a:off a:ext",
        _ => return None,
    })
}

/// What in `root` is not in the order of the schema.
fn disorder(root: &Element) -> Vec<String> {
    let mut out = Vec::new();
    for parent in root.every() {
        let Some(sequence) = sequence(&parent.name) else { continue };
        let order: Vec<Vec<String>> = sequence
            .split_whitespace()
            .map(|place| {
                let full = |name: &str| if name.contains(':') { name.to_owned() } else { format!("w:{name}") };
                place.split('|').map(full).collect()
            })
            .collect();
        let mut last = 0;
        for child in &parent.children {
            match order.iter().position(|place| place.contains(&child.name)) {
                None => out.push(format!("{} in {}", child.name, parent.name)),
                Some(place) if place < last => out.push(format!("{} too late in {}", child.name, parent.name)),
                Some(place) => last = place,
            }
        }
    }
    out
}

#[test]
fn the_test_of_order_finds_disorder() {
    let wrong = common::tree("<w:p><w:pPr><w:jc/><w:spacing/></w:pPr><w:r><w:t/><w:rPr><w:x/></w:rPr></w:r></w:p>");
    assert_eq!(disorder(&wrong), ["w:spacing too late in w:pPr", "w:rPr too late in w:r", "w:x in w:rPr"]);
}

#[test]
fn elements_stand_in_the_order_of_the_schema() {
    for (name, document) in documents() {
        for (path, tree) in File::of(&document).trees() {
            assert_eq!(disorder(&tree), Vec::<String>::new(), "{name}: {path}");
        }
    }
}

#[test]
fn tables_have_what_word_cannot_do_without() {
    for (name, document) in documents() {
        let main = File::of(&document).main();
        for table in main.all("w:tbl") {
            let columns = table.all("w:gridCol").len();
            assert!(columns > 0);
            for row in table.all("w:tr") {
                assert_eq!(row.all("w:tc").len(), columns, "{name}");
            }
            for cell in table.all("w:tc") {
                assert_eq!(cell.children.last().unwrap().name, "w:p", "a cell ends with a paragraph");
            }
        }
        // Two tables with nothing between would be one, and a document ends with a paragraph.
        let body = main.child("w:body").unwrap();
        let names: Vec<&str> = body.children.iter().map(|child| child.name.as_str()).collect();
        assert!(!names.windows(2).any(|pair| pair == ["w:tbl", "w:tbl"]), "{name}");
        assert_eq!(names[names.len() - 2..], ["w:p", "w:sectPr"], "{name}");
    }
}

#[test]
fn relationships_are_found_and_content_types_declared() {
    for (name, document) in documents() {
        let file = File::of(&document);
        assert_eq!(file.order[0], "[Content_Types].xml", "the first entry");
        let types = file.tree("[Content_Types].xml");
        let attribute = |element: &str, name: &str| -> BTreeSet<String> {
            types.all(element).iter().map(|one| one.get(name).to_owned()).collect()
        };
        let (endings, named) = (attribute("Default", "Extension"), attribute("Override", "PartName"));
        for path in file.order.iter().skip(1) {
            let ending = path.rsplit_once('.').unwrap().1;
            assert!(named.contains(&format!("/{path}")) || endings.contains(ending), "{name}: {path}");
            assert!(ending != "xml" || named.contains(&format!("/{path}")), "{name}: {path}");
        }
        for path in &named {
            assert!(file.parts.contains_key(&path[1..]), "{name}: {path}");
        }
        let mut targets = BTreeSet::from(["[Content_Types].xml".to_owned()]);
        for path in file.order.iter().filter(|path| path.ends_with(".rels")) {
            targets.insert(path.clone());
            let folder = path.split("_rels/").next().unwrap();
            let mut ids = BTreeSet::new();
            for one in file.tree(path).all("Relationship") {
                assert!(ids.insert(one.get("Id").to_owned()), "{name}: {}", one.get("Id"));
                match one.get("TargetMode") {
                    "External" => assert!(one.get("Target").starts_with("https:") && one.get("Target").is_ascii()),
                    _ => {
                        let target = format!("{folder}{}", one.get("Target"));
                        assert!(file.parts.contains_key(&target), "{name}: {target}");
                        targets.insert(target);
                    }
                }
            }
        }
        // No part that nothing leads to.
        assert_eq!(targets, file.order.iter().cloned().collect(), "{name}");
        let rels = file.tree("word/_rels/document.xml.rels");
        let known: BTreeSet<&str> = rels.all("Relationship").iter().map(|one| one.get("Id")).collect();
        let main = file.main();
        for element in main.every() {
            for attribute in ["r:id", "r:embed"] {
                let id = element.get(attribute);
                assert!(id.is_empty() || known.contains(id), "{name}: {id} of {}", element.name);
            }
        }
    }
}

#[test]
fn styles_and_lists_that_are_used_exist() {
    for (name, document) in documents() {
        let file = File::of(&document);
        let styles = file.tree("word/styles.xml");
        let known: Vec<(&str, &str)> =
            styles.all("w:style").iter().map(|style| (style.get("w:type"), style.get("w:styleId"))).collect();
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len(), "each style once");
        let lists = file.tree("word/numbering.xml");
        let numbers: Vec<&str> = lists.all("w:num").iter().map(|list| list.get("w:numId")).collect();
        for (path, tree) in file.trees() {
            for element in tree.every() {
                let wanted = match element.name.as_str() {
                    "w:pStyle" | "w:next" => "paragraph",
                    "w:rStyle" => "character",
                    "w:tblStyle" => "table",
                    "w:numId" => {
                        assert!(numbers.contains(&element.get("w:val")), "{name}: {path}");
                        continue;
                    }
                    "w:basedOn" => {
                        assert!(known.iter().any(|(_, id)| *id == element.get("w:val")), "{}", element.get("w:val"));
                        continue;
                    }
                    _ => continue,
                };
                assert!(known.contains(&(wanted, element.get("w:val"))), "{name}: {path}: {}", element.get("w:val"));
            }
        }
    }
}

#[test]
fn the_language_is_british_english() {
    let file = File::of(&paper());
    let styles = file.tree("word/styles.xml");
    let defaults = styles.child("w:docDefaults").unwrap();
    assert_eq!(defaults.all("w:lang")[0].get("w:val"), "en-GB");
    assert_eq!(defaults.all("w:rFonts")[0].get("w:ascii"), "Arial");
    assert_eq!(defaults.all("w:sz")[0].get("w:val"), "24", "12 point");
    assert_eq!(file.tree("word/settings.xml").all("w:themeFontLang")[0].get("w:val"), "en-GB");
    assert_eq!(file.tree("docProps/core.xml").child("dc:language").unwrap().own, "en-GB");
}

#[test]
fn the_properties_are_those_of_the_document() {
    let core = File::of(&paper()).tree("docProps/core.xml");
    let own = |name: &str| core.child(name).map(|element| element.own.clone());
    assert_eq!(own("dc:title").as_deref(), Some("Children’s services performance"));
    assert_eq!(own("dc:creator").as_deref(), Some("Anytown City Council"));
    assert_eq!(own("dcterms:created").as_deref(), Some("2023-07-31T00:00:00Z"));
    assert_eq!(own("dcterms:modified").as_deref(), Some("2023-07-31T00:00:00Z"));
    let undated = File::of(&Document { dated: None, ..paper() }).tree("docProps/core.xml");
    assert!(undated.child("dcterms:created").is_none());
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (first, second) = (word::write(&paper()).unwrap(), word::write(&paper()).unwrap());
    assert!(first == second);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
    for i in 0..archive.len() {
        assert_eq!(archive.by_index(i).unwrap().last_modified(), Some(zip::DateTime::default()));
    }
}
