"""A page in headless Chromium, without a driver to install: what axe-core and the console say.

Chromium is told what to do over a pipe (its DevTools protocol), so the page is looked at as it is,
with its own Content-Security-Policy, in light and in dark.
"""

from __future__ import annotations

import fcntl
import importlib.util
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Seconds for a page to load and be looked at; a busy machine starts Chromium slowly.
_PATIENCE = 120.0
_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip


def find_chromium() -> str | None:
    """Return the browser: that of ``QUALCODE_CHROMIUM``, or one on the path."""
    named = os.environ.get("QUALCODE_CHROMIUM", "")
    return next(filter(None, map(shutil.which, [named] if named else _NAMES)), None)


def find_axe() -> Path | None:
    """Return axe.min.js: ``QUALCODE_AXE`` (a file, or a folder of npm's), or the one of PyPI."""
    named = os.environ.get("QUALCODE_AXE", "")
    if named:
        folder = Path(named)
        tried = [folder, *(folder / part / "axe.min.js" for part in
                           ("", "axe-core", "node_modules/axe-core"))]  # fmt: skip
    else:
        # Found, not imported: the package wants a browser driver, and only its file is used.
        spec = importlib.util.find_spec("axe_playwright_python")
        tried = [Path(p) / "axe.min.js" for p in (spec and spec.submodule_search_locations) or ()]
    return next((path for path in tried if path.is_file()), None)


@dataclass(frozen=True)
class Looked:
    """What was seen of a page.

    ``violations`` are axe-core's, a line for each element; ``complaints`` what the console had;
    ``requests`` all addresses asked for, ``checks`` how many of axe-core's rules had something to
    look at; ``paper`` and ``ink`` are the body's colours.
    """

    violations: tuple[str, ...]
    complaints: tuple[str, ...]
    requests: tuple[str, ...]
    checks: int
    paper: str
    ink: str


class Browser:
    """Chromium without a window, the network or a profile that stays."""

    def __init__(self, program: str, axe: Path, profile: Path) -> None:
        self._axe = axe.read_text(encoding="utf-8")
        self._ids = itertools.count(1)
        self._events: list[dict[str, Any]] = []
        self._left = b""
        # Chromium reads what to do from 3 and answers on 4; ours must not be those numbers.
        theirs_in, self._to = map(_high, os.pipe())
        self._from, theirs_out = map(_high, os.pipe())

        def place() -> None:
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        self._process = subprocess.Popen(
            [program, *_SWITCHES, f"--user-data-dir={profile}"],
            close_fds=False,
            preexec_fn=place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)

    def look(self, page: Path, *, dark: bool = False, width: int = 1280) -> Looked:
        """Open a page from its file, and say what axe-core, the console and the network had.

        ``width`` is the window's, in CSS pixels.
        """
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._events.clear()
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable", session)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", session, features=[scheme])
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", session, **size)
        self._ask("Page.navigate", session, url=page.as_uri())
        self._until("Page.loadEventFired")
        seen = list(self._events)
        self._value(session, self._axe + "\n0")
        result = self._value(session, _RUN)
        self._ask("Target.closeTarget", targetId=target)
        return Looked(
            violations=tuple(_lines(result["violations"])),
            complaints=tuple(_complaints(seen)),
            requests=tuple(
                one["params"]["request"]["url"]
                for one in seen
                if one["method"] == "Network.requestWillBeSent"
            ),
            checks=result["checks"],
            paper=result["paper"],
            ink=result["ink"],
        )

    def close(self) -> None:
        """End it."""
        os.close(self._to)
        os.close(self._from)
        try:
            # Its pipe closed, it ends by itself.
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _value(self, session: str, script: str) -> Any:
        answer = self._ask(
            "Runtime.evaluate", session, expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def _ask(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        number = next(self._ids)
        said: dict[str, object] = {"id": number, "method": method, "params": params}
        if session:
            said["sessionId"] = session
        raw = json.dumps(said).encode() + b"\0"
        while raw:
            raw = raw[os.write(self._to, raw) :]
        deadline = time.monotonic() + _PATIENCE
        while True:
            message = self._message(deadline)
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result

    def _until(self, method: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not any(one["method"] == method for one in self._events):
            self._message(deadline)

    def _message(self, deadline: float) -> dict[str, Any]:
        """Return the next message; what answers no question is kept as an event."""
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._from], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self._from, 1 << 20) if ready else b""
            assert data, "Chromium does not answer"
            self._left += data
        raw, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        if "method" in message:
            self._events.append(message)
        return message


_RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(found => ({
  violations: found.violations,
  checks: found.violations.length + found.passes.length,
  paper: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.body).color,
}))
"""


def _high(descriptor: int) -> int:
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


def _lines(violations: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: {node['html'][:160]}: "
        f"{' '.join(node.get('failureSummary', '').split())}"
        for found in violations
        for node in found["nodes"]
    ]


def _complaints(events: Sequence[dict[str, Any]]) -> list[str]:
    found = []
    for one in events:
        params = one["params"]
        if one["method"] == "Log.entryAdded":
            found.append(f"{params['entry']['level']}: {params['entry']['text']}")
        elif one["method"] == "Runtime.exceptionThrown":
            found.append(params["exceptionDetails"]["text"])
        elif one["method"] == "Runtime.consoleAPICalled":
            found.append(f"{params['type']}: {params['args']}")
        elif one["method"] == "Network.loadingFailed":
            found.append(f"not loaded: {params['errorText']}")
    return found
