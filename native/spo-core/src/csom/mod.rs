//! CSOM: many calls in one `ProcessQuery` request. `request` writes the XML with each `parameter` as its type asks, `response` reads the JSON array that answers it.
//! Shapes: `spo-wire.md` 1.6, 2.2. An answer is HTTP 200 even when the calls failed; the error is in the array's first element.

mod element;
mod parameter;
mod request;
mod response;

pub use element::is_illegal;
pub use parameter::Parameter;
pub use request::{Batch, OFFICE_365_TENANT, PEOPLE_MANAGER};
pub use response::Answer;

use crate::config::Service;
use crate::error::Result;
use crate::http::{Client, Request, Scope};

/// Where every CSOM request goes, below the address of the site.
const PROCESS_QUERY: &str = "/_vti_bin/client.svc/ProcessQuery";

/// Sends a batch to the admin host and reads its answer. Errors are of the transport or of the answer's shape;
/// what the calls themselves came to is in the [`Answer`].
pub async fn send(
    client: &Client,
    scope: &Scope,
    kind: &'static str,
    batch: Batch,
) -> Result<Answer> {
    let doing = match batch.writes() {
        _ if kind.starts_with("import.") => "working on bulk imports",
        true => "writing profiles",
        false => "reading profiles",
    };
    let writes = batch.writes();
    let mut request = Request::post(
        Service::Admin,
        kind,
        PROCESS_QUERY,
        "text/xml",
        batch.into_xml(),
    );
    if writes {
        request = request.writing();
    }
    let response = client.send(scope, request).await?;
    if !response.is_success() {
        return Err(response.into_error(doing));
    }
    Answer::parse(&response.body, &response.request_id)
}
