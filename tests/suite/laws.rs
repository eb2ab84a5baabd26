//! The laws of the house, each read off the source or off what the program says. `DESIGN` in one place: `src/lib.rs`.

mod bounds;
mod code;
mod rooms;
mod offline;
mod rules;
mod same;
pub mod spans;
mod unread;
mod words;
