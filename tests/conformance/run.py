"""Runs third-party clients, unmodified, against the simulated tenant.

What is here: a file per client with its scenarios (`office365_rest.py`, `graph_sdk.py`, `pnpjs.mjs`, `cli_m365.py`), the exact versions of the
clients (`requirements.txt`, `package-lock.json`), `tenant.py` and `scenario.py` that they share, and this program. It installs the clients into
`out/conformance`, starts a tenant for each of them, runs its file as a program of its own, and reads one line per scenario from it: `ok <name>` or
`FAILED <name>: <reason>`. Names of clients as arguments run only those.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # The folder of the sources stays as it is.
from tenant import Tenant

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = {
    "office365": ("Office365-REST-Python-Client", "office365_rest.py", []),
    "graph": ("msgraph-sdk", "graph_sdk.py", []),
    "pnpjs": ("PnPjs", "pnpjs.mjs", []),
    "cli": ("CLI for Microsoft 365", "cli_m365.py", ["--https"]),
}
# The slowest client needs about a minute on two busy cores.
TIME_LIMIT = 600


class Missing(Exception):
    """The run cannot start; the text is for whoever started it."""


def check_programs():
    if sys.version_info < (3, 10):
        raise Missing(f"Python 3.10 or newer is needed, this is {sys.version.split()[0]}")
    for name in ("node", "npm"):
        if not shutil.which(name):
            raise Missing(f"{name} not found: install Node.js 20 or newer")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise Missing(f"Node.js 20 or newer is needed, this is {version}")


def install(manager, folder, lists, command):
    """Runs the package manager once per content of the lists; the hash of what is installed lies beside it."""
    wanted = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in lists) + sys.version.encode()).hexdigest()
    stamp = folder / "installed.sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in lists:
        shutil.copy(HERE / name, folder)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        errors = [line for line in said if "error" in line.lower()] or said
        raise Missing(f"{manager} could not install the clients, is its registry reachable? {errors[0][:300]}")
    stamp.write_text(wanted)


def install_clients(out):
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    install("pip", out / "python", ["requirements.txt"], [*pip, "--target", ".", "--requirement", "requirements.txt"])
    # None of these packages needs its install script.
    npm = [shutil.which("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    install("npm", out / "node", ["package.json", "package-lock.json"], npm)


def run_client(name, program, out):
    """The lines of one client's scenarios."""
    _, file, options = CLIENTS[name]
    script = HERE / file
    command = [sys.executable, str(script)]
    if script.suffix == ".mjs":
        # Node looks for packages beside the file that asks for them.
        command = ["node", shutil.copy(script, out / "node")]
    with Tenant.start(program, *options) as tenant:
        environment = dict(
            os.environ, SPO_CONFORMANCE_TENANT=json.dumps(tenant.ready), SPO_CONFORMANCE_NODE=str(out / "node"),
            PYTHONPATH=str(out / "python"), PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8",
        )
        log = out / f"{name}.log"
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8")
            timed_out = False
            try:
                text, _ = process.communicate(timeout=TIME_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                text, _ = process.communicate()
                timed_out = True
    lines = [line for line in text.splitlines() if line.startswith(("ok ", "FAILED "))]
    if timed_out:
        lines.append(f"FAILED not ended after {TIME_LIMIT} s, see {log}")
    elif process.returncode or not lines:
        said = log.read_text(encoding="utf-8").strip().splitlines()
        lines.append(f"FAILED ended with code {process.returncode}: {said[-1] if said else 'no message'}, see {log}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tenant", required=True, help="the program spo-tenant")
    parser.add_argument("--out", default=HERE.parents[1] / "out/conformance", type=pathlib.Path, help="where the clients are installed")
    parser.add_argument("clients", nargs="*", metavar="client", help=f"{', '.join(CLIENTS)}; all when none is named")
    arguments = parser.parse_args()
    unknown = set(arguments.clients) - set(CLIENTS)
    if unknown:
        parser.error(f"no such client: {', '.join(sorted(unknown))}")
    out = arguments.out.resolve()
    try:
        check_programs()
        if not os.access(arguments.tenant, os.X_OK):
            raise Missing(f"no program {arguments.tenant}")
        started = time.monotonic()
        install_clients(out)
        print(f"clients installed in {time.monotonic() - started:.0f} s", flush=True)
    except Missing as missing:
        print(f"conformance: cannot run: {missing}")
        return 2
    passed = failed = 0
    for name in arguments.clients or CLIENTS:
        started = time.monotonic()
        lines = run_client(name, arguments.tenant, out)
        print(f"{CLIENTS[name][0]} ({time.monotonic() - started:.0f} s)")
        for line in lines:
            print(f"  {line}", flush=True)
        good = sum(line.startswith("ok ") for line in lines)
        passed, failed = passed + good, failed + len(lines) - good
    print(f"conformance: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
