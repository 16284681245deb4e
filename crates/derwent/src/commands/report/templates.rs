//! Templates: the one that the program carries, and those that councils make of it.

use crate::cli::{Cli, CopyTemplate};
use crate::failure::{Failure, Result};
use crate::say::Voice;
use crate::sheet::whole_file;
use include_dir::{Dir, include_dir};
use report::paper::kinds::KINDS;
use report::paper::reference::{FIELDS, NAMES};
use report::paper::template::MAIN;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The paper for the scrutiny board.
static SCRUTINY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/scrutiny");

/// The files of a template: name and text.
pub type Files = BTreeMap<String, String>;

/// The template of `folder`; without one, that of the data folder, and where that has none the program's own.
pub fn files(cli: &Cli, folder: Option<&Path>) -> Result<Files> {
    let own: PathBuf = cli.data.join("templates").join("scrutiny");
    match folder {
        Some(folder) => read(folder),
        None if own.join(MAIN).is_file() => read(&own),
        None => Ok(built_in()),
    }
}

fn built_in() -> Files {
    let text = |file: &include_dir::File<'_>| {
        let name = file.path().to_str()?.to_owned();
        Some((name, file.contents_utf8()?.replace("\r\n", "\n")))
    };
    SCRUTINY.files().filter_map(text).collect()
}

fn read(folder: &Path) -> Result<Files> {
    let wrong = |path: &Path, error: std::io::Error| Failure::new(format!("{} can't be read: {error}", path.display()));
    let mut files = Files::new();
    for entry in fs::read_dir(folder).map_err(|error| wrong(folder, error))? {
        let path = entry.map_err(|error| wrong(folder, error))?.path();
        let known = path.extension().is_some_and(|ending| ending == "md" || ending == "toml");
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| known && path.is_file()) else {
            continue;
        };
        let text = fs::read(&path).map_err(|error| wrong(&path, error))?;
        let text = String::from_utf8(text)
            .map_err(|_| Failure::new(format!("{} is not UTF-8 text: save it with that encoding", path.display())))?;
        files.insert(name.to_owned(), text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    }
    Ok(files)
}

/// `derwent template`
pub fn copy(args: &CopyTemplate, voice: &Voice) -> Result {
    if fs::read_dir(&args.out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::new(format!("{} is not empty: name a new folder", args.out.display())));
    }
    for (name, text) in built_in() {
        whole_file(&args.out.join(name), |file| Ok(file.write_all(text.as_bytes())?))?;
    }
    voice.say(&format!("{}: change what you like, and give it to derwent report --template", args.out.display()));
    Ok(())
}

/// The page about templates: what a block may be, and what people's words may refer to.
pub fn page() -> String {
    let mut out = String::from(
        "# Templates\n\nGenerated from the declarations. A report is written from a template: a folder with \
         `template.toml`, which lists\nthe sections and their blocks, and Markdown files beside it with the words that \
         people write. `derwent template --out\nDIR` copies the scrutiny board’s; change the copy and give it to `derwent \
         report --template DIR`, or put it into\n`templates/scrutiny` of the data folder, where it is found by itself.\n\n\
         ```toml\n[[section]]\ntitle = \"Visits\"\nunder = true            # belongs to the section before it\n\
         audience = \"internal\"   # left out of public papers\n[[section.block]]\nkind = \"sentences\"\nrows = \
         [\"cp-visits-on-time\", { indicator = \"cic-rate\", show = \"numerator\", title = \"Children in care\" }]\n```\n\n\
         Sections are numbered in their order. `appendix = true` makes one an appendix. An indicator stands as its id, or \
         as a\ntable with `indicator`, `title`, `scope` (what it is limited to, shown beneath), `show` (`value`, \
         `numerator` or\n`denominator`) and `also-whole`.\n\n## Blocks\n",
    );
    for kind in KINDS {
        out.push_str(&format!("\n### `{}`\n\n{}\n", kind.name, kind.about));
        if !kind.keys.is_empty() {
            out.push('\n');
        }
        for (key, meaning) in kind.keys {
            out.push_str(&format!("- `{key}`: {meaning}\n"));
        }
    }
    out.push_str(
        "\n## Numbers in people’s words\n\nIn a Markdown file `{{ cp-visits-on-time.value }}` stands for the number that \
         the tables have. An indicator or field that\ndoes not exist is an error with its file and line, before anything \
         is written.\n\n| field | gives |\n|---|---|\n",
    );
    for (field, gives) in FIELDS {
        out.push_str(&format!("| `{field}` | {gives} |\n"));
    }
    out.push_str("\n| name | gives |\n|---|---|\n");
    for (name, gives) in NAMES {
        out.push_str(&format!("| `{name}` | {gives} |\n"));
    }
    out
}
