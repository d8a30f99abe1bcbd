"""What a run did that it must not is a finding; what it does for its work is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.workbench.proof.canaries import Canary
from qualcode.workbench.proof.judgement import Bounds, of_hits, of_run
from qualcode.workbench.proof.search import Hit
from qualcode.workbench.proof.supervision import Event, Run

TOP = Path("/proofs/one")
BOUNDS = Bounds((TOP,), (TOP / "study",), frozenset({"vim"}))
CANARIES = (Canary("zephyrquill", "words"), Canary("yp77", "team"))


def findings(*events: Event, bounds: Bounds = BOUNDS, **run: object) -> list[str]:
    made = Run(("qualcode",), 0, 0.1, "", events, 0, said="A command")
    for name, value in run.items():
        setattr(made, name, value)
    return [one.line for one in of_run(made, bounds, CANARIES)]


@pytest.mark.parametrize(
    "event",
    [
        Event("socket.connect", to="192.0.2.7:443"),
        Event("socket.connect", to="127.0.0.1:8080"),
        Event("socket.getaddrinfo", to="example.org"),
        Event("socket.bind", to="0.0.0.0:80"),
        Event("subprocess.Popen", program="curl"),
        Event("os.system", program="lpr"),
        Event("open", path="/tmp/copy.txt"),
        Event("open", path="/proofs/one-more/copy.txt"),
        Event("os.rename", path=f"{TOP}/study/a.txt", to="/home/a.txt"),
        Event("open", path="/tmp", unnamed_by="qualcode"),
        Event("open", path=f"{TOP}/temporary", unnamed_by="somelibrary"),
        Event("os.remove", path=f"{TOP}/temporary/copy.txt", found=(0,)),
        Event("os.truncate", path=f"{TOP}/home/copy.txt", found=(0, 1)),
        Event("watcher", program="ValueError"),
    ],
    ids=lambda event: f"{event.what} {event.to or event.program or event.path}",
)
def test_what_must_not_be_is_a_finding(event: Event):
    [line] = findings(event)
    assert line.startswith("A command: ")


@pytest.mark.parametrize(
    "event",
    [
        Event("socket.connect", to="/run/some.socket"),
        Event("socket.bind", to="::1:0"),
        Event("subprocess.Popen", program="git commit"),
        Event("subprocess.Popen", program="python3.11"),
        Event("subprocess.Popen", program="vim"),
        Event("open", path=f"{TOP}/study/codebook.yaml"),
        Event("open", path="/dev/null"),
        Event("open", path=f"{TOP}/study/.qualcode/locks", unnamed_by="filelock"),
        Event("os.remove", path=f"{TOP}/study/transcripts/.a.part", found=(0,)),
        Event("os.remove", path=f"{TOP}/temporary/other", found=(1,)),
        Event("os.remove", path="/elsewhere/nothing-of-theirs"),
    ],
    ids=lambda event: f"{event.what} {event.to or event.program or event.path}",
)
def test_what_its_work_needs_is_none(event: Event):
    assert findings(event) == []


def test_a_status_that_must_not_be_is_told_with_what_was_said_last():
    assert findings(status=2, output="one\nno such study\n") == [
        "A command: ended with status 2 and should end well: no such study"
    ]
    assert findings(status=0, expected=frozenset({1})) == [
        "A command: ended with status 0 and should be refused: "
    ]


def test_packets_without_a_way_out_are_told_unless_the_network_was_allowed():
    assert findings(unsent=2) == ["A command: 2 packets were sent towards a network"]
    free = Bounds((TOP,), (), may_use_network=True)
    assert findings(Event("socket.connect", to="192.0.2.7:443"), unsent=2, bounds=free) == []


def test_one_thing_done_often_is_one_finding():
    assert len(findings(*[Event("subprocess.Popen", program="curl")] * 3)) == 1


def test_only_kinds_that_a_place_refuses_are_findings_there():
    hits = [Hit(one, "report.docx", "word/document.xml") for one in CANARIES]
    [one] = of_hits(hits, "Git, as sent", ["name", "words"])
    assert one.line == "Git, as sent, report.docx (word/document.xml): holds “zephyrquill”"
    assert len(of_hits(hits, "Reports", ["words", "team"])) == 2
