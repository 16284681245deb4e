//! How a text file is written: what its bytes mean and what stands between its cells, told from its first bytes.

use std::io::Read;

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// What its bytes mean.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: u8,
    /// Whether its first line says so, as `sep=;` does for Excel.
    pub declares_delimiter: bool,
}

/// What the bytes of a text file mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8; cells that are not valid UTF-8 are Windows-1252.
    Utf8,
    /// UTF-16, least significant byte first.
    Utf16Le,
    /// UTF-16, most significant byte first.
    Utf16Be,
}

impl Dialect {
    /// The dialect of a file that begins with `head`; `None` when it is no text.
    pub fn of(head: &[u8]) -> Option<Dialect> {
        let encoding = Encoding::of(head)?;
        let mut text = Vec::new();
        // From memory, and as long as `head` at most twice: it can't fail or grow.
        let _ = encoding.reader(head).take(4 * head.len() as u64).read_to_end(&mut text);
        let line = text.split(|b| matches!(b, b'\n' | b'\r')).find(|line| !line.trim_ascii().is_empty())?;
        if let Some([delimiter]) = line.strip_prefix(b"sep=") {
            return Some(Dialect { encoding, delimiter: *delimiter, declares_delimiter: true });
        }
        let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
        let mut quoted = false;
        for b in line {
            quoted ^= *b == b'"';
            if !quoted && let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| delimiter == b) {
                *count += 1;
            }
        }
        // The first of the most frequent: a comma where there is none at all.
        let delimiter = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter);
        Some(Dialect { encoding, delimiter, declares_delimiter: false })
    }
}

impl Encoding {
    /// The encoding of a file that begins with `head`, by its byte order mark or by where its zero bytes stand;
    /// `None` when it is no text.
    fn of(head: &[u8]) -> Option<Encoding> {
        match head {
            [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
            _ => {}
        }
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        // Headings are nearly all ASCII, so in UTF-16 nearly every other byte of them is zero.
        let half = head.len() / 2;
        match (even, odd) {
            (0, 0) => Some(Encoding::Utf8),
            (even, odd) if odd * 10 >= half * 7 && even * 20 <= half => Some(Encoding::Utf16Le),
            (even, odd) if even * 10 >= half * 7 && odd * 20 <= half => Some(Encoding::Utf16Be),
            _ => None,
        }
    }

    /// `inner` as UTF-8 without a byte order mark.
    pub fn reader<'a>(self, inner: impl Read + 'a) -> Box<dyn Read + 'a> {
        match self {
            Encoding::Utf8 => Box::new(WithoutMark { inner, begun: false }),
            Encoding::Utf16Le => Box::new(Transcoded::new(inner, encoding_rs::UTF_16LE)),
            Encoding::Utf16Be => Box::new(Transcoded::new(inner, encoding_rs::UTF_16BE)),
        }
    }
}

/// A reader without the UTF-8 byte order mark at its beginning.
struct WithoutMark<R> {
    inner: R,
    begun: bool,
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut read = self.inner.read(out)?;
        if !self.begun && read > 0 {
            self.begun = true;
            while read < 3 && read < out.len() {
                match self.inner.read(&mut out[read..])? {
                    0 => break,
                    more => read += more,
                }
            }
            if out[..read].starts_with(b"\xEF\xBB\xBF") {
                out.copy_within(3..read, 0);
                read -= 3;
                if read == 0 {
                    return self.inner.read(out);
                }
            }
        }
        Ok(read)
    }
}

/// A reader that turns another encoding into UTF-8.
struct Transcoded<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    finished: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Transcoded<R> {
        let decoder = encoding.new_decoder_with_bom_removal();
        Transcoded { inner, decoder, input: vec![0; 1 << 16], from: 0, to: 0, ended: false, finished: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.finished {
            return Ok(0);
        }
        loop {
            if self.from == self.to && !self.ended {
                (self.from, self.to) = (0, self.inner.read(&mut self.input)?);
                self.ended = self.to == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.input[self.from..self.to], out, self.ended);
            self.from += read;
            self.finished = self.ended && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 || self.finished {
                return Ok(written);
            }
            if read == 0 && result == encoding_rs::CoderResult::OutputFull {
                // Fewer bytes asked for than a character has.
                return Err(std::io::Error::other("a read of fewer than four bytes"));
            }
        }
    }
}
