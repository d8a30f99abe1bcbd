"""torch is absent, and nothing reaches for the network: the demo runs with every socket shut."""

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = """
import socket, sys
def refuse(*args, **kwargs):
    with open(__file__ + ".log", "a") as log:
        log.write(repr(args) + "\\n")
    raise OSError("no network in this test")
class Shut(socket.socket):
    connect = connect_ex = sendto = refuse
socket.socket = Shut
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
"""


def test_torch_and_its_kin_are_not_installed():
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions()}
    assert not names & {"torch", "sentence-transformers", "transformers", "torchvision"}
    assert not [n for n in names if n and n.startswith("nvidia-")]


@pytest.mark.slow
def test_the_demo_runs_with_the_network_shut(tmp_path: Path):
    guard = tmp_path / "guard" / "sitecustomize.py"
    guard.parent.mkdir()
    guard.write_text(GUARD)
    env = {**os.environ, "PYTHONPATH": str(guard.parent)}
    proof = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('localhost', 9))"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "no network in this test" in proof.stderr
    log = guard.with_name("sitecustomize.py.log")
    log.unlink()
    study = tmp_path / "study"
    done = subprocess.run(
        [sys.executable, "-m", "qualcode", "demo", str(study)],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not log.exists(), log.read_text()
    assert len(done.stdout.strip().splitlines()) == 6
    assert done.stderr == ""
    for made in ("reports/report.docx", "reports/report.md", "reports/report.csv",
                 "reports/report.json", "themes/themes.html", "themes/themes.csv",
                 "themes/themes.json"):  # fmt: skip
        assert (study / made).stat().st_size > 1000, made
