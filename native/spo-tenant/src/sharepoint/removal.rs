//! REST: a file or folder is deleted for good, by the tunnelled method `DELETE` (`docs/wire-notes.md` 3).

use super::answer::Answer;
use super::errors::ACCESS_DENIED;
use super::files;
use super::{Address, RestError};
use crate::call::Call;
use crate::hosts::Service;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use bytes::Bytes;

/// True for a POST that stands for a DELETE.
pub(super) fn asked(call: &Call) -> bool {
    let method = call.headers.get("x-http-method");
    method.is_some_and(|method| method.as_bytes().eq_ignore_ascii_case(b"DELETE"))
}

/// `GetFileByServerRelativePath` or `GetFolderByServerRelativePath` with that method. The documentation asks for `IF-MATCH`; what a request without it is told is assumed.
pub(super) fn remove(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Answer, RestError> {
    if !claims.permits(&["Sites.FullControl.All", "AllSites.FullControl"])
        || tenant.settings.lock().library_read_only
    {
        return Err(RestError::denied(ACCESS_DENIED));
    }
    if call.headers.get("if-match").is_none() {
        return Err(RestError::malformed("The request has no IF-MATCH header."));
    }
    let path = files::path(address);
    let mut library = tenant.library.lock();
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let here =
        call.service == Service::My && folder.to_lowercase() == library.folder_url().to_lowercase();
    let mut documents = tenant.documents.lock();
    if here && library.delete(name) || documents.remove(call.service, &path) {
        return Ok(Answer::Bytes("application/json", Bytes::new()));
    }
    Err(RestError::file_not_found())
}
