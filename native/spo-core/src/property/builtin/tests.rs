use super::BuiltIn;
use crate::property::{Row, UserEditable, Writable};
use spo_tenant::{CORE_PROPERTIES, PROFILE_PROPERTIES, Settings};
use std::collections::HashSet;
use std::sync::Arc;

fn rows() -> &'static [Arc<Row>] {
    &BuiltIn::table().rows
}

fn row(name: &str) -> &'static Row {
    rows()
        .iter()
        .find(|row| row.property.eq_ignore_ascii_case(name))
        .unwrap_or_else(|| panic!("no row for {name}"))
}

#[test]
fn every_row_says_why_what_to_do_and_how_it_is_known() {
    let mut names = HashSet::new();
    for row in rows() {
        assert!(
            names.insert(row.property.to_lowercase()),
            "{}",
            row.property
        );
    }
    for row in rows().iter().chain(&BuiltIn::table().attributes) {
        let name = format!("{} {:?}", row.property, row.sources);
        assert!(
            row.why.ends_with('.') && row.remedy.ends_with('.'),
            "{name}"
        );
        assert!(
            row.fact.contains("Microsoft") || row.fact.starts_with("Recorded"),
            "{name}"
        );
        assert!(!row.property.is_empty() || !row.sources.is_empty());
        let distinct: HashSet<_> = row
            .sources
            .iter()
            .map(|source| source.to_lowercase())
            .collect();
        assert_eq!(distinct.len(), row.sources.len(), "{name}");
    }
}

#[test]
fn nothing_is_taken_without_being_asked_for_but_what_microsoft_leaves_behind() {
    let taken: Vec<&str> = rows()
        .iter()
        .filter(|row| row.sync)
        .map(|row| row.property.as_str())
        .collect();
    assert_eq!(taken, ["CellPhone", "HomePhone", "Fax"]);
    for row in rows().iter().filter(|row| row.sync) {
        assert!(!row.native && row.compared && row.writable != Writable::Never);
        assert!(PROFILE_PROPERTIES.contains(&row.property.as_str()));
    }
}

/// The bulk import refuses what Entra is the master of; the simulated tenant knows which properties those are.
#[test]
fn core_properties_never_go_by_bulk_import() {
    for name in CORE_PROPERTIES {
        let row = row(name);
        assert!(row.native && !row.bulk_import(), "{name}");
    }
    let group_profiles = ["IsUnifiedGroup", "IsPublic", "GroupType", "SPO-IsSPO"];
    let others = ["SPS-MUILanguages", "SPS-RecipientTypeDetails"];
    for row in rows().iter().filter(|row| row.native) {
        assert_eq!(row.user_editable, UserEditable::No, "{}", row.property);
        assert!(!row.bulk_import(), "{}", row.property);
        let known = |names: &[&str]| names.contains(&row.property.as_str());
        assert!(
            known(&CORE_PROPERTIES) || known(&group_profiles) || known(&others),
            "{}",
            row.property
        );
    }
}

#[test]
fn what_users_may_edit_in_the_simulated_tenant_is_assumed_here_too() {
    for name in Settings::default().user_editable_properties {
        assert_eq!(row(&name).user_editable, UserEditable::Assumed, "{name}");
    }
}

#[test]
fn lists_and_terms_go_directly() {
    for row in rows().iter().filter(|row| row.multi_value || row.taxonomy) {
        assert!(!row.bulk_import() && row.caseless, "{}", row.property);
    }
}

#[test]
fn keys_and_pictures_are_never_written() {
    for name in [
        "AccountName",
        "UserName",
        "PersonalSpace",
        "PictureURL",
        "msOnline-ObjectId",
        "SPS-ClaimID",
        "ADGuid",
    ] {
        assert_eq!(row(name).writable, Writable::Never, "{name}");
    }
}

#[test]
fn an_attribute_is_known_by_all_its_names() {
    let table = BuiltIn::table();
    assert_eq!(table.attribute("MobilePhone").0, ["MobilePhone", "mobile"]);
    assert_eq!(table.attribute("EmailAddress").0, ["EmailAddress", "mail"]);
    assert_eq!(table.attribute("proxyAddresses").0, ["proxyAddresses"]);
    assert_eq!(table.attribute("own").0, ["own"]);
    assert_eq!(table.attribute("own").1, None);
    assert_eq!(
        table.attribute("c").0,
        ["c"],
        "Get-ADUser's Country is not Graph's"
    );
}

const PAGE: &str = include_str!("../../../../../docs/en-US/about_SpoProfilePropertyMap.md");

/// The part of the page between two marks.
fn part(name: &str) -> String {
    let page = PAGE.replace('\r', "");
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- {name} end -->"));
    let (_, rest) = page.split_once(&start).expect("the first mark");
    rest.split_once(&end).expect("the second mark").0.to_owned()
}

fn table_of_rows() -> String {
    let heads = "| Property | Sources | Native | Sync | Written | Users | Why | Fact |";
    let mut lines = vec![
        heads.to_owned(),
        "|---|---|---|---|---|---|---|---|".to_owned(),
    ];
    for row in rows() {
        let event = row.event();
        let yes = |flag: bool| if flag { "yes" } else { "" };
        let written = match row.writable {
            Writable::Never => "never",
            Writable::Directly => "directly",
            Writable::ByImport => "directly, import",
        };
        let line = [
            &event.property,
            &event.sources.join(", "),
            yes(row.native),
            yes(row.sync),
            written,
            event.user_editable,
            &event.why,
            &event.fact,
        ];
        let line = line.join(" | ").replace("|  |", "| |");
        lines.push(format!("| {} |", line.replace("|  |", "| |")));
    }
    lines.join("\n") + "\n"
}

fn list_of_attributes() -> String {
    let name = |row: &Arc<Row>| match &row.graph {
        Some(graph)
            if !graph.eq_ignore_ascii_case(&row.sources[0]) && !super::is_object(Some(graph)) =>
        {
            format!("`{}` ({graph})", row.sources[0])
        }
        _ => format!("`{}`", row.sources[0]),
    };
    let names: Vec<String> = BuiltIn::table().attributes.iter().map(name).collect();
    names
        .chunks(6)
        .map(|line| line.join(", "))
        .collect::<Vec<_>>()
        .join(",\n")
        + "\n"
}

#[test]
fn the_page_has_the_rows_of_the_map() {
    for (name, expected) in [
        ("rows", table_of_rows()),
        ("attributes", list_of_attributes()),
    ] {
        assert!(
            part(name) == expected,
            "between the marks {name} the page must say:\n{expected}"
        );
    }
}

#[test]
fn the_page_has_every_member_and_transform() {
    let names = |name: &str| {
        let part = part(name);
        let firsts = part
            .lines()
            .skip(2)
            .filter_map(|line| line.split('|').nth(1));
        let names = firsts.flat_map(|cell| {
            cell.split(", ")
                .map(|name| name.trim().trim_matches('`').to_owned())
        });
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("members"), crate::property::map_file::MEMBERS);
    assert_eq!(names("transforms"), crate::property::transform::Step::NAMES);
}

/// The example of the page is a map file.
#[test]
fn the_page_shows_a_map_that_can_be_read() {
    let page = PAGE.replace('\r', "");
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (json, _) = rest.split_once("```").unwrap();
    let map = crate::property::PropertyMap::load(json, "the page").unwrap();
    assert_eq!(map.rows().last().unwrap().property, "Employer");
}
