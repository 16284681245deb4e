//! Intervals and control charts: pure functions.
