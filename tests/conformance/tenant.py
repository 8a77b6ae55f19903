"""One simulated tenant and its control service, as the scenarios use them."""

import json
import subprocess
import urllib.request


class Tenant:
    """A tenant that lives as long as the `with` block, or (with `ready`) one that somebody else started."""

    def __init__(self, ready, process=None):
        self.ready = ready
        self._process = process
        self.endpoints = ready["endpoints"]

    @classmethod
    def start(cls, program, *options):
        """Starts the program; its one line of JSON says where everything is."""
        process = subprocess.Popen(
            [program, "--ready-json", "--exit-with-stdin", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{program} ended with code {process.wait()} before it was ready")
        return cls(json.loads(line), process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def control(self, method, path, body=None):
        """One call to the control service; its JSON answer, or None."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.ready['control']}/control/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=40) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def token(self, service):
        """An app's token for one of the endpoints ('my', 'root', 'admin', 'graph'), by the name of the real service."""
        suffix = {"root": "", "admin": "-admin", "my": "-my"}
        host = "graph.microsoft.com" if service == "graph" else f"{self.ready['tenant']}{suffix[service]}.sharepoint.com"
        # The registered app may read photos in Graph; an app that writes them needs this role too.
        roles = ["User.Read.All", "ProfilePhoto.ReadWrite.All"] if service == "graph" else None
        return self.control("POST", "token", {"resource": f"https://{host}", "roles": roles})["token"]

    def users(self):
        return self.control("GET", "users")

    def throttle(self, kind, times=1):
        """The next requests of the kind are refused with 429 and Retry-After: 1."""
        rule = {"kind": kind, "action": "respond", "status": 429, "retryAfter": "1", "count": times}
        self.control("POST", "faults", [rule])

    def throttled(self):
        """How many requests were refused since `throttle`; the rule is taken away."""
        hits = sum(rule["hits"] for rule in self.control("GET", "faults"))
        self.control("DELETE", "faults")
        return hits
