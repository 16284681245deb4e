//! A made-up authority, simulated, written in the real formats.
