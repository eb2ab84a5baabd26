//! Properties: what may change about a repository without changing what is thought of it, and what a tree keeps of
//! the text that it was read from. Each is held over every world and over texts that a generator writes.

mod verdicts;
mod places;
mod beside;
mod renamed;
mod forms;
mod encodings;
mod spans;
mod printed;
mod printers;
mod generator;
