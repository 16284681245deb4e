//! `template`, and the page about templates.

use crate::cli::CopyTemplate;
use crate::say::Voice;
use crate::sheet::whole_file;
use council::paper::built_in;
use council::{Failure, Result};
use report::paper::kinds::KINDS;
use report::paper::reference::{FIELDS, NAMES};
use std::fs;

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
