//! The file in another program: LibreOffice opens it as it is and finds in it what was written. Skipped, with a word,
//! where LibreOffice is not installed.

mod common;

use common::{paper, performance, tree};
use report::model::{Block, Document};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether LibreOffice can be called.
fn installed() -> bool {
    Command::new("soffice").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// `document` through LibreOffice: as flat OpenDocument, and as PDF.
fn convert(document: &Document, folder: &Path) -> (common::Element, Vec<u8>) {
    let file = folder.join("paper.docx");
    fs::write(&file, word::write(document).unwrap()).unwrap();
    for format in ["fodt", "pdf"] {
        let done = Command::new("soffice")
            // A profile of its own, so that tests can run side by side.
            .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .arg(folder)
            .arg(&file)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let flat = fs::read_to_string(folder.join("paper.fodt")).expect("LibreOffice read the file");
    (tree(&flat), fs::read(folder.join("paper.pdf")).expect("LibreOffice laid it out"))
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn another_program_opens_it() {
    if !installed() {
        eprintln!("skipped: LibreOffice (soffice) is not installed");
        return;
    }
    for document in [paper(), performance()] {
        let folder = tempfile::tempdir().unwrap();
        let (flat, pdf) = convert(&document, folder.path());
        assert!(pdf.starts_with(b"%PDF"));
        let count = |wanted: fn(&Block) -> usize| document.blocks.iter().map(wanted).sum::<usize>();
        let figures = count(|block| usize::from(matches!(block, Block::Figure(_))));
        let tables = report::groups::tables(&document).len();
        assert_eq!(flat.all("table:table").len(), tables);
        assert_eq!(flat.all("table:table-header-rows").len(), tables, "a header row that repeats");
        let alternatives: Vec<String> =
            flat.all("draw:frame").iter().map(|frame| frame.child("svg:desc").unwrap().own.clone()).collect();
        assert_eq!(alternatives.len(), figures);
        assert!(alternatives.iter().all(|words| !words.is_empty()));
        // Another heading stands over the tables that were put off.
        let headings = count(|block| usize::from(matches!(block, Block::Heading(_)))) + 1;
        let found = flat.all("text:h");
        assert_eq!(found.len(), headings);
        assert!(found.iter().all(|heading| !heading.get("text:outline-level").is_empty()));
    }
}
