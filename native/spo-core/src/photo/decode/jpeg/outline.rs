//! The segments of a JPEG file, walked from the start to the end-of-image marker without decoding.

use super::super::invalid;
use crate::error::{Error, ErrorId, Result};
use crate::photo::limits;
use image::metadata::Orientation;
use std::io::BufRead;

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;
const APP1: u8 = 0xE1;
const EXIF: &[u8] = b"Exif\0\0";

/// Colour components of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inks {
    /// Grey.
    One,
    /// RGB or its kin.
    Three,
    /// CMYK or YCCK.
    Four,
}

/// What the segments say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JpegOutline {
    pub width: u32,
    pub height: u32,
    pub inks: Inks,
    pub orientation: Orientation,
}

impl JpegOutline {
    /// Walks the file. Fails when it is beyond the limits, a segment is damaged, the file ends before its end marker, or the kind of JPEG is not one
    /// that photos come in.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes;
        let mut frame = None;
        let mut orientation = None;
        let mut scans = 0;
        loop {
            match next_marker(&mut rest)? {
                START_OF_IMAGE | 0x01 => {}
                END_OF_IMAGE => break,
                marker => {
                    let body = segment(&mut rest)?;
                    match marker {
                        START_OF_SCAN => {
                            scans += 1;
                            skip_entropy_coded(&mut rest)?;
                        }
                        APP1 if orientation.is_none() => {
                            orientation = body.strip_prefix(EXIF).map(Orientation::from_exif_chunk);
                        }
                        marker if is_start_of_frame(marker) => {
                            let (width, height, inks) = read_frame(marker, body)?;
                            limits::check_dimensions(width, height)?;
                            if frame.replace((width, height, inks)).is_some() {
                                return Err(invalid("it holds more than one frame"));
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        let (width, height, inks) = frame.ok_or_else(|| invalid("it holds no frame"))?;
        if scans == 0 {
            return Err(invalid("it holds no scan"));
        }
        limits::check_scans(scans, width, height)?;
        let orientation = orientation.flatten().unwrap_or(Orientation::NoTransforms);
        Ok(Self {
            width,
            height,
            inks,
            orientation,
        })
    }
}

/// Takes a marker off the front; any number of 0xFF may stand before it.
fn next_marker(rest: &mut &[u8]) -> Result<u8> {
    let Some(fill) = rest.iter().position(|&byte| byte != 0xFF) else {
        return Err(ended_early());
    };
    if fill == 0 {
        return Err(invalid("a segment is of the wrong length"));
    }
    let marker = rest[fill];
    *rest = &rest[fill + 1..];
    Ok(marker)
}

/// Takes a length and so many bytes off the front.
fn segment<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let (length, _) = rest.split_first_chunk::<2>().ok_or_else(ended_early)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let body = rest.get(2..length.max(2)).ok_or_else(ended_early)?;
    *rest = &rest[length.max(2)..];
    Ok(body)
}

/// Goes to the next marker that is not part of a scan: 0xFF00 is a coded 0xFF, 0xFFD0 to 0xFFD7 are restarts.
fn skip_entropy_coded(rest: &mut &[u8]) -> Result<()> {
    loop {
        let mut after = *rest;
        // Reading from memory does not fail; the library's search is fast in debug builds too.
        let skipped = after.skip_until(0xFF).map_err(invalid)?;
        match after.first() {
            Some(0x00 | 0xD0..=0xD7) => *rest = &after[1..],
            Some(_) => {
                *rest = &rest[skipped - 1..];
                return Ok(());
            }
            None => return Err(ended_early()),
        }
    }
}

/// All SOF markers: C0 to CF without DHT, JPG and DAC.
const fn is_start_of_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn read_frame(marker: u8, body: &[u8]) -> Result<(u32, u32, Inks)> {
    let &[precision, h1, h0, w1, w0, components, ..] = body else {
        return Err(ended_early());
    };
    let kind = match marker {
        0xC0..=0xC2 if precision == 8 => None,
        0xC0..=0xC2 => Some(format!("{precision}-bit")),
        0xC3 => Some("Lossless".to_owned()),
        0xC9..=0xCB => Some("Arithmetic-coded".to_owned()),
        _ => Some("Hierarchical".to_owned()),
    };
    if let Some(kind) = kind {
        let message = format!("{kind} JPEG pictures are not supported; save as standard JPEG.");
        return Err(Error::new(ErrorId::PhotoFormat, message));
    }
    let inks = match components {
        1 => Inks::One,
        3 => Inks::Three,
        4 => Inks::Four,
        _ => return Err(invalid(format!("it has {components} colour components"))),
    };
    Ok((
        u16::from_be_bytes([w1, w0]).into(),
        u16::from_be_bytes([h1, h0]).into(),
        inks,
    ))
}

fn ended_early() -> Error {
    invalid("the file ends before the picture is complete")
}
