//! How long it takes to read extracts, from files to standard tables and findings: a made-up council a quarter of
//! Derby's size, with six years of tables and one workbook.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use intake::Options;
use std::hint::black_box;
use std::path::{Path, PathBuf};

const SCALE: f64 = 0.25;

/// The sum of the sizes of `paths`, and of what is in them if they are folders.
fn bytes(paths: &[PathBuf]) -> u64 {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
    let inside = |folder: &PathBuf| -> u64 {
        std::fs::read_dir(folder).map_or(0, |entries| entries.flatten().map(|entry| size(&entry.path())).sum())
    };
    paths.iter().map(|path| if path.is_dir() { inside(path) } else { size(path) }).sum()
}

fn read(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = "2023-07".parse().expect("a month");
    let made_up = synthetic::Options { scale: SCALE, ..synthetic::Options::new(1, to, folder.path()) };
    synthetic::synthesise(&made_up, &|_| ()).expect("extracts");
    let options = Options {
        authority: Some("831".to_owned()),
        data_date: Some(standard::Date::constant(2023, 7, 31)),
        ..Options::default()
    };
    let mut group = c.benchmark_group("read");
    group.sample_size(10);
    for (name, path) in [
        ("tables as CSV", "ssd"),
        ("tables as Parquet", "ssd_parquet"),
        ("local tables", "local"),
        ("an Annex A workbook", "annex_a/Annex A 2023-07-31.xlsx"),
    ] {
        let paths = [folder.path().join(path)];
        group.throughput(Throughput::Bytes(bytes(&paths)));
        group.bench_function(name, |b| {
            b.iter(|| black_box(intake::read(&paths, &options, &|_| ()).expect("readings")));
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
