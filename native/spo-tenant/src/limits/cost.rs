//! What a request costs. Graph's prices are published (`graph-wire.md` 4.1); those of CSOM and REST are not, so they are switches.

use crate::call::Call;
use crate::settings::Settings;
use axum::http::Method;

/// Cost of a request to a SharePoint host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SiteCost {
    pub(super) units: u64,
    /// Calls of `PeopleManager`.
    pub(super) people: u64,
    /// How many operations it is made of.
    pub(super) parts: u32,
}

/// Cost of one Graph request, in a batch or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GraphCost {
    /// Users: resource units, and whether it writes.
    Identity { units: u64, writes: bool },
    /// Photos are Outlook's.
    Photo,
    /// Not metered here.
    Free,
}

const CSOM: &str = "/_vti_bin/client.svc/processquery";
const PEOPLE: &[u8] = b"sp.userprofiles.peoplemanager";

/// Prices a request to a SharePoint host.
pub(super) fn site(call: &Call, settings: &Settings) -> SiteCost {
    let path = call.path.to_ascii_lowercase();
    let units = u64::from(settings.share_point_resource_units);
    if path.ends_with(CSOM) {
        let methods = occurrences(&call.body, b"<Method ").max(1);
        let people = if settings.charge_csom_methods_singly {
            methods
        } else {
            1
        };
        return SiteCost {
            units,
            people,
            parts: narrow(methods),
        };
    }
    if path.ends_with("/_api/$batch") || path.ends_with("/_api/%24batch") {
        let lines: Vec<Vec<u8>> = call
            .body
            .split(|byte| *byte == b'\n')
            .map(|line| line.trim_ascii().to_ascii_lowercase())
            .filter(|line| line.ends_with(b" http/1.1"))
            .collect();
        let people = lines
            .iter()
            .filter(|line| occurrences(line, PEOPLE) > 0)
            .count() as u64;
        let parts = (lines.len() as u64).max(1);
        let singly = settings.charge_batch_parts_singly;
        return SiteCost {
            units: if singly { units * parts } else { units },
            people: if singly { people } else { people.min(1) },
            parts: narrow(parts),
        };
    }
    SiteCost {
        units,
        people: u64::from(occurrences(path.as_bytes(), PEOPLE) > 0),
        parts: 1,
    }
}

/// Prices a Graph request by its path (`/v1.0` or `/beta` left out) and query.
pub(super) fn graph(method: &Method, path: &str, query: &str) -> GraphCost {
    let path = path.to_ascii_lowercase();
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    match steps.as_slice() {
        [_, .., "photo" | "photos"] | [_, .., "photo" | "photos", _] | [.., "photos", _, _] => {
            GraphCost::Photo
        }
        ["users" | "directoryobjects", rest @ ..] => {
            let by_ids = rest.last() == Some(&"getbyids");
            let base = match (by_ids, rest) {
                (true, _) => 3,
                (false, []) => 2,
                _ => 1,
            };
            GraphCost::Identity {
                units: adjusted(base, query),
                writes: *method != Method::GET && !by_ids,
            }
        }
        _ => GraphCost::Free,
    }
}

/// `$select` and a small `$top` make a request cheaper, `$expand` dearer; nothing is free.
fn adjusted(base: i64, query: &str) -> u64 {
    let mut units = base;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        units += match name.to_ascii_lowercase().as_str() {
            "$select" => -1,
            "$expand" => 1,
            "$top" if value.parse::<u32>().is_ok_and(|top| top < 20) => -1,
            _ => 0,
        };
    }
    units.max(1).unsigned_abs()
}

fn occurrences(text: &[u8], part: &[u8]) -> u64 {
    text.windows(part.len())
        .filter(|window| *window == part)
        .count() as u64
}

fn narrow(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{GraphCost, SiteCost, graph, site};
    use crate::call::Call;
    use crate::hosts::Service;
    use crate::settings::Settings;
    use axum::http::{HeaderMap, Method};

    fn cost(path: &str, body: &str, settings: &Settings) -> SiteCost {
        let call = Call {
            service: Service::Admin,
            method: Method::POST,
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
        };
        site(&call, settings)
    }

    #[test]
    fn batches_and_csom_requests_are_charged_by_their_parts() {
        let apart = Settings::default();
        let together = Settings {
            charge_csom_methods_singly: false,
            charge_batch_parts_singly: false,
            ..Settings::default()
        };
        let of = |units, people, parts| SiteCost {
            units,
            people,
            parts,
        };
        let csom = "<Method Id='1'/><Method Id='2'/><Query/>";
        let path = "/_vti_bin/client.svc/ProcessQuery";
        assert_eq!(cost(path, csom, &apart), of(2, 2, 2));
        assert_eq!(cost(path, csom, &together), of(2, 1, 2));
        let batch = "--b\r\n\r\nGET https://x/_api/SP.UserProfiles.PeopleManager/a HTTP/1.1\r\n\r\n--b\r\n\r\nGET https://x/_api/web HTTP/1.1\r\n";
        assert_eq!(cost("/_api/$batch", batch, &apart), of(4, 1, 2));
        assert_eq!(cost("/_api/$batch", batch, &together), of(2, 1, 2));
        assert_eq!(cost("/_api/web", "", &apart), of(2, 0, 1));
        let people = "/_api/SP.UserProfiles.PeopleManager/GetPropertiesFor(@v)";
        assert_eq!(cost(people, "", &apart), of(2, 1, 1));
    }

    #[test]
    fn graph_prices_are_the_published_ones() {
        let read = |path: &str, query: &str| graph(&Method::GET, path, query);
        let units = |units| GraphCost::Identity {
            units,
            writes: false,
        };
        assert_eq!(read("/users", ""), units(2));
        assert_eq!(read("users", "%24select=id"), units(1));
        assert_eq!(read("users", "$select=id&$top=10"), units(1));
        assert_eq!(read("users", "$expand=manager&$top=999"), units(3));
        assert_eq!(read("users/a@b", ""), units(1));
        assert_eq!(
            graph(&Method::POST, "directoryObjects/getByIds", ""),
            units(3)
        );
        assert_eq!(
            graph(&Method::PATCH, "users/a@b", ""),
            GraphCost::Identity {
                units: 1,
                writes: true
            }
        );
        for path in [
            "users/a/photo",
            "users/a/photo/$value",
            "me/photo/$value",
            "users/a/photos/48x48/$value",
        ] {
            assert_eq!(read(path, ""), GraphCost::Photo, "{path}");
        }
        assert_eq!(read("organization", ""), GraphCost::Free);
    }
}
