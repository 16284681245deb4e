//! Deliveries: what was received, what is in force on a date; atomic, immutable.
