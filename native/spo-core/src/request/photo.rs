//! Options about photos.

use crate::photo::{Crop, RenderOptions};
use crate::plan::ExchangeSync;
use serde::Deserialize;
use std::path::PathBuf;

/// How photos are found, made and compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PhotoOptions {
    /// Folder that holds the photos; empty for photos in the records.
    pub photo_folder: PathBuf,
    /// File name in the folder without extension, with `{Property}` places.
    pub file_name_template: String,
    /// Pixels of the large file.
    pub large_size: u32,
    /// Which part of an oblong photo is kept.
    pub crop: Crop,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// Who may replace the picture later.
    pub exchange_sync: ExchangeSync,
    /// Compare stored bytes too, not only lengths: one download a user.
    pub verify: bool,
    /// Send even what is right already.
    pub force: bool,
}

impl Default for PhotoOptions {
    fn default() -> Self {
        Self {
            photo_folder: PathBuf::new(),
            file_name_template: "{SamAccountName}".to_owned(),
            large_size: 300,
            crop: Crop::Center,
            quality: 90,
            exchange_sync: ExchangeSync::Off,
            verify: false,
            force: false,
        }
    }
}

impl PhotoOptions {
    /// How source photos are rendered.
    pub const fn render_options(&self) -> RenderOptions {
        RenderOptions {
            large_size: self.large_size,
            crop: self.crop,
            quality: self.quality,
        }
    }
}
