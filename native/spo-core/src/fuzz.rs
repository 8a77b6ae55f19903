//! What comes from outside, as bytes: the doors of the fuzz targets in `native/spo-core/fuzz`, and of a test that knocks at all of them.
//! No bytes may panic.

use crate::config::SessionConfig;
use crate::csom::Answer;
use crate::http::{self, Response};
use crate::import;
use crate::property::PropertyMap;
use crate::request::{JobRequest, Record, Reply};
use crate::sharepoint::{PictureLocation, from_profile_timestamp};
use crate::{auth, graph};
use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// The answer of `ProcessQuery`.
pub fn csom(body: &[u8]) {
    let Ok(answer) = Answer::parse(body, "request-id") else {
        return;
    };
    let _ = answer.error().map(|error| error.to_error("reading", "id"));
    for id in 0..32 {
        let _ = (answer.object(id, id + 1), answer.scope(id));
    }
}

/// `PictureURL` and `SPS-PictureTimestamp` of a profile. An address that is read is the same after it has been written and read again.
pub fn picture(text: &[u8]) {
    const MY_SITE: &str = "https://contoso-my.sharepoint.com";
    let text = String::from_utf8_lossy(text);
    let _ = from_profile_timestamp(&text);
    let urls = [
        text.clone().into_owned(),
        format!("{MY_SITE}:443/User%20Photos/{text}_MThumb.jpg"),
    ];
    for url in urls {
        let Some(location) = PictureLocation::parse(&url, MY_SITE) else {
            continue;
        };
        let written = location.to_picture_url(MY_SITE);
        let again = PictureLocation::parse(&written, MY_SITE);
        assert_eq!(again, Some(location), "{written}");
    }
}

/// Header fields, `name: value` a line: waits, quotas, dates, challenges.
pub fn headers(text: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts
            .next()
            .and_then(|name| HeaderName::from_bytes(name).ok());
        let value = parts
            .next()
            .and_then(|value| HeaderValue::from_bytes(value).ok());
        if let (Some(name), Some(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    http::read_headers(&headers);
    let _ = auth::wanted_claims(&headers);
}

/// An answer of Graph, SharePoint, the sign-in service or a token service; the first byte chooses the status.
pub fn answer(data: &[u8]) {
    let Some((choice, body)) = data.split_first() else {
        return;
    };
    let status = [200, 400, 401, 403, 404, 429, 500, 503][usize::from(choice % 8)];
    let body = Bytes::copy_from_slice(body);
    let response = || Response::new("fuzz", "host", status, HeaderMap::new(), body.clone());
    auth::read_answers(&response());
    graph::read_answers(response);
    let error = response().into_error("fuzzing");
    assert!(!error.message().is_empty() && !error.next_step().is_empty());
}

/// A certificate file, PFX or PEM. One that is taken signs.
pub fn certificate(file: &[u8]) {
    auth::read_certificate(file);
}

/// The JSON of the boundary: a session, a job, a record, a reply.
pub fn boundary(json: &[u8]) {
    let _ = serde_json::from_slice::<SessionConfig>(json);
    let _ = serde_json::from_slice::<JobRequest>(json);
    let _ = serde_json::from_slice::<Record>(json);
    let _ = serde_json::from_slice::<Reply>(json);
}

/// The log files of a bulk import.
pub fn import_log(file: &[u8]) {
    import::read_log(file);
}

/// A property map file, as JSON. Of one that is taken, every row can be selected.
pub fn property_map(json: &[u8]) {
    let Ok(map) = PropertyMap::load(&String::from_utf8_lossy(json), "map.json") else {
        return;
    };
    let selection = map.select(&[], &[]).expect("nothing is named");
    let _ = (selection.source_names(), selection.graph_names());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    fn knock(bytes: &[u8]) {
        super::csom(bytes);
        super::picture(bytes);
        super::headers(bytes);
        super::answer(bytes);
        super::certificate(bytes);
        super::boundary(bytes);
        super::import_log(bytes);
        super::property_map(bytes);
    }

    proptest! {
        #[test]
        fn no_bytes_panic_at_any_door(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            knock(&bytes);
        }

        #[test]
        fn no_text_panics_at_any_door(text in "\\PC{0,80}") {
            knock(text.as_bytes());
        }
    }
}
