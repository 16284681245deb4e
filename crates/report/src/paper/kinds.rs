//! The kinds of block that a template may have, each explained once: the page about templates is written from here.

/// A kind of block.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in `template.toml`.
    pub name: &'static str,
    /// What it puts into the paper.
    pub about: &'static str,
    /// Its keys: name and meaning.
    pub keys: &'static [(&'static str, &'static str)],
}

const ROWS: (&str, &str) =
    ("rows", "the indicators: ids, or tables with `indicator`, `title`, `scope`, `show`, `also-whole`");

const CHARTS: (&str, &str) =
    ("charts", "`false` where they have no chart here, for instance since an appendix has them");

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "text",
        about: "Words that people write, in Markdown. `{{ … }}` in them stands for numbers of the paper.",
        keys: &[("file", "the Markdown file"), ("optional", "`true` when the file may be missing")],
    },
    Kind { name: "summary", about: "What changed by more than chance, and what to bear in mind.", keys: &[] },
    Kind {
        name: "performance",
        about: "The performance table: the month, six months pooled, neighbours, region, England, target, change.",
        keys: &[ROWS, ("title", "the table’s caption in place of “Performance indicators”")],
    },
    Kind {
        name: "sentences",
        about: "A sentence or two about each indicator, written from its numbers.",
        keys: &[ROWS],
    },
    Kind { name: "trends", about: "A chart of each indicator over 25 months, with its control limits.", keys: &[ROWS] },
    Kind {
        name: "shares",
        about: "Counts in categories with their shares, as chart, sentence and table.",
        keys: &[
            ("indicator", "an indicator in categories"),
            ("period", "the period that ends with the month; a month where it is not said"),
            ("category", "what the table calls a category: `Primary need`"),
            ("title", "the chart’s title"),
        ],
    },
    Kind {
        name: "rates",
        about: "Rates per 10,000 children beside neighbours, region and England, each with its chart.",
        keys: &[ROWS, CHARTS],
    },
    Kind {
        name: "front-door",
        about: "What came in: the month, the calendar year to date, the same days of the year before.",
        keys: &[("indicator", "a count of events, such as `contacts`")],
    },
    Kind {
        name: "staffing",
        about: "The staffing table: full-time equivalents by service, with totals.",
        keys: &[
            ("columns", "tables with `indicator` and `title`"),
            ("services", "an indicator whose denominator has every service that has social workers"),
        ],
    },
    Kind {
        name: "measures",
        about: "Measures beside neighbours, region and England, each with its chart.",
        keys: &[ROWS, CHARTS],
    },
    Kind {
        name: "before-after",
        about: "A chosen month beside the paper’s: what a pilot or a change of practice was followed by.",
        keys: &[
            ("baseline", "the month at whose end it was before: `2022-03`"),
            ROWS,
            ("shares", "an indicator in categories, shown at both times"),
            ("since", "a count in categories of what happened after the baseline"),
        ],
    },
    Kind {
        name: "finance",
        about: "Budget, actual, forecast and full-time equivalents by role group.",
        keys: &[("leave-out", "the lines whose names begin so are left out")],
    },
    Kind {
        name: "breakdowns",
        about: "Children of counts by their characteristics: a table for each, the counts side by side.",
        keys: &[ROWS, ("by", "`sex`, `age-band`, `ethnicity`, `disability` …")],
    },
    Kind {
        name: "sign-off",
        about: "The table of approvals.",
        keys: &[("approvals", "tables with `role`, and `name` and `date` once they are known")],
    },
    Kind { name: "appendices", about: "The list of the appendices.", keys: &[] },
    Kind { name: "data-quality", about: "Findings by rule, and the measures that have no figure.", keys: &[] },
    Kind { name: "definitions", about: "The definition of every indicator that the paper shows.", keys: &[] },
    Kind { name: "sources", about: "The deliveries that the numbers came from, by hash and data date.", keys: &[] },
];

#[cfg(test)]
mod tests {
    use super::super::template::{MAIN, Template};
    use super::*;
    use std::collections::BTreeMap;

    /// A kind that is explained is one that a template may have: its name is never what is wrong with it.
    #[test]
    fn what_is_explained_can_be_written() {
        let read = |kind: &str| {
            let text = format!("title = \"T\"\n[[section]]\ntitle = \"S\"\n[[section.block]]\nkind = \"{kind}\"\n");
            Template::read(&BTreeMap::from([(MAIN.to_owned(), text)]))
        };
        for kind in KINDS {
            if let Err(faults) = read(kind.name) {
                assert!(faults[0].message.contains("missing field"), "{}: {}", kind.name, faults[0]);
            }
        }
        let faults = read("nonsense").unwrap_err();
        assert!(
            faults[0].message.contains("there is no block “nonsense”: the kinds are text, summary"),
            "{}",
            faults[0]
        );
    }
}
