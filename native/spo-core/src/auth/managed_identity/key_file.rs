//! The proof Azure Arc wants: the content of a file that only trusted accounts of the machine can read, named in the challenge.

use crate::error::{Error, ErrorId, Result};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What the Azure SDKs allow.
const LONGEST: u64 = 4096;
const NEXT: &str = "Run the command as an account that may read Azure Arc's key files (administrator on Windows, member of the group himds on Linux).";

/// The folder in which the agent puts key files.
pub(super) fn folder() -> PathBuf {
    if cfg!(windows) {
        PathBuf::from(r"C:\ProgramData\AzureConnectedMachineAgent\Tokens")
    } else {
        PathBuf::from("/var/opt/azcmagent/tokens")
    }
}

/// Reads the file of a challenge `Basic realm=<path>`. Whoever answers on the agent's port names the path, so nothing outside
/// the agent's folder is read.
pub(super) fn read(challenge: &str, folder: &Path) -> Result<Zeroizing<String>> {
    let failed = |why: &str| {
        let message = format!("Azure Arc's key file cannot be used: {why}.");
        Error::new(ErrorId::AuthenticationFailed, message).with_next_step(NEXT)
    };
    let path = challenge
        .split_once("realm=")
        .map(|(_, path)| Path::new(path.trim().trim_matches('"')))
        .ok_or_else(|| failed("the challenge names none"))?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    if path.parent() != Some(folder) || extension != Some("key") {
        return Err(failed("it is not in the agent's folder"));
    }
    let file = File::open(path).map_err(|error| failed(&error.to_string()))?;
    let mut key = Zeroizing::new(String::new());
    file.take(LONGEST + 1)
        .read_to_string(&mut key)
        .map_err(|error| failed(&error.to_string()))?;
    if key.len() as u64 > LONGEST {
        return Err(failed("it is too long"));
    }
    Ok(key)
}
