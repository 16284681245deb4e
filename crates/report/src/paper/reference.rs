//! References in people's words: `{{ cp-visits-on-time.value }}` stands for a number of the paper, so that commentary
//! and tables cannot disagree.

/// The opening and closing marks.
const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// What of an indicator a reference may ask for, and what it gives.
pub const FIELDS: &[(&str, &str)] = &[
    ("value", "the month’s value, with its unit: `85.9%`"),
    ("count", "the count above the line: `412`"),
    ("of", "the count below the line: `480`"),
    ("six-months", "the six months pooled"),
    ("last-year", "the same month a year before"),
    ("neighbours", "the mean of the statistical neighbours"),
    ("region", "the region’s figure"),
    ("england", "England’s figure"),
    ("verdict", "the verdict in words: `no significant change`"),
    ("sentence", "the whole sentence that the paper has about it"),
];

/// What else a reference may name, and what it gives.
pub const NAMES: &[(&str, &str)] = &[
    ("authority", "the council’s name"),
    ("region", "the region’s name"),
    ("month", "the month of the paper: `July 2023`"),
    ("data-date", "the day that the newest extract describes: `31 July 2023`"),
];

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A field of an indicator.
    Indicator {
        /// Its id.
        id: String,
        /// One of [`FIELDS`].
        field: &'static str,
    },
    /// One of [`NAMES`].
    Name(&'static str),
}

impl Reference {
    /// Reads what stands between the braces.
    ///
    /// # Errors
    /// What is wrong, in words for the person who wrote it.
    pub fn read(text: &str) -> Result<Reference, String> {
        let text = text.trim();
        if let Some((name, _)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(Reference::Name(name));
        }
        let Some((id, field)) = text.rsplit_once('.') else {
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            return Err(format!(
                "“{{{{ {text} }}}}” is neither one of {} nor an indicator with a field, such as {{{{ contacts.value }}}}",
                names.join(", ")
            ));
        };
        match FIELDS.iter().find(|(name, _)| *name == field) {
            Some((field, _)) => Ok(Reference::Indicator { id: id.trim().to_owned(), field }),
            None => {
                let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                Err(format!("“{{{{ {text} }}}}”: there is no field “{field}”: the fields are {}", known.join(", ")))
            }
        }
    }
}

/// A piece of text: words, or a reference (or what is wrong with it) and the byte that it begins at.
pub enum Piece<'a> {
    /// Words as they stand.
    Words(&'a str),
    /// A reference.
    Reference(usize, Result<Reference, String>),
}

/// Cuts `text` at its references.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(OPEN).map(|i| at + i) {
        if open > at {
            out.push(Piece::Words(&text[at..open]));
        }
        let inside = open + OPEN.len();
        match text[inside..].find(CLOSE).map(|i| inside + i) {
            Some(close) => {
                out.push(Piece::Reference(open, Reference::read(&text[inside..close])));
                at = close + CLOSE.len();
            }
            None => {
                out.push(Piece::Reference(open, Err("“{{” is opened and not closed by “}}”".to_owned())));
                return out;
            }
        }
    }
    if at < text.len() {
        out.push(Piece::Words(&text[at..]));
    }
    out
}

/// All references of `text`, each with its line.
pub fn all(text: &str) -> Vec<(usize, Result<Reference, String>)> {
    let found = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Reference(at, reference) => Some((line_at(text, at), reference)),
    });
    found.collect()
}

/// The line, from 1, of the byte at `at`.
pub fn line_at(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_with_their_lines() {
        let text = "In {{ month }}\nthere were {{contacts.value}} contacts,\n{{ contacts.valu }} {{ nothing }} {{ open";
        let found = all(text);
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 3, 3]);
        assert_eq!(found[0].1, Ok(Reference::Name("month")));
        assert_eq!(found[1].1, Ok(Reference::Indicator { id: "contacts".into(), field: "value" }));
        assert!(found[2].1.as_ref().unwrap_err().contains("no field “valu”"));
        assert!(found[3].1.as_ref().unwrap_err().contains("neither"));
        assert!(found[4].1.as_ref().unwrap_err().contains("not closed"));
    }
}
