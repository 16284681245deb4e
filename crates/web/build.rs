//! Brings the styles and scripts of `assets/` into the program: builds `assets/dist/` with npm where it is missing or
//! older than its sources, then copies it to cargo's own folder, from where `src/assets.rs` embeds it.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const TYPES: [(&str, &str); 4] = [
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
];

fn main() {
    let crate_folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    if let Err(why) = bring(&crate_folder.join("assets"), &out) {
        for line in why.lines() {
            println!("cargo::error={line}");
        }
        exit(1);
    }
}

fn bring(assets: &Path, out: &Path) -> Result<(), String> {
    let sources = sources(assets)?;
    println!("cargo::rerun-if-changed=build.rs");
    for source in &sources {
        println!("cargo::rerun-if-changed=assets/{source}");
    }
    for folder in ["styles", "scripts"] {
        println!("cargo::rerun-if-changed=assets/{folder}");
    }
    let dist = assets.join("dist");
    let stamp = stamp(assets, &sources)?;
    {
        // Two builds at once (say, of two profiles) take turns; the second finds the work done.
        let lock = said(File::create(assets.join("dist.lock")), "open", &assets.join("dist.lock"))?;
        said(lock.lock(), "lock", &assets.join("dist.lock"))?;
        if made_from(&dist).as_deref() != Some(stamp.as_str()) {
            npm(assets, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
            npm(assets, &["run", "build"])?;
            if made_from(&dist).as_deref() != Some(stamp.as_str()) {
                return Err(format!("{} was built from other sources than those beside it", dist.display()));
            }
        }
        copy(&dist, out)?;
    }
    table(&dist, out, &stamp[..16])
}

/// The sources, by path from `assets/`, in order: all but what is built or installed there.
fn sources(assets: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let here = assets.join(&folder);
        for entry in said(fs::read_dir(&here), "read", &here)? {
            let entry = said(entry, "read", &here)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if path.starts_with("dist") || path == "node_modules" || path.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// The sum that `build.js` leaves in `dist/stamp`: every source's path, length and content.
fn stamp(assets: &Path, sources: &[String]) -> Result<String, String> {
    let mut sum = Sha256::new();
    for source in sources {
        let path = assets.join(source);
        let content = said(fs::read(&path), "read", &path)?;
        sum.update(format!("{source}\n{}\n", content.len()));
        sum.update(&content);
    }
    Ok(sum.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn made_from(dist: &Path) -> Option<String> {
    fs::read_to_string(dist.join("stamp")).ok()
}

fn npm(assets: &Path, arguments: &[&str]) -> Result<(), String> {
    let how = format!(
        "To build the site's styles and scripts, Node.js 18 or later and npm are needed (Debian and Ubuntu: apt install \
         nodejs npm).\nThen run `make assets`, or `npm ci --ignore-scripts && npm run build` in {}; npm must be able to \
         reach its registry or a mirror of it.",
        assets.display()
    );
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(assets)
        .output()
        .map_err(|error| format!("npm could not be run: {error}.\n{how}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().rev().take(12).collect();
    let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
    Err(format!("`npm {}` failed:\n{last}\n{how}", arguments.join(" ")))
}

fn copy(dist: &Path, out: &Path) -> Result<(), String> {
    for entry in said(fs::read_dir(dist), "read", dist)? {
        let from = said(entry, "read", dist)?.path();
        if let Some(name) = from.file_name() {
            said(fs::copy(&from, out.join(name)), "copy", &from)?;
        }
    }
    Ok(())
}

/// Writes the list of files that `src/assets.rs` includes.
fn table(dist: &Path, out: &Path, version: &str) -> Result<(), String> {
    let mut names = Vec::new();
    for entry in said(fs::read_dir(dist), "read", dist)? {
        names.push(said(entry, "read", dist)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut text = format!("const VERSION: &str = {version:?};\nstatic FILES: &[Asset] = &[\n");
    for name in &names {
        let Some((_, media)) = TYPES.iter().find(|(end, _)| name.ends_with(&format!(".{end}"))) else { continue };
        let _ = writeln!(
            text,
            "    Asset {{ name: {name:?}, path: \"/assets/{version}/{name}\", media: {media:?}, \
             plain: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            out.join(name),
            out.join(format!("{name}.gz")),
        );
    }
    text.push_str("];\n");
    let path = out.join("assets.rs");
    said(fs::write(&path, text), "write", &path)
}

fn said<T>(result: std::io::Result<T>, what: &str, path: &Path) -> Result<T, String> {
    result.map_err(|error| format!("could not {what} {}: {error}", path.display()))
}
