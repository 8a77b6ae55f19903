//! Makes the three pictures of one user out of whatever the administrator has.
//!
//! Data flows one way: [`inspect`] looks at the first bytes (`format`) and at the header (`header`), and holds it against the
//! limits (`limits`) before anything is decoded; `decode` gives RGB pixels; `crop` chooses the square; `render` scales it to
//! L, M and S and turns it as EXIF asks; `encode` writes JPEG. Nothing but pixels is carried over, so no place, camera or
//! thumbnail of the source ends up in the profile store.
//!
//! The same bytes and options give the same files, whatever the processor: a run decides by length that a stored photo is
//! unchanged. What that costs and which code paths it rules out is said in `decode::jpeg`, `render` and `encode`.
//!
//! Colour profiles are not applied: a picture in Display P3 comes out slightly paler than it was taken.

mod crop;
mod decode;
mod encode;
mod format;
mod header;
mod limits;
mod options;
mod render;
mod rendition;

pub use format::PhotoFormat;
pub use header::{SourceInfo, inspect};
pub use limits::MAX_BYTES;
pub use options::{Crop, LARGE_SIZES, RenderOptions};
pub use render::render;
pub use rendition::{PhotoSize, RenderedPhoto, Rendition};
