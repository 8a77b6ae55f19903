//! Real photographs (`tests/fixtures/photos`) and pictures made here go through `render`; what comes out is decoded again with
//! a decoder of its own and looked at. `files` reads and makes sources, `pictures` decodes and compares.

mod determinism;
mod files;
mod formats;
mod hostile;
mod limits;
mod mutations;
mod orientation;
mod pictures;
