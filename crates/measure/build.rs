//! The catalogue's files are part of the program: build again when one is added, changed or removed.

fn main() {
    println!("cargo::rerun-if-changed=../../indicators");
    println!("cargo::rerun-if-changed=../../indicators/steps");
    println!("cargo::rerun-if-changed=../../checks");
}
