"""CLI for Microsoft 365: a process per command, signed in by the connection file it would have written itself. It takes site addresses of https
only, so its tenant speaks TLS. It has no command for a batch; `m365 request` cannot send a file, `spo file add` can."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from scenario import photo, run, scenario

PROGRAM = pathlib.Path(os.environ["SPO_CONFORMANCE_NODE"]) / "node_modules/@pnp/cli-microsoft365/dist/index.js"
FOLDER = "/User Photos/Profile Pictures"


class Cli:
    """A home folder with a connection to one SharePoint host and tokens for all of them."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="spo-conformance-"))
        (self.home / "root.pem").write_text(tenant.ready["trustedRootPem"])
        tokens = {
            tenant.endpoints[service]: {"expiresOn": "2099-01-01T00:00:00.000Z", "accessToken": tenant.token(service)}
            for service in ("root", "admin", "my")
        }
        connection = {
            "active": True, "name": "conformance", "authType": "certificate", "certificateType": 0, "cloudType": "Public",
            "identityName": "conformance", "identityId": "00000000-0000-0000-0000-000000000001",
            "identityTenantId": "00000000-0000-0000-0000-000000000002", "tenant": "00000000-0000-0000-0000-000000000002",
            "appId": tenant.ready["app"]["clientId"], "spoUrl": tenant.endpoints["root"], "accessTokens": tokens,
        }
        (self.home / ".cli-m365-connection.json").write_text(json.dumps(connection))
        (self.home / ".cli-m365-all-connections.json").write_text(json.dumps([connection]))
        configuration = self.home / ".config/configstore/cli-m365-config.json"
        configuration.parent.mkdir(parents=True)
        configuration.write_text(json.dumps({"disableTelemetry": True}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def __call__(self, *words):
        """Runs one command; its JSON output, or None when it prints nothing."""
        environment = dict(
            os.environ, HOME=str(self.home), USERPROFILE=str(self.home), XDG_CONFIG_HOME=str(self.home / ".config"),
            CLIMICROSOFT365_NOUPDATE="1", NODE_EXTRA_CA_CERTS=str(self.home / "root.pem"),
        )
        done = subprocess.run(
            ["node", str(PROGRAM), *words, "--output", "json"],
            env=environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise RuntimeError(f"m365 {' '.join(words[:3])}: {done.stderr.strip() or done.stdout.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def profile(self, upn):
        rows = self("spo", "userprofile", "get", "--userName", upn)["UserProfileProperties"]
        return {row["Key"]: row["Value"] for row in rows}

    def set(self, upn, name, value):
        self("spo", "userprofile", "set", "--userName", upn, "--propertyName", name, "--propertyValue", value)

    def upload(self, name, content):
        path = self.home / name
        path.write_bytes(content)
        self("spo", "file", "add", "--webUrl", self.tenant.endpoints["my"], "--folder", FOLDER, "--path", str(path), "--overwrite")

    def download(self, name):
        path = self.home / f"back_{name}"
        self("spo", "file", "get", "--webUrl", self.tenant.endpoints["my"], "--url", f"{FOLDER}/{name}", "--asFile", "--path", str(path))
        return path.read_bytes()


def upn(tenant, index):
    return tenant.users()[index]["userPrincipalName"]


@scenario("profile read")
def profile_read(tenant, cli):
    properties = cli.profile(upn(tenant, 0))
    assert properties["UserName"].lower() == upn(tenant, 0).lower(), properties


@scenario("profile write and read back")
def profile_write(tenant, cli):
    value = "+1 555 0100 \u00e9\u6f22 \"quoted\" it's <b>&"
    cli.set(upn(tenant, 2), "CellPhone", value)
    assert cli.profile(upn(tenant, 2))["CellPhone"] == value


@scenario("profile write: several values")
def profile_write_many(tenant, cli):
    cli.set(upn(tenant, 4), "SPS-Skills", "PCB, Rust")
    assert cli.profile(upn(tenant, 4))["SPS-Skills"] == "PCB|Rust"


@scenario("photo upload and read back")
def photo_upload(_, cli):
    content = photo("cli")
    cli.upload("conformance_cli_LThumb.jpg", content)
    assert cli.download("conformance_cli_LThumb.jpg") == content


@scenario("request: any address")
def any_request(tenant, cli):
    web = f"{tenant.endpoints['my']}/_api/web"
    listing = cli("request", "--url", f"{web}/GetFolderByServerRelativePath(DecodedUrl='{FOLDER}')/Files?$select=Name&$top=3",
                  "--accept", "application/json;odata=nometadata")
    assert listing["value"] and all(file["Name"] for file in listing["value"]), listing


@scenario("429 recovery: profile write")
def throttled_write(tenant, cli):
    tenant.throttle("profile.write", 2)
    cli.set(upn(tenant, 6), "CellPhone", "+1 555 0429")
    assert tenant.throttled() == 2
    assert cli.profile(upn(tenant, 6))["CellPhone"] == "+1 555 0429"


if __name__ == "__main__":
    run(Cli)
