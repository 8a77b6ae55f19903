//! What a job over users is about.

/// The kind of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Compares photos.
    PhotoStatus,
    /// Compares photos and writes.
    PhotoSync,
    /// Compares properties.
    PropertyStatus,
    /// Compares properties and writes.
    PropertySync,
    /// Compares both and writes.
    ProfileSync,
}

impl Work {
    /// It looks at photos.
    pub const fn photos(self) -> bool {
        matches!(
            self,
            Self::PhotoStatus | Self::PhotoSync | Self::ProfileSync
        )
    }

    /// It looks at properties.
    pub const fn properties(self) -> bool {
        matches!(
            self,
            Self::PropertyStatus | Self::PropertySync | Self::ProfileSync
        )
    }

    /// It writes what differs.
    pub const fn writes(self) -> bool {
        matches!(
            self,
            Self::PhotoSync | Self::PropertySync | Self::ProfileSync
        )
    }

    /// Heading of the progress bar.
    pub const fn activity(self) -> &'static str {
        match self {
            Self::PhotoStatus => "Comparing profile photos",
            Self::PhotoSync => "Synchronizing profile photos",
            Self::PropertyStatus => "Comparing profile properties",
            Self::PropertySync => "Synchronizing profile properties",
            Self::ProfileSync => "Synchronizing profiles",
        }
    }
}
