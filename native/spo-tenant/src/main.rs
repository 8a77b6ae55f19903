//! The program `spo-tenant`: serves a simulated tenant until stopped, or writes its employees' photos to files.

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use spo_tenant::{
    Fault, Latency, RunningTenant, Settings, TenantOptions, export_photos, settings_table,
};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

/// A simulated Microsoft 365 tenant on loopback: sign-in, Graph and three SharePoint Online hosts.
///
/// Without a command it serves the tenant until Ctrl+C. It listens on 127.0.0.1 only. Everything but tokens and times comes from the seed.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_long_help = include_str!("help.txt"))]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Print every setting with its default, how sure that is, and what it means, as a Markdown table.
    Settings,
    /// Write every employee's AD photo as <sam>.jpg, and users.csv, into a folder.
    Photos(Photos),
}

#[derive(Args)]
struct Serve {
    /// Number of employees.
    #[arg(long, default_value_t = 200)]
    users: usize,
    /// Same seed, same employees, photos and chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Host prefix of the tenant.
    #[arg(long, default_value = "contoso")]
    tenant: String,
    /// Language of the My Site host, which names the photo folder: da, de, en, es, fr, it, nl, pt; en-US and the like.
    #[arg(long, default_value = "en-US")]
    locale: String,
    /// Serve TLS with certificates of this run (the control service stays plain).
    #[arg(long)]
    https: bool,
    /// Listen on N..N+6 (login, graph, root, admin, my, control, identity) instead of free ports.
    #[arg(long, value_name = "N")]
    port_base: Option<u16>,
    /// Licences of the tenant, which decide its quotas.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    licences: u32,
    /// Seconds of the tenant per real second. Waits that clients are told are divided by it.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    time_scale: u32,
    /// How long answers take: milliseconds, or lognormal:MEDIAN:SIGMA (median in milliseconds, drawn from the seed).
    #[arg(long, default_value = "0", value_name = "MODEL")]
    latency: Latency,
    /// Change a setting at the start; may be given several times. Lists take commas. All of them: spo-tenant settings.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// A rule for what goes wrong; may be given several times. See --help.
    #[arg(long = "fault", value_name = "RULE", value_parser = Fault::parse)]
    faults: Vec<Fault>,
    /// Print one line of JSON when listening, and nothing else.
    #[arg(long)]
    ready_json: bool,
    /// Stop when standard input closes.
    #[arg(long)]
    exit_with_stdin: bool,
}

#[derive(Args)]
struct Photos {
    /// Number of employees.
    #[arg(long, default_value_t = 200)]
    users: usize,
    /// Seed of the tenant.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Host prefix of the tenant.
    #[arg(long, default_value = "contoso")]
    tenant: String,
    /// Folder to write to; made when missing.
    #[arg(long)]
    out: PathBuf,
}

fn main() {
    if let Err(error) = run(CommandLine::parse()) {
        clap::Error::raw(ErrorKind::Io, format!("{error}\n")).exit();
    }
}

fn run(line: CommandLine) -> io::Result<()> {
    match line.command {
        Some(Command::Photos(photos)) => {
            export_photos(&photos.tenant, photos.users, photos.seed, &photos.out)
        }
        Some(Command::Settings) => io::stdout().write_all(settings_table().as_bytes()),
        None => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?;
            let outcome = runtime.block_on(serve(line.serve));
            runtime.shutdown_background();
            outcome
        }
    }
}

async fn serve(options: Serve) -> io::Result<()> {
    let tenant = RunningTenant::start(TenantOptions {
        users: options.users,
        seed: options.seed,
        tenant: options.tenant.clone(),
        locale: options.locale.clone(),
        https: options.https,
        port_base: options.port_base,
        settings: settings(&options)?,
        faults: options.faults.clone(),
        time_scale: options.time_scale,
    })
    .await?;
    let text = if options.ready_json {
        ready_json(&options, &tenant)
    } else {
        start_text(&options, &tenant)
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    drop(out);
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        () = stdin_closed(options.exit_with_stdin) => Ok(()),
    }
}

fn settings(options: &Serve) -> io::Result<Settings> {
    let start = Settings {
        licences: options.licences,
        latency: options.latency,
        ..Settings::default()
    };
    let mut lines = options.settings.iter();
    lines
        .try_fold(start, |settings, line| settings.with_line(line))
        .map_err(|message: String| io::Error::new(io::ErrorKind::InvalidInput, message))
}

fn ready_json(options: &Serve, tenant: &RunningTenant) -> String {
    let endpoints = tenant.endpoints();
    let ready = json!({
        "tenant": options.tenant, "endpoints": endpoints, "control": endpoints.control, "trustedRootPem": tenant.trusted_root_pem(),
        "app": tenant.app(),
        "identity": {"endpoint": endpoints.identity, "header": endpoints.identity_header},
    });
    ready.to_string()
}

fn start_text(options: &Serve, tenant: &RunningTenant) -> String {
    let at = tenant.endpoints();
    let (name, users, app) = (&options.tenant, options.users, tenant.app().client_id);
    let trust = if options.https {
        "\nClients have to trust the root certificate of this run: start with --ready-json to get it.\n"
    } else {
        ""
    };
    format!(
        "Simulated tenant '{name}' with {users} employees is listening:\n
  sign-in      {}
  Graph        {}
  root site    {}     stands for https://{name}.sharepoint.com
  admin site   {}     stands for https://{name}-admin.sharepoint.com
  My Site host {}     stands for https://{name}-my.sharepoint.com
  control      {}     requests, faults, tokens, settings: /control/requests and so on
{trust}
Get a token:  POST {}/control/token  {{\"resource\":\"https://{name}-my.sharepoint.com\"}}
Or sign in as app {app} with its certificate; --ready-json prints both certificate and key.
Press Ctrl+C to stop.",
        at.login, at.graph, at.root, at.admin, at.my, at.control, at.control
    )
}

/// Returns when standard input has closed; never when nobody asked for that.
async fn stdin_closed(asked: bool) {
    let (closed, wait) = tokio::sync::oneshot::channel::<()>();
    if asked {
        // A thread of its own: reads of standard input cannot be cancelled, and the process ends without it.
        std::thread::spawn(move || {
            let mut buffer = [0; 256];
            let mut input = io::stdin().lock();
            while matches!(input.read(&mut buffer), Ok(count) if count > 0) {}
            drop(closed);
        });
        let _ = wait.await;
    } else {
        let _keep = closed;
        std::future::pending::<()>().await;
    }
}
