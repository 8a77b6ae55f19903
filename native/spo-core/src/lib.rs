//! placeholder
pub mod config;
pub mod error;
