//! The catalogues, the engine, results and their working.
