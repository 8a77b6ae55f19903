//! The kind of picture, by content: names and declared types are often wrong.

use crate::error::{Error, ErrorId, Result};

/// A supported picture format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the formats' own")]
pub enum PhotoFormat {
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
}

impl PhotoFormat {
    /// Recognises the first bytes of a file.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Err(Error::new(ErrorId::PhotoInvalid, "The photo has 0 bytes."));
        }
        let known = [
            (&b"\xFF\xD8\xFF"[..], Self::Jpeg),
            (b"\x89PNG\r\n\x1A\n", Self::Png),
            (b"GIF87a", Self::Gif),
            (b"GIF89a", Self::Gif),
        ];
        if let Some((_, format)) = known
            .into_iter()
            .find(|(magic, _)| bytes.starts_with(magic))
        {
            return Ok(format);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        if is_bmp(bytes) {
            return Ok(Self::Bmp);
        }
        Err(unsupported(bytes))
    }
}

/// `BM` alone begins many texts; the size of the second header settles it.
fn is_bmp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes
            .get(14..18)
            .is_some_and(|size| matches!(size, [12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

fn unsupported(bytes: &[u8]) -> Error {
    let message = match foreign_name(bytes) {
        Some(name) => format!("{name} pictures are not supported; save as JPEG."),
        None => "The bytes are not a picture of a known format.".to_owned(),
    };
    Error::new(ErrorId::PhotoFormat, message)
}

fn foreign_name(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12)? {
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
                Some("HEIC")
            }
            b"avif" | b"avis" => Some("AVIF"),
            _ => None,
        };
    }
    let starts = [
        (&b"II*\0"[..], "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"%PDF-", "PDF"),
        (b"\0\0\x01\0", "ICO"),
        (b"\0\0\x02\0", "ICO"),
        (b"\0\0\0\x0CJXL ", "JPEG XL"),
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0CjP  ", "JPEG 2000"),
        (b"8BPS", "Photoshop"),
    ];
    let by_start = starts
        .into_iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| name);
    by_start.or_else(|| is_svg(bytes).then_some("SVG"))
}

/// Looks for the root element behind a byte order mark, declaration or comment.
fn is_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    text.starts_with(b"<") && text.windows(4).any(|part| part == b"<svg")
}

#[cfg(test)]
mod tests {
    use super::PhotoFormat;
    use crate::error::ErrorId;

    #[test]
    fn foreign_formats_are_named() {
        let cases: [(&[u8], &str); 9] = [
            (
                b"\0\0\0\x18ftypheic\0\0\0\0",
                "HEIC pictures are not supported; save as JPEG.",
            ),
            (
                b"\0\0\0\x18ftypavif\0\0\0\0",
                "AVIF pictures are not supported; save as JPEG.",
            ),
            (
                b"II*\0\x08\0\0\0",
                "TIFF pictures are not supported; save as JPEG.",
            ),
            (
                b"MM\0*\0\0\0\x08",
                "TIFF pictures are not supported; save as JPEG.",
            ),
            (b"%PDF-1.7", "PDF pictures are not supported; save as JPEG."),
            (
                b"\0\0\x01\0\x01\0",
                "ICO pictures are not supported; save as JPEG.",
            ),
            (
                b"<?xml version=\"1.0\"?>\n<svg xmlns=\"\">",
                "SVG pictures are not supported; save as JPEG.",
            ),
            (
                b"BMW is a maker of cars",
                "The bytes are not a picture of a known format.",
            ),
            (
                b"System.Byte[]",
                "The bytes are not a picture of a known format.",
            ),
        ];
        for (bytes, message) in cases {
            let error = PhotoFormat::of(bytes).unwrap_err();
            assert_eq!(
                (error.id(), error.message()),
                (ErrorId::PhotoFormat, message)
            );
        }
    }

    #[test]
    fn nothing_is_invalid_and_not_of_a_format() {
        assert_eq!(
            PhotoFormat::of(b"").unwrap_err().id(),
            ErrorId::PhotoInvalid
        );
    }
}
