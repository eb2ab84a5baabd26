//! keyfit
pub mod model;
pub mod discover;
pub mod parse;
pub mod extract;
pub mod link;
pub mod classify;
pub mod judge;
pub mod policy;
pub mod render;
pub mod cli;
