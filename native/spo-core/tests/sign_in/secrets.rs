//! No secret, key, assertion or token is in any event, error or log line, at any log level.

use crate::apps::certificate;
use crate::http_server::{Server, answer};
use crate::machines::hosted;
use crate::people::{browser, decide};
use crate::stage::{app, endpoints, outside, set, sign, tenant, thumbprint};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use log::{LevelFilter, Log, Metadata, Record};
use serde_json::{Value, json};
use spo_core::event::Event;
use spo_core::job::{Job, Next, Push};
use spo_core::session::Session;
use spo_tenant::{RunningTenant, SignInRefusal};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use tokio::runtime::Runtime;
use url::Url;

/// Everything that any library logs.
struct Lines(Mutex<String>);

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let mut lines = self.0.lock().unwrap();
        writeln!(lines, "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

fn lines() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    let lines = LINES.get_or_init(|| Lines(Mutex::default()));
    // The second time it is installed already.
    let _installed = log::set_logger(lines);
    lines
}

struct Run<'a> {
    runtime: &'a Runtime,
    tenant: &'a RunningTenant,
    seen: String,
}

impl Run<'_> {
    fn session(&self, auth: &Value) -> Session {
        let at = endpoints(self.tenant);
        let config = json!({
            "tenant": "contoso", "auth": auth, "trustedRootsPem": self.tenant.trusted_root_pem(),
            "endpoints": {"login": at.login, "graph": at.graph, "root": at.root, "admin": at.admin, "my": at.my},
        });
        Session::open(serde_json::from_value(config).unwrap()).unwrap()
    }

    /// Runs a job to its end and answers what it asks; its last result and whether it failed.
    fn job(&mut self, session: &Session, request: Value, photo: bool) -> (Value, bool) {
        let job = session.start(serde_json::from_value(request).unwrap());
        if photo {
            let upn = &self.tenant.users()[0].user_principal_name;
            let record = json!({"identity": upn, "kind": "adUser", "userPrincipalName": upn, "photo": "bytes"});
            let record = serde_json::from_value(record).unwrap();
            let pushed = job.push(record, self.tenant.ad_photo(0).into());
            assert_eq!(pushed, Ok(Push::Taken));
        }
        job.finish_input();
        let (mut result, mut failed) = (Value::Null, false);
        loop {
            match job.next(Duration::from_secs(60)) {
                Next::Done => return (result, failed),
                Next::Timeout => panic!("nothing happened for a minute"),
                Next::Event(event) => {
                    let told = serde_json::to_value(&*event).unwrap();
                    writeln!(self.seen, "{told} {event:?}").unwrap();
                    failed |= matches!(*event, Event::Failed { .. });
                    self.answer(&job, &told);
                    if told["type"] == "result" {
                        result = told["action"].clone();
                    }
                }
            }
        }
    }

    /// Opens the sign-in page and goes where it sends the browser; a page that refuses is left by the way it would itself take.
    async fn visit(&self, url: &str) {
        let browser = browser(self.tenant);
        let page = browser.get(url).send().await.unwrap();
        let back = page.headers().get("location");
        let back = back.map(|back| back.to_str().unwrap().to_owned());
        let refusal = || {
            let url = Url::parse(url).unwrap();
            let pairs: HashMap<_, _> = url.query_pairs().collect();
            let (address, state) = (&pairs["redirect_uri"], &pairs["state"]);
            format!(
                "{address}/?error=access_denied&error_description=AADSTS53003%3A+No.&state={state}"
            )
        };
        let back = back.unwrap_or_else(refusal);
        browser.get(back).send().await.unwrap();
    }

    fn answer(&self, job: &Job, told: &Value) {
        match told["type"].as_str().unwrap() {
            "deviceCode" => {
                let decided = decide(self.tenant, &told["userCode"], "approve");
                self.runtime.block_on(decided);
            }
            "browser" => self
                .runtime
                .block_on(self.visit(told["url"].as_str().unwrap())),
            "prompt" => {
                let reply = match told["kind"].as_str().unwrap() {
                    "sign" => {
                        let data = STANDARD.decode(told["data"].as_str().unwrap()).unwrap();
                        let signature = sign(&self.tenant.app(), &data);
                        json!({"signature": STANDARD.encode(signature)})
                    }
                    "federatedToken" => json!({"token": outside(json!({}))}),
                    "token" => {
                        let resource = told["resource"].as_str().unwrap();
                        json!({"token": self.tenant.issue_token(resource, None)})
                    }
                    kind => panic!("{kind} was not expected"),
                };
                let prompt = told["prompt"].as_u64().unwrap();
                job.reply(prompt, serde_json::from_value(reply).unwrap())
                    .unwrap();
            }
            _ => {}
        }
    }
}

