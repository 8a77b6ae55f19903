//! The row of the checklist of `graph-wire.md` 10 about the property pipeline.

use crate::entra::Removal;
use crate::entra::native_sync::{NativeSync, advance, tick};
use crate::profiles::value;
use crate::stage::tenant;
use crate::tenant::Tenant;
use serde_json::{Map, Value, json};
use std::time::Duration;

fn held(tenant: &Tenant, user: usize, property: &str) -> String {
    let user = tenant.directory.at(user);
    value(&tenant.profiles.lock().properties(user), property).to_owned()
}

fn change(tenant: &Tenant, user: usize, properties: Value) {
    let properties: Map<String, Value> = serde_json::from_value(properties).unwrap();
    tenant.accounts.lock().change(user, properties);
}

#[test]
fn row_11_a_tick_overwrites_what_microsoft_owns_and_leaves_the_rest() {
    let tenant = tenant(3);
    let user = tenant.directory.at(0);
    let first = tick(&tenant);
    assert_eq!((first.users, first.skipped), (3, 0));
    assert_eq!(
        tick(&tenant),
        NativeSync {
            users: 3,
            ..NativeSync::default()
        },
        "a tick without a change changes nothing"
    );
    for (property, text) in [
        ("FirstName", "Somebody"),
        ("Office", "Basement"),
        ("CellPhone", "+1"),
        ("Fax", "+2"),
        ("HomePhone", "+3"),
    ] {
        tenant.profiles.lock().set(user, property, text);
    }
    change(
        &tenant,
        0,
        json!({"businessPhones": ["+1 555 0100"], "officeLocation": "Tower 3", "jobTitle": "Pilot", "mobilePhone": "+9", "faxNumber": "+8"}),
    );
    // Names, office, work phone and both titles.
    assert_eq!(tick(&tenant).changed, 5);
    let expected = [
        ("FirstName", user.given_name.as_str()),
        ("Office", "Tower 3"),
        ("WorkPhone", "+1 555 0100"),
        ("Title", "Pilot"),
        ("SPS-JobTitle", "Pilot"),
        ("CellPhone", "+1"),
        ("Fax", "+2"),
        ("HomePhone", "+3"),
    ];
    for (property, text) in expected {
        assert_eq!(held(&tenant, 0, property), text, "{property}");
    }
}

#[test]
fn row_11_blocked_and_removed_accounts_are_passed_over() {
    let tenant = tenant(3);
    tick(&tenant);
    change(
        &tenant,
        0,
        json!({"jobTitle": "Pilot", "accountEnabled": false}),
    );
    change(&tenant, 1, json!({"jobTitle": "Pilot"}));
    tenant.accounts.lock().set_removal(1, Some(Removal::Soft));
    assert_eq!(
        tick(&tenant),
        NativeSync {
            users: 1,
            skipped: 2,
            changed: 0
        }
    );
    assert_ne!(held(&tenant, 0, "Title"), "Pilot");
    change(&tenant, 0, json!({"accountEnabled": true}));
    tick(&tenant);
    assert_eq!(held(&tenant, 0, "Title"), "Pilot");
}

#[test]
fn row_11_ticks_come_by_themselves_when_the_switch_says_so() {
    let tenant = tenant(1);
    tenant.settings.lock().native_sync_seconds = 3600;
    tenant.clock.within(|| advance(&tenant));
    change(&tenant, 0, json!({"jobTitle": "Pilot"}));
    tenant.clock.within(|| advance(&tenant));
    assert_ne!(held(&tenant, 0, "Title"), "Pilot", "not before its time");
    tenant.clock.advance(Duration::from_secs(3600));
    tenant.clock.within(|| advance(&tenant));
    assert_eq!(held(&tenant, 0, "Title"), "Pilot");
}
