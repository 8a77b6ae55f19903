//! `$batch`: a multipart body of HTTP requests, reads direct and writes inside change sets, answered in the same order (`spo-wire.md` 2.3).

use super::errors::RestError;
use super::rest;
use crate::call::Call;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use bytes::Bytes;
use url::Url;
use uuid::Uuid;

/// Larger batches are refused; reference clients stop at 100.
const MAX_PARTS: usize = 1000;

/// By the lower-case path.
pub(super) fn is_batch(path: &str) -> bool {
    matches!(path, "/_api/$batch" | "/_api/%24batch")
}

/// Runs the parts in order; one that fails does not stop the others.
pub(super) fn answer(tenant: &Tenant, claims: &Claims, call: &Call) -> Reply {
    let form = super::Form::of(call);
    let calls = boundary(&call.headers).map(|boundary| {
        let mut calls = Vec::new();
        collect(&call.body, &boundary, call, 0, &mut calls);
        calls
    });
    let calls = match calls {
        Some(calls)
            if !calls.is_empty() && calls.len() <= MAX_PARTS && call.method == Method::POST =>
        {
            calls
        }
        _ => return form.error(&RestError::malformed("The batch request is not valid.")),
    };
    let boundary = format!("batchresponse_{}", Uuid::new_v4());
    let mut out = Vec::new();
    for part in calls {
        let reply = part.map_or_else(
            || {
                form.error(&RestError::malformed(
                    "A part of the batch is not a request of this site.",
                ))
            },
            |part| rest(tenant, claims, &part),
        );
        write_part(&mut out, &boundary, reply);
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let reply = reply::body(StatusCode::OK, "multipart/mixed", out);
    with_header(
        reply,
        "content-type",
        &format!("multipart/mixed; boundary=\"{boundary}\""),
    )
}

fn write_part(out: &mut Vec<u8>, boundary: &str, reply: Reply) {
    let (status, kind, body) = reply::parts(reply);
    let reason = status.canonical_reason().unwrap_or_default();
    let head = format!(
        "--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 {} {reason}\r\nCONTENT-TYPE: {kind}\r\n\r\n",
        status.as_u16()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&body);
    out.extend_from_slice(b"\r\n");
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, boundary) = kind.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    (!boundary.is_empty()).then(|| boundary.to_owned())
}

/// The requests of a multipart body in order; `None` for a part that is none.
fn collect(body: &[u8], boundary: &str, outer: &Call, depth: u8, calls: &mut Vec<Option<Call>>) {
    let delimiter = format!("--{boundary}");
    for part in pieces(body, delimiter.as_bytes()) {
        let Some((head, content)) = head_and_rest(part) else {
            continue;
        };
        match boundary_of_part(&head) {
            Some(inner) if depth == 0 => collect(content, &inner, outer, 1, calls),
            _ => calls.push(request(content, outer)),
        }
        if calls.len() > MAX_PARTS {
            return;
        }
    }
}

fn boundary_of_part(head: &HeaderMap) -> Option<String> {
    let kind = head.get(header::CONTENT_TYPE)?.to_str().ok()?;
    kind.to_ascii_lowercase()
        .starts_with("multipart/")
        .then(|| boundary(head))
        .flatten()
}

/// What stands between delimiters at the start of a line, up to the closing one.
fn pieces<'a>(body: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&body[at..], delimiter) {
        let start = at + found;
        if start == 0 || body[start - 1] == b'\n' {
            starts.push(start);
        }
        at = start + delimiter.len();
    }
    let piece = |pair: &[usize]| &body[pair[0] + delimiter.len()..pair[1]];
    starts
        .windows(2)
        .map(piece)
        .map(<[u8]>::trim_ascii_start)
        .collect()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// Header lines and what follows the blank line; clients write both kinds of line ends.
fn head_and_rest(part: &[u8]) -> Option<(HeaderMap, &[u8])> {
    let (head, rest) = match (find(part, b"\r\n\r\n"), find(part, b"\n\n")) {
        (Some(at), other) if other.is_none_or(|other| at < other) => (&part[..at], &part[at + 4..]),
        (_, Some(at)) => (&part[..at], &part[at + 2..]),
        _ => (part, &part[part.len()..]),
    };
    let mut headers = HeaderMap::new();
    for line in std::str::from_utf8(head).ok()?.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value.trim())) {
            headers.insert(name, value);
        }
    }
    Some((headers, rest))
}

/// The request inside a part: its address is absolute and on the same host.
fn request(content: &[u8], outer: &Call) -> Option<Call> {
    let content = content.trim_ascii_start();
    let line_end = content
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(content.len());
    let line = std::str::from_utf8(&content[..line_end]).ok()?.trim();
    let (headers, body) = head_and_rest(content.get(line_end + 1..).unwrap_or_default())?;
    let (method, rest) = line.split_once(' ')?;
    let target = rest
        .rsplit_once(" HTTP/")
        .map_or(rest, |(target, _)| target)
        .trim();
    let url = Url::parse(target).ok()?;
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let path = url.path().to_owned();
    (path.to_ascii_lowercase().starts_with("/_api/") && !is_batch(&path.to_ascii_lowercase())).then(
        || Call {
            service: outer.service,
            method,
            path,
            query: url.query().unwrap_or_default().to_owned(),
            headers,
            body: Bytes::copy_from_slice(body.trim_ascii_end()),
        },
    )
}
