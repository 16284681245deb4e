//! One set of features for dependencies that several crates share. There is no code here: see `Cargo.toml`.
