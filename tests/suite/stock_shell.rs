//! The stock `sqlite3` shell is a client like any other: nothing it writes is lost, and what it writes is right.
//!
//! `cases` has one case for each trap, `random` drives thousands of random statements against `model`, `drops` shows
//! that no trigger can be left out, and `shell` runs the shell.

mod cases;
mod drops;
mod model;
mod random;
mod shell;
