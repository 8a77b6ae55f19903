use super::{Current, Desired, ExchangeSync, Plan, State, Step, changes, plan};
use crate::photo::{PhotoFormat, PhotoSize, RenderedPhoto, Rendition, SourceInfo};
use crate::sharepoint::{
    EXCHANGE_SYNC_STATE, PICTURE_URL, PLACEHOLDER_STATE, PictureLocation, Profile, StoredPhoto,
};
use bytes::Bytes;
use proptest::prelude::*;

const URL: &str = "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/anna_contoso_com_MThumb.jpg";

fn photo(lengths: [usize; 3], large_pixels: u32) -> RenderedPhoto {
    let file = |size, pixels, length| Rendition {
        size,
        pixels,
        jpeg: Bytes::from(vec![0; length]),
    };
    RenderedPhoto {
        source: SourceInfo {
            format: PhotoFormat::Jpeg,
            width: 400,
            height: 400,
            bytes: 9000,
        },
        requested_large: 300,
        small: file(PhotoSize::Small, 48, lengths[0]),
        medium: file(PhotoSize::Medium, 72, lengths[1]),
        large: file(PhotoSize::Large, large_pixels, lengths[2]),
    }
}

fn stored(lengths: [u64; 3]) -> StoredPhoto {
    StoredPhoto {
        small: Some(lengths[0]),
        medium: Some(lengths[1]),
        large: Some(lengths[2]),
    }
}

fn profile(url: &str, placeholder: &str, exchange_sync: &str) -> Profile {
    Profile {
        picture_url: url.to_owned(),
        placeholder_state: placeholder.to_owned(),
        exchange_sync: exchange_sync.to_owned(),
        ..Profile::default()
    }
}

/// Decides for a user whose source photo renders to 1, 2 and 3 bytes.
fn decided(profile: &Profile, stored: StoredPhoto, exchange_sync: ExchangeSync) -> Plan {
    let at = PictureLocation::parse(&profile.picture_url, "https://contoso-my.sharepoint.com");
    let photo = photo([1, 2, 3], 300);
    let desired = Desired {
        photo: &photo,
        exchange_sync,
        force: false,
        bytes_differ: false,
    };
    plan(
        Current {
            profile,
            location: at.as_ref(),
            stored,
        },
        desired,
    )
}

#[test]
fn each_finding_has_its_state_and_step() {
    let same = stored([1, 2, 3]);
    let other = stored([1, 2, 4]);
    let part = StoredPhoto {
        large: None,
        ..same
    };
    let cases = [
        (
            "",
            "1",
            "",
            StoredPhoto::default(),
            State::Missing,
            Step::Upload,
        ),
        (
            "https://elsewhere.example.com/x.jpg",
            "0",
            "0",
            StoredPhoto::default(),
            State::Missing,
            Step::Upload,
        ),
        (URL, "0", "0", part, State::FileMissing, Step::Upload),
        (URL, "0", "0", other, State::Stale, Step::Upload),
        (URL, "1", "0", other, State::PlaceholderShown, Step::Upload),
        (URL, "0", "1", other, State::ExchangeManaged, Step::Upload),
        (
            URL,
            "1",
            "0",
            same,
            State::PlaceholderShown,
            Step::Properties,
        ),
        (
            URL,
            "",
            "0",
            same,
            State::PlaceholderShown,
            Step::Properties,
        ),
        (
            URL,
            "0",
            "1",
            same,
            State::ExchangeManaged,
            Step::Properties,
        ),
        (URL, "0", "0", same, State::InSync, Step::Nothing),
        (URL, "0", "", same, State::InSync, Step::Nothing),
    ];
    for (url, placeholder, exchange_sync, files, state, step) in cases {
        let plan = decided(
            &profile(url, placeholder, exchange_sync),
            files,
            ExchangeSync::Off,
        );
        assert_eq!(
            (plan.state, plan.step),
            (state, step),
            "{url} {placeholder} {exchange_sync} {files:?}"
        );
        assert!(plan.reason.ends_with('.'), "{}", plan.reason);
    }
}

