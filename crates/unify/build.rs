//! Nothing to do: the build script is here so that build dependencies are resolved.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
