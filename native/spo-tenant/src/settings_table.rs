//! What every switch means and how sure the project is of its default: the table that the program prints and the documentation contains.

use crate::settings::Settings;
use serde_json::Value;
use std::fmt;

/// How a default is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A real response shows it.
    Recorded,
    /// The service's documentation says it.
    Documented,
    /// Published source code depends on it.
    Code,
    /// Nobody says it; it fits what is known.
    Assumed,
    /// No claim about the service: it sets the stage.
    Stage,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recorded => "recorded",
            Self::Documented => "documented",
            Self::Code => "code",
            Self::Assumed => "assumed",
            Self::Stage => "stage",
        })
    }
}

/// One switch.
#[derive(Debug, Clone, Copy)]
pub struct SettingInfo {
    /// Its name in the control service and on the command line.
    pub name: &'static str,
    /// How sure its default is.
    pub mark: Confidence,
    /// What it decides.
    pub meaning: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
}

const fn row(
    name: &'static str,
    mark: Confidence,
    meaning: &'static str,
    source: &'static str,
) -> SettingInfo {
    SettingInfo {
        name,
        mark,
        meaning,
        source,
    }
}

use Confidence::{Assumed, Code, Documented, Stage};

const THROTTLING: &str = "SharePoint throttling page";
const PHOTO: &str = "Graph photo page";
const DELTA: &str = "Graph delta page";
const GRAPH_LIMITS: &str = "Graph throttling limits page";

