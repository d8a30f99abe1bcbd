"""The worked example of docs/teams.md, every command run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qualcode.store.study import Study

pytestmark = pytest.mark.slow

_PAGE = Path(__file__).parents[1] / "docs" / "teams.md"
_BLOCK = re.compile(r"^```sh (\w+)( stops)?\n(.*?)^```", re.M | re.S)


@pytest.mark.skipif(sys.platform == "win32", reason="the page is for a Unix shell")
def test_the_worked_example_works(tmp_path: Path):
    talk = tmp_path / "Interview 1.txt"
    turns = [
        "I: What works in your school?\n\nP: We keep them in school, mostly, and we ask first.\n",
        "I: And what does not?\n\nP: Being fetched out of class for a review, in front of all.\n",
        "I: Anything else?\n\nP: A laptop that came after the exams.\n",
    ]
    talk.write_text("\n".join(turns), encoding="utf-8")
    (tmp_path / "drive").mkdir()
    where: dict[str, Path] = {}
    said: dict[str, str] = {}
    for number, (who, stops, script) in enumerate(
        _BLOCK.findall(_PAGE.read_text(encoding="utf-8"))
    ):
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        name = f"{who.title()} Person"
        env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DRIVE": str(tmp_path / "drive"), "TALK": str(talk), "HOME": str(home),
            "GIT_AUTHOR_NAME": name, "GIT_COMMITTER_NAME": name,
            "GIT_AUTHOR_EMAIL": f"{who}@example.org", "GIT_COMMITTER_EMAIL": f"{who}@example.org",
        }  # fmt: skip
        for variable in ("QUALCODE_STUDY", "QUALCODE_CODER"):
            env.pop(variable, None)
        done = subprocess.run(
            ["sh", "-euc", f"{script}\npwd > '{home}/.here'"],
            cwd=where.get(who, home), env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told = f"{who}, block {number}:\n{script}\n{done.stdout}{done.stderr}"
        assert (done.returncode != 0) == bool(stops), told
        assert "Traceback" not in told
        if not stops:
            where[who] = Path((home / ".here").read_text().strip())
        said[f"{who} {number}"] = done.stdout + done.stderr
    everything = "\n".join(said.values())
    assert "Goes: 1 coding by cai in 1 document" in everything
    assert "Comes: 2 codings by ben in 1 document" in everything
    assert "made under the earlier definition" in everything
    assert "definition: 'Being singled out in front of others.' here" in everything
    ann = Study.open(where["ann"])
    assert {(c.coder, c.code) for c in ann.codings()} == {
        ("ben", "exclusions"), ("ben", "stigma"), ("cai", "internal-exclusions"),
    }  # fmt: skip
    exclusions = ann.codebook.get("exclusions")
    assert exclusions is not None
    assert exclusions.name == "Exclusions"
    assert exclusions.definition.startswith("Fixed-term and permanent")
    assert ann.codebook.get("equipment") is not None
    stigma = ann.codebook.get("stigma")
    assert stigma is not None
    assert stigma.definition == "Being singled out in front of the class."
