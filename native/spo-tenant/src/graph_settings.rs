//! Switches of Graph: what the references mark as assumed, contested or changed over the years.

use serde::{Deserialize, Serialize};

/// How Graph says that a user has no photo (`graph-wire.md` 1.3; all have been seen).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoPhoto {
    /// 404 `ImageNotFound` (documented).
    ImageNotFound,
    /// 404 `ErrorEntityNotFound` (reported 2024).
    EntityNotFound,
    /// 404 `ErrorItemNotFound` (older mailbox path).
    ItemNotFound,
    /// 200 with a GIF of one pixel in the metadata (documented); the bytes are 404 `ImageNotFound`.
    Pixel,
    /// 404 `ErrorNonExistentMailbox` (known issue of 2021; status assumed).
    NonExistentMailbox,
    /// 404 `MailboxNotEnabledForRESTAPI`, the mailbox being on premises (documented).
    MailboxOnPremises,
    /// 404 `UnknownError` whose message is a JSON text (reported).
    Wrapped,
}

/// How the member `id` of photo metadata is written (`graph-wire.md` 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PhotoId {
    /// `240x240`.
    Lower,
    /// `240X240`.
    Upper,
    /// `default`.
    Default,
}

/// What an expired delta token is answered with (`graph-wire.md` 3.5; both are documented).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeltaExpiry {
    /// 400 `syncStateNotFound`.
    SyncStateNotFound,
    /// 410 with a `Location` that starts anew.
    Gone,
}

/// The switches of Graph, with the best-supported reading as default.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent reading of the documents"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct GraphSettings {
    /// Default `imageNotFound` (documented).
    pub no_photo: NoPhoto,
    /// Default `lower` (documented sample).
    pub photo_id: PhotoId,
    /// Answers 304 to a matching `If-None-Match`. Default off (no source says that it works).
    pub honor_if_none_match: bool,
    /// Reads of a photo that still show the former one after a change. Default 0 (unknown).
    pub photo_stale_reads: u32,
    /// Seconds before a changed photo shows. Default 0 (unknown).
    pub photo_stale_seconds: u64,
    /// Narrowest photo that is taken. Default 48 (minimum undocumented, 23 was refused).
    pub photo_width_floor: u32,
    /// Takes a photo sent as `application/octet-stream`. Default on (Microsoft's own client sends it; refused in a report of 2018).
    pub photo_octet_stream: bool,
    /// User principal names without a mailbox.
    pub mailboxless_users: Vec<String>,
    /// More than 100 KB are 404 for users without mailbox. Default off (reported 2020, storage has moved since).
    pub mailboxless_photo_limit: bool,
    /// `allowedRoles` of the photo policy binds apps too, which then never may write. Default off (unknown).
    pub allowed_roles_bind_apps: bool,
    /// A missing photo in a batch is `body: null` without headers. Default off (recorded 2017).
    pub batch_null_bodies: bool,
    /// A batch takes writes of photos. Default on (unknown).
    pub batch_photo_writes: bool,
    /// The page after the first is empty and has a next link. Default off (documented as possible).
    pub empty_middle_page: bool,
    /// Most operands of `in` and `or`. Default 15 (general knowledge).
    pub filter_operands: usize,
    /// Seconds a delta token lives. Default seven days (documented).
    pub delta_token_lifetime: u64,
    /// Default `syncStateNotFound`.
    pub delta_expiry: DeltaExpiry,
    /// Every changed user of a delta round is reported twice. Default off (documented as possible).
    pub delta_repeats: bool,
    /// Seconds between two pulls of a user's photo into SharePoint. Default a day (`spo-wire.md` 3.5).
    pub visit_interval: u64,
}

impl Default for GraphSettings {
    fn default() -> Self {
        Self {
            no_photo: NoPhoto::ImageNotFound,
            photo_id: PhotoId::Lower,
            honor_if_none_match: false,
            photo_stale_reads: 0,
            photo_stale_seconds: 0,
            photo_width_floor: 48,
            photo_octet_stream: true,
            mailboxless_users: Vec::new(),
            mailboxless_photo_limit: false,
            allowed_roles_bind_apps: false,
            batch_null_bodies: false,
            batch_photo_writes: true,
            empty_middle_page: false,
            filter_operands: 15,
            delta_token_lifetime: 7 * 86_400,
            delta_expiry: DeltaExpiry::SyncStateNotFound,
            delta_repeats: false,
            visit_interval: 86_400,
        }
    }
}
