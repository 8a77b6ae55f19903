"""Scenarios driven from Python: each is a function; one line per scenario goes to standard output."""

import asyncio
import contextlib
import inspect
import json
import os
import traceback

from tenant import Tenant

_scenarios = []


def scenario(name):
    """Registers the function under the name that is printed."""
    def register(function):
        _scenarios.append((name, function))
        return function
    return register


def photo(tag, size=6000):
    """Bytes that open like a JPEG; which image they show is of no matter here, that they come back unchanged is."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + (tag.encode() * size)[:size] + bytes(range(256)) + b"\xff\xd9"


def reason(error):
    """The innermost place and the message, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" [{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}]" if frames else ""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text[:400] + place


def run(make_client):
    """Runs every scenario with a client of its own, so that no failure leaves a mark on the next one."""
    tenant = Tenant(json.loads(os.environ["SPO_CONFORMANCE_TENANT"]))

    async def each():
        for name, function in _scenarios:
            try:
                with contextlib.ExitStack() as stack:
                    client = make_client(tenant)
                    if hasattr(client, "__exit__"):
                        stack.enter_context(client)
                    outcome = function(tenant, client)
                    if inspect.isawaitable(outcome):
                        await outcome
                print(f"ok {name}", flush=True)
            except Exception as error:  # Whatever a client throws is the result of its scenario.
                print(f"FAILED {name}: {reason(error)}", flush=True)

    asyncio.run(each())
