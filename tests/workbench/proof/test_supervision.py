"""Commands under watch have no network where the system can take it away, and it counts tries."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qualcode.workbench.proof.supervision import Supervision, _unsent

SEND = "import socket; socket.socket().connect_ex(('192.0.2.7', 80))"
COUNTS = """\
Ip: Forwarding OutDiscards OutNoRoutes ReasmTimeout
Ip: 2 0 {four} 0
Tcp: ActiveOpens
Tcp: 1
Ip6OutRequests                   \t12
Ip6OutNoRoutes                   \t{six}
"""


def test_a_program_that_is_not_watched_is_counted_all_the_same(tmp_path: Path):
    supervision = Supervision(tmp_path / "watch", {}, [])
    if not supervision.without_network:
        pytest.skip("this system cannot run a command without a network")
    # -I: without the environment, so without the watcher.
    quiet = supervision.run([sys.executable, "-I", "-c", "pass"], tmp_path)
    sent = supervision.run([sys.executable, "-I", "-c", SEND], tmp_path)
    assert (quiet.unsent, quiet.events) == (0, ())
    assert sent.events == ()
    assert sent.unsent
    assert (sent.status, sent.output) == (0, "")


def test_status_and_output_are_those_of_the_command(tmp_path: Path):
    supervision = Supervision(tmp_path / "watch", {"QUALCODE_SAID": "yes"}, [])
    code = "import os, sys; print(os.environ['QUALCODE_SAID']); sys.exit(7)"
    run = supervision.run([sys.executable, "-c", code], tmp_path)
    assert (run.status, run.output.strip()) == (7, "yes")


def test_both_protocols_are_counted(tmp_path: Path):
    file = tmp_path / "counts"
    file.write_text(COUNTS.format(four=3, six=4))
    assert _unsent(file) == 7