fn kinds(tenant: &RunningTenant, pipeline: &Server, file: &Path, az: &Path) -> Vec<Value> {
    let x5t = thumbprint(&tenant.app());
    let resources = ["admin", "my"].map(|host| format!("https://contoso-{host}.sharepoint.com"));
    let tokens = resources.map(|resource| {
        let token = tenant.issue_token(&resource, None);
        let answer = json!({"accessToken": token, "expires_on": 4_000_000_000_u64}).to_string();
        let host = resource.trim_start_matches("https://");
        std::fs::write(az.join(host), answer).unwrap();
        token
    });
    let pipelines = json!({"serviceConnectionId": "c1", "systemAccessToken": "system-token", "requestUri": pipeline.address});
    vec![
        json!({"kind": "host"}),
        json!({"kind": "tokens", "tokens": tokens}),
        certificate(tenant),
        app(tenant, "hostCertificate", json!({"x5tS256": x5t})),
        app(tenant, "clientSecret", json!({"secret": "demo-secret"})),
        app(tenant, "interactive", json!({})),
        app(tenant, "deviceCode", json!({})),
        hosted(tenant),
        app(tenant, "workloadIdentity", json!({"tokenFile": file})),
        app(tenant, "federated", json!({})),
        app(tenant, "azurePipelines", pipelines),
        json!({"kind": "azureCli"}),
    ]
}

/// Names the folder of a stand-in for the Azure CLI, which has to be in the path of the process.
const AZ: &str = "SPO_TEST_AZ";

/// Writes a program `az` that prints the file named like the host of the scope.
fn azure_cli(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    if cfg!(windows) {
        let script = "@for /f \"tokens=2 delims=/\" %%h in (\"%6\") do @type \"%~dp0%%h\"\r\n";
        std::fs::write(folder.join("az.cmd"), script).unwrap();
        return;
    }
    let script = "#!/bin/sh\ncat \"$(dirname \"$0\")/$(echo \"$6\" | cut -d/ -f3)\"\n";
    std::fs::write(folder.join("az"), script).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder.join("az"), mode).unwrap();
    }
}

/// The run is a process of its own, because it needs another path; so all that it prints is looked at too.
#[test]
fn nothing_secret_is_seen_at_any_log_level() {
    if let Some(folder) = std::env::var_os(AZ) {
        return every_kind_at_every_level(Path::new(&folder));
    }
    let folder = std::env::temp_dir().join(format!("spo-az-{}", uuid::Uuid::new_v4()));
    azure_cli(&folder);
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.clone()).chain(std::env::split_paths(&old));
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("secrets::nothing_secret_is_seen_at_any_log_level")
        .env(AZ, &folder)
        .env("PATH", std::env::join_paths(folders).unwrap())
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
    assert!(!text.contains("eyJ"), "something printed holds a token");
}

fn every_kind_at_every_level(az: &Path) {
    let runtime = Runtime::new().unwrap();
    let (tenant, pipeline) = runtime.block_on(async {
        let body = json!({"oidcToken": outside(json!({}))}).to_string();
        (
            tenant().await,
            Server::start(move |_, _| answer(200, body.clone())).await,
        )
    });
    let file = std::env::temp_dir().join(format!("spo-secret-{}", uuid::Uuid::new_v4()));
    std::fs::write(&file, outside(json!({}))).unwrap();
    let own = tenant.app();
    let key_line = own.private_key_pem.lines().nth(1).unwrap();
    let mut secrets = vec![
        // How every token and assertion of this sign-in service begins.
        "eyJ".to_owned(),
        key_line.to_owned(),
        STANDARD.encode(key_line)[..40].to_owned(),
        "demo-secret".to_owned(),
        "system-token".to_owned(),
        tenant.endpoints().identity_header,
    ];
    for field in [
        "refresh_token",
        "client_assertion",
        "code_verifier",
        "device_code",
        "access_token",
    ] {
        secrets.push(format!("{field}="));
    }
    lines();
    for level in [
        LevelFilter::Off,
        LevelFilter::Error,
        LevelFilter::Warn,
        LevelFilter::Info,
        LevelFilter::Debug,
        LevelFilter::Trace,
    ] {
        log::set_max_level(level);
        for auth in kinds(&tenant, &pipeline, &file, az) {
            let kind = auth["kind"].as_str().unwrap();
            let mut run = Run {
                runtime: &runtime,
                tenant: &tenant,
                seen: String::new(),
            };
            let session = run.session(&auth);
            let (_, failed) = run.job(&session, json!({"kind": "connect"}), false);
            assert!(!failed, "{kind}: {}", run.seen);
            assert!(
                run.seen.contains(&format!("\"authKind\":\"{kind}\"")),
                "{kind}"
            );
            let (result, failed) =
                run.job(&session, json!({"kind": "photoSync", "force": true}), true);
            let refused = kind == "clientSecret";
            assert_eq!(
                (result != json!("Uploaded"), failed),
                (refused, refused),
                "{}",
                run.seen
            );

            set(&tenant, |sign_in| {
                sign_in.refusal = SignInRefusal::ConditionalAccess;
            });
            let refused = run.session(&auth);
            run.job(&refused, json!({"kind": "connect"}), false);
            set(&tenant, |sign_in| sign_in.refusal = SignInRefusal::Nothing);

            let logged = std::mem::take(&mut *lines().0.lock().unwrap());
            for secret in &secrets {
                assert!(
                    !run.seen.contains(secret),
                    "{kind}: an event holds a secret"
                );
                assert!(
                    !logged.contains(secret),
                    "{kind}: a log line holds a secret"
                );
            }
        }
    }
    std::fs::remove_file(file).unwrap();
}