/// Every switch, by subject.
#[rustfmt::skip]
pub(crate) const TABLE: &[SettingInfo] = &[
    row("appOnlyWrite", Documented, "Whether an app without a user may write profiles: `allow`, `deny_unauthorized` or `deny_own_data`.", "documented roles; reports from 2020 on contradict"),
    row("nullQuery", Assumed, "What a CSOM query on a null object adds to the answer: `null` or `absent`.", "no recording"),
    row("profilelessUsers", Stage, "Sign-in names of users without a profile.", "profiles are made some time after accounts (documented)"),
    row("profileAppearsAfterSeconds", Stage, "Seconds after the start at which those users get one; 0 for never.", "the same"),
    row("profilePropagationSeconds", Stage, "Seconds for which readers see what a profile property was before a write.", "reports of late reads"),
    row("libraryReadOnly", Assumed, "Refuses uploads with 403.", "no recording of the status"),
    row("listTitle", Stage, "Title of the photo library; with another one the usual address answers 404 (recorded).", "recorded 404"),
    row("pageSize", Documented, "Most rows of one page of library items.", "list view threshold"),
    row("graphPageSize", Documented, "Users per page of Graph without `$top`.", "Graph paging page"),
    row("sharePointRoles", Stage, "Application permissions in SharePoint tokens.", "documented roles"),
    row("graphRoles", Stage, "Application permissions in Graph tokens.", "documented roles"),
    row("tokenLifetime", Documented, "Seconds a token lives.", "sample of the token endpoint"),
    row("tokenEarlyExpiry", Stage, "Seconds by which tokens end before the time their client was told.", "revocation"),
    row("enforceLimits", Documented, "Whether quotas are enforced.", THROTTLING),
    row("licences", Stage, "Licences of the tenant, which decide the size of its quotas: up to 1,000, 5,000, 15,000, 50,000, more.", THROTTLING),
    row("sharePointResourceUnits", Documented, "Resource units of one request to a SharePoint host. CSOM and REST have no published price; 2 is the average the page plans with.", THROTTLING),
    row("chargeCsomMethodsSingly", Assumed, "Whether each method of a CSOM request is a PeopleManager call of its own.", "as documented of Graph batches"),
    row("chargeBatchPartsSingly", Assumed, "Whether each part of a REST `$batch` is charged on its own. (Parts of a Graph batch are: documented.)", "as documented of Graph batches"),
    row("enforceOutlookConcurrency", Documented, "Whether Graph photo requests of an app beyond four at a time are refused.", GRAPH_LIMITS),
    row("throttleStatus", Documented, "Status of a refusal for a quota: 429 or 503.", THROTTLING),
    row("retryAfterForm", Documented, "How a refusal says when to come back: `seconds`, `date` or `missing`.", "page; `missing` is reported from the field"),
    row("throttleBody", Assumed, "Body of a refusal: `service`, `html`, `text` or `too_many_requests`. Graph's is documented.", "clients must not read it"),
    row("latency", Stage, "How long answers take: `0`, milliseconds, or `lognormal:<median ms>:<sigma>`.", "no claim"),
    row("latencyPerPart", Assumed, "Whether a REST batch or CSOM request takes that long for each of its parts (a Graph batch: for every four).", "no recording"),
    row("clockSkewSeconds", Stage, "Seconds by which the clocks of all hosts are off; negative for slow.", "no claim"),
    row("requestLogLength", Stage, "Most entries of the request log; counts stay.", "no claim"),
    row("displaySource", Assumed, "What `userphoto.aspx` shows: `library` or `people_system`.", "message MC653734 says the second of users without an Exchange licence"),
    row("userEditableProperties", Assumed, "Properties users may edit, which the bulk import refuses (the refusal is documented).", "which ones is tenant policy"),
    row("customProperties", Stage, "Profile properties of this tenant beside the ones every tenant has.", "no claim"),
    row("profile.multiValueProperties", Documented, "Properties that hold several values. A custom property can be one.", "property table of SharePoint Server 2010"),
    row("profile.taxonomyProperties", Assumed, "Properties whose values are terms of a term set.", "documented of jobs and departments, general knowledge of the others"),
    row("profile.closedTermProperties", Assumed, "Of those, the ones that take only values somebody's profile has got already, unless the caller has `TermStore.ReadWrite.All`.", "pnp/powershell issue 3693 reports it of `SPS-Location`"),
    row("profile.unknownProperty", Assumed, "What a write to a property that does not exist comes to: `refuse` or `ignore`, which answers with success.", "pnp/pnpjs issue 340 reports HTTP 500"),
    row("profile.severalValues", Assumed, "What several values for a property that holds one come to: `refuse`, or `join` with `|`.", "no recording"),
    row("profile.maxLength", Assumed, "Most UTF-16 units of a value; 0 for no limit.", "general knowledge of SharePoint Server"),
    row("profile.overlongValue", Assumed, "What becomes of a longer one: `refuse` or `truncate`.", "no recording"),
    row("profile.controlCharacters", Assumed, "What becomes of a value with control characters that came over REST: `keep` or `refuse`. (In CSOM they are not XML.)", "no recording"),
    row("profile.importUnsupported", Assumed, "What the bulk import does with core, multi-value and taxonomy properties: `refuse`, `log` (a line each, error 30) or `write`.", "documented as not supported, not how it shows"),
    row("profile.importIdEmpty", Code, "Whether queueing a job answers with an empty id although the job is there.", "PnP PowerShell looks the job up by its file then"),
    row("nativeSyncSeconds", Stage, "Seconds between two ticks of Microsoft's own property synchronisation, which overwrites the properties it owns; 0 for never.", "the interval is not documented"),
    row("importStepSeconds", Assumed, "Seconds an import job stays in each of the states 1, 2 and 3.", "minutes are documented, the numbers are not"),
    row("importPartialSucceeds", Assumed, "Whether a partly successful import ends in state 4 instead of 5; its error is 30 either way.", "no recording"),
    row("importLog", Documented, "Folder of a job's log, beside the data file: `job_id`, `file_name` (its name begins with the file's), or `missing`.", "bulk import page; pnp/powershell says the second"),
    row("importMaxBytes", Documented, "Largest import file in bytes.", "bulk import page"),
    row("importOverRest", Code, "Whether the bulk import can be queued over REST.", "the service's metadata; never seen used"),
    row("graph.noPhoto", Documented, "How Graph says that a user has no photo: `imageNotFound`, `entityNotFound`, `itemNotFound`, `pixel`, `nonExistentMailbox`, `mailboxOnPremises` or `wrapped`; all have been seen.", PHOTO),
    row("graph.photoId", Documented, "How the id of photo metadata is written: `lower`, `upper` or `default`.", PHOTO),
    row("graph.honorIfNoneMatch", Assumed, "Whether a matching `If-None-Match` is answered with 304.", "no source says that it works"),
    row("graph.photoStaleReads", Stage, "Reads of a photo that still show the former one after a change.", "unknown"),
    row("graph.photoStaleSeconds", Stage, "Seconds before a changed photo shows.", "unknown"),
    row("graph.photoWidthFloor", Assumed, "Narrowest photo that is taken, in pixels.", "23 was refused; the minimum is not documented"),
    row("graph.photoOctetStream", Code, "Whether a photo sent as `application/octet-stream` is taken.", "msgraph-sdk sends it; refused in a report of 2018"),
    row("graph.mailboxlessUsers", Stage, "Sign-in names of users without a mailbox.", "no claim"),
    row("graph.mailboxlessPhotoLimit", Assumed, "Whether their photos above 100 KB are answered with 404.", "reported 2020; storage has moved since"),
    row("graph.allowedRolesBindApps", Assumed, "Whether `allowedRoles` of the photo policy binds apps too.", "unknown"),
    row("graph.batchNullBodies", Assumed, "Whether a missing photo in a batch is `body: null` without headers.", "recorded 2017 only"),
    row("graph.batchPhotoWrites", Assumed, "Whether a batch takes writes of photos.", "unknown"),
    row("graph.emptyMiddlePage", Documented, "Whether the page after the first is empty and goes on.", "Graph paging page calls it possible"),
    row("graph.filterOperands", Assumed, "Most operands of `in` and `or`.", "general knowledge"),
    row("graph.deltaTokenLifetime", Documented, "Seconds a delta token lives.", DELTA),
    row("graph.deltaExpiry", Documented, "What an expired one is answered with: `syncStateNotFound` or `gone`.", DELTA),
    row("graph.deltaRepeats", Documented, "Whether every changed user of a round is reported twice.", DELTA),
    row("graph.visitInterval", Documented, "Seconds between two pulls of a user's photo into SharePoint.", "copies of Microsoft's photo article"),
    row("signIn.refusal", Stage, "Why every sign-in is refused: `nothing`, `multiFactor` (people), `credentialExpired` (apps), `conditionalAccess` or `throttled`.", "no claim"),
    row("signIn.clientSecret", Stage, "The registered app's secret.", "no claim"),
    row("signIn.sharePointRefusesSecrets", Documented, "Whether SharePoint refuses app tokens got with a secret.", "app-only page of SharePoint"),
    row("signIn.delegatedScopes", Stage, "Permissions that users have consented to; what `.default` gives.", "no claim"),
    row("signIn.userRoles", Stage, "Role template ids of signed-in users.", "no claim"),
    row("signIn.deviceCodeLifetime", Documented, "Seconds a device code lives.", "device code page"),
    row("signIn.deviceCodeInterval", Stage, "Seconds between two polls; sooner ones are told to slow down. 0 never asks.", "no claim"),
    row("signIn.authorizeAtOnce", Stage, "Whether the authorisation page redirects at once, without anybody's consent.", "no claim"),
    row("signIn.expiresOn", Documented, "`expires_on` for managed identities: `text`, `number` or `date`.", "managed identity page; the others are reported"),
    row("signIn.identityOmits", Stage, "Members left out of answers to managed identities.", "reports"),
    row("signIn.federatedIssuer", Stage, "`iss` of federated assertions that are trusted.", "no claim"),
    row("signIn.federatedSubject", Stage, "Their `sub`.", "no claim"),
    row("signIn.federatedAudience", Assumed, "Their `aud`.", "general knowledge"),
];

