//! Makes up an authority: `synthesise SEED SCALE MONTH FOLDER [FAULTS]`.

use std::process::ExitCode;
use synthetic::{Options, synthesise};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [seed, scale, to, out, rest @ ..] = &words[..] else {
        return ExitCode::from(2);
    };
    let (Ok(seed), Ok(scale), Ok(to)) = (seed.parse(), scale.parse(), to.parse()) else {
        return ExitCode::from(2);
    };
    let mut options = Options { scale, ..Options::new(seed, to, out) };
    if let Some(faults) = rest.first().and_then(|text| text.parse().ok()) {
        options.faults = faults;
    }
    match synthesise(&options, &|_| ()) {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
