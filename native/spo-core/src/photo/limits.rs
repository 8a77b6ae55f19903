//! How much of a picture is taken on: enough for any camera, little enough that no file can exhaust the machine.

use crate::error::{Error, ErrorId, Result};

/// Largest file, in bytes (20 MB).
pub const MAX_BYTES: usize = 20_000_000;
/// Longest side, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// Largest area, in pixels (50 megapixels).
pub const MAX_PIXELS: u64 = 50_000_000;
/// Most memory a decoder may take for one picture: 50 megapixels of 16-bit RGBA, and room for its tables.
pub const MAX_DECODER_BYTES: u64 = 448 << 20;
/// Most scans of one JPEG. Encoders write about ten; a file of thousands of empty ones would keep a processor busy for minutes.
pub const MAX_SCANS: usize = 100;
/// Most pixels times scans: a large picture has to make do with fewer (50 megapixels with twenty scans).
pub const MAX_SCANNED_PIXELS: u64 = 1_000_000_000;

/// Refuses a file that is too long.
pub fn check_bytes(bytes: &[u8]) -> Result<()> {
    if bytes.len() <= MAX_BYTES {
        return Ok(());
    }
    let message = format!(
        "The photo has {} bytes; the limit is 20 MB.",
        grouped(bytes.len() as u64)
    );
    Err(Error::new(ErrorId::PhotoTooManyBytes, message))
}

/// Refuses what the header declares when it is too much or nothing.
pub fn check_dimensions(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        let message = format!("The photo is {width} x {height} pixels.");
        return Err(Error::new(ErrorId::PhotoInvalid, message));
    }
    let longest = width.max(height);
    if longest > MAX_SIDE {
        let message = format!(
            "The photo is {} pixels on its longer side; the limit is 16,384.",
            grouped(longest.into())
        );
        return Err(Error::new(ErrorId::PhotoSideTooLong, message));
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        let message = format!(
            "The photo has {} pixels; the limit is 50,000,000.",
            grouped(pixels)
        );
        return Err(Error::new(ErrorId::PhotoTooManyPixels, message));
    }
    Ok(())
}

/// Refuses a JPEG made to be slow.
pub fn check_scans(scans: usize, width: u32, height: u32) -> Result<()> {
    let pixels = u64::from(width) * u64::from(height);
    if scans <= MAX_SCANS && pixels.saturating_mul(scans as u64) <= MAX_SCANNED_PIXELS {
        return Ok(());
    }
    let message = format!(
        "The photo is a JPEG of {} scans, more than a picture of {} pixels needs.",
        grouped(scans as u64),
        grouped(pixels)
    );
    Err(Error::new(ErrorId::PhotoInvalid, message))
}

/// `21500000` as `21,500,000`, whatever the culture of the machine.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{check_bytes, check_dimensions, check_scans, grouped};
    use crate::error::ErrorId;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (21_500_000, "21,500,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn each_limit_has_its_own_error() {
        assert!(check_bytes(&vec![0; 20_000_000]).is_ok());
        let error = check_bytes(&vec![0; 20_000_001]).unwrap_err();
        assert_eq!(error.id(), ErrorId::PhotoTooManyBytes);
        assert_eq!(
            error.message(),
            "The photo has 20,000,001 bytes; the limit is 20 MB."
        );
        assert!(check_dimensions(16_384, 3_000).is_ok());
        assert_eq!(
            check_dimensions(1, 16_385).unwrap_err().id(),
            ErrorId::PhotoSideTooLong
        );
        assert!(check_dimensions(10_000, 5_000).is_ok());
        assert_eq!(
            check_dimensions(10_000, 5_001).unwrap_err().id(),
            ErrorId::PhotoTooManyPixels
        );
        assert_eq!(
            check_dimensions(0, 5).unwrap_err().id(),
            ErrorId::PhotoInvalid
        );
    }

    #[test]
    fn scans_are_limited_by_number_and_by_area() {
        assert!(check_scans(100, 640, 480).is_ok());
        assert!(check_scans(101, 640, 480).is_err());
        assert!(check_scans(10, 8000, 6000).is_ok());
        assert!(check_scans(50, 8000, 6000).is_err());
    }
}