/// Every switch, by subject.
pub const fn settings() -> &'static [SettingInfo] {
    TABLE
}

/// The table in Markdown, defaults included: what `spo-tenant settings` prints.
pub fn settings_table() -> String {
    let defaults = serde_json::to_value(Settings::default()).unwrap_or_default();
    let row = |info: &SettingInfo| {
        let (name, default) = (info.name, default_of(&defaults, info.name));
        let (mark, meaning, source) = (info.mark, info.meaning, info.source);
        format!("| `{name}` | `{default}` | {mark} | {meaning} | {source} |\n")
    };
    let head =
        "| setting | default | mark | meaning | source |\n|---|---|---|---|---|\n".to_owned();
    head + &settings().iter().map(row).collect::<String>()
}

/// The default of a switch; a dot leads into a group.
fn default_of<'a>(defaults: &'a Value, name: &str) -> &'a Value {
    name.split('.')
        .fold(defaults, |group, member| &group[member])
}

#[cfg(test)]
mod tests {
    use super::{TABLE, default_of, settings_table};
    use crate::settings::Settings;
    use std::collections::BTreeSet;

    #[test]
    fn every_switch_has_its_row_and_every_row_its_switch() {
        let all = serde_json::to_value(Settings::default()).unwrap();
        let mut switches = BTreeSet::new();
        for (name, value) in all.as_object().unwrap() {
            match value.as_object() {
                None => switches.extend([name.clone()]),
                Some(group) => {
                    switches.extend(group.keys().map(|member| format!("{name}.{member}")));
                }
            }
        }
        let rows: BTreeSet<String> = TABLE.iter().map(|info| info.name.to_owned()).collect();
        assert_eq!(rows, switches);
        assert_eq!(rows.len(), TABLE.len(), "a row is there twice");
    }

    #[test]
    fn every_switch_is_set_by_the_command_line_and_by_the_control_service() {
        let settings = Settings::default();
        let defaults = serde_json::to_value(&settings).unwrap();
        for info in TABLE {
            let value = default_of(&defaults, info.name);
            let line = settings.with_line(&format!("{}={value}", info.name));
            assert_eq!(line.as_ref(), Ok(&settings), "{}", info.name);
            let body = serde_json::json!({ info.name: value });
            assert_eq!(settings.merged(&body).as_ref(), Ok(&settings));
            // Of another type it is a mistake: so the name was understood.
            let wrong = serde_json::json!({ info.name: {"x": 1} });
            assert!(settings.merged(&wrong).is_err(), "{}", info.name);
        }
    }

    #[test]
    fn the_documentation_contains_the_table() {
        let page = include_str!("../../../docs/en-US/about_SpoDemoTenant.md").replace('\r', "");
        let start =
            page.find("<!-- settings -->\n").expect("start mark") + "<!-- settings -->\n".len();
        let end = page.find("<!-- end of settings -->").expect("end mark");
        assert_eq!(
            &page[start..end],
            settings_table(),
            "the table is the output of: spo-tenant settings"
        );
    }
}
