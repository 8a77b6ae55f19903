//! A simulated Microsoft 365 tenant on loopback: sign-in, Graph and three SharePoint hosts, with a control service beside them.
//!
//! A request enters at a listener (`server`), is read, logged and perhaps struck by a fault (`gate`), charged (`limits`), and is answered by its service: `login`,
//! `graph`, or `sharepoint` with `csom`. Those work on the state in `tenant`: the employees (`users`), the profile store (`profiles`, with its
//! `profile_schema`), the photo
//! library (`library`) and the switches (`settings`); `entra` holds
//! what changes in the directory, `identity` stands for the token services of machines. Everything but tokens and times comes from a seed.
//! The wire follows public recordings and documents; what is assumed is said to be where it stands, and contested facts are switches.

mod bearer;
mod broken_body;
mod call;
mod clock;
mod control;
mod control_entra;
mod csom;
mod demo_app;
mod documents;
mod encoding;
mod entra;
mod faults;
mod gate;
mod graph;
mod graph_settings;
mod guarded;
mod hosts;
mod identity;
mod imports;
mod in_process;
mod latency;
mod library;
mod limits;
mod login;
mod originals;
mod people;
mod photo;
mod photo_export;
mod profile_schema;
mod profile_settings;
mod profile_writes;
mod profiles;
mod propagation;
mod refusal;
mod reply;
mod request_log;
mod running;
mod server;
mod settings;
mod settings_table;
mod sharepoint;
mod sign_in_settings;
#[cfg(test)]
mod stage;
mod tenant;
mod tls;
mod tokens;
mod users;

pub use call::Kind;
pub use demo_app::DemoApp;
pub use entra::native_sync::NativeSync;
pub use faults::{Action, Fault};
pub use graph_settings::{DeltaExpiry, GraphSettings, NoPhoto, PhotoId};
pub use hosts::Addresses;
pub use in_process::{Host, InProcessTenant};
pub use latency::Latency;
pub use library::FileInfo;
pub use photo_export::export_photos;
pub use profile_schema::{CORE as CORE_PROPERTIES, NAMES as PROFILE_PROPERTIES, ProfileProperty};
pub use profile_settings::{
    ControlCharacters, ImportUnsupported, OverlongValue, ProfileSettings, SeveralValues,
    UnknownProperty,
};
pub use request_log::RequestCounts;
pub use running::{RunningTenant, TenantOptions};
pub use settings::{
    AppOnlyWrite, BodyForm, DisplaySource, ImportLog, NullQuery, RetryAfterForm, Settings,
};
pub use settings_table::{Confidence, SettingInfo, settings, settings_table};
pub use sign_in_settings::{ExpiresOn, SignInRefusal, SignInSettings};
pub use users::{PictureState, User};
