//! A document model and its writers.