#[test]
fn exchange_sync_is_left_alone_when_asked() {
    let same = stored([1, 2, 3]);
    let kept = decided(&profile(URL, "0", "1"), same, ExchangeSync::Keep);
    assert_eq!((kept.state, kept.step), (State::InSync, Step::Nothing));
    let on = decided(&profile(URL, "0", "0"), same, ExchangeSync::On);
    assert_eq!((on.state, on.step), (State::InSync, Step::Properties));
    assert_eq!(
        changes(&profile(URL, "0", "1"), None, ExchangeSync::Keep),
        []
    );
}

#[test]
fn a_small_source_is_in_sync_and_flagged() {
    let profile = profile(URL, "0", "0");
    let at = PictureLocation::parse(URL, "https://contoso-my.sharepoint.com");
    let photo = photo([1, 2, 3], 96);
    let desired = Desired {
        photo: &photo,
        exchange_sync: ExchangeSync::Off,
        force: false,
        bytes_differ: false,
    };
    let current = Current {
        profile: &profile,
        location: at.as_ref(),
        stored: stored([1, 2, 3]),
    };
    let plan = plan(current, desired);
    assert_eq!(
        (plan.state, plan.step),
        (State::LowResolution, Step::Nothing)
    );
    assert!(
        plan.reason.contains("at 96 of 300 pixels"),
        "{}",
        plan.reason
    );
}

#[test]
fn differing_bytes_and_force_send_what_looks_right() {
    let profile = profile(URL, "0", "0");
    let at = PictureLocation::parse(URL, "https://contoso-my.sharepoint.com");
    let photo = photo([1, 2, 3], 300);
    let current = Current {
        profile: &profile,
        location: at.as_ref(),
        stored: stored([1, 2, 3]),
    };
    let desired = Desired {
        photo: &photo,
        exchange_sync: ExchangeSync::Off,
        force: false,
        bytes_differ: true,
    };
    assert_eq!(plan(current, desired).state, State::Stale);
    let forced = plan(
        current,
        Desired {
            force: true,
            bytes_differ: false,
            ..desired
        },
    );
    assert_eq!((forced.state, forced.step), (State::InSync, Step::Upload));
}

fn any_stored() -> impl Strategy<Value = StoredPhoto> {
    let length = || proptest::option::of(1_u64..4);
    (length(), length(), length()).prop_map(|(small, medium, large)| StoredPhoto {
        small,
        medium,
        large,
    })
}

proptest! {
    /// Whatever was there: once the plan is carried out, the next plan has nothing to send.
    #[test]
    fn a_plan_carried_out_leaves_nothing_to_do(
        url in prop_oneof![Just(""), Just(URL), Just("https://elsewhere.example.com/a_MThumb.jpg")],
        placeholder in "[01]?", exchange in "[01]?", files in any_stored(),
        exchange_sync in prop_oneof![Just(ExchangeSync::Off), Just(ExchangeSync::On), Just(ExchangeSync::Keep)],
    ) {
        let mut profile = profile(url, &placeholder, &exchange);
        let mut files = files;
        let first = decided(&profile, files, exchange_sync);
        if first.step == Step::Upload {
            files = stored([1, 2, 3]);
        }
        if first.step != Step::Nothing {
            for (name, value) in changes(&profile, (first.step == Step::Upload).then_some(URL), exchange_sync) {
                match name {
                    PICTURE_URL => profile.picture_url = value,
                    PLACEHOLDER_STATE => profile.placeholder_state = value,
                    EXCHANGE_SYNC_STATE => profile.exchange_sync = value,
                    other => panic!("{other} is not expected to change"),
                }
            }
        }
        let second = decided(&profile, files, exchange_sync);
        prop_assert_eq!(second.step, Step::Nothing, "{:?} then {:?}", first, second);
    }
}
