"""Types codings into the program in a terminal (tmux), and compares them with what is on disk.

    .venv/bin/python benchmarks/typed_codings.py --codings 2000 --gap 0 20 60 120

Each coding is: go one sentence on, choose one of three codes by its letters, give it one of three
valences. Nothing is waited for between keys but the gap, in milliseconds; with a gap of 0 keys
arrive in bursts, as a slow line brings them. Each run has a tmux server of its own, and one control
client that sends every key, so that no process is started for a key and several runs may go at
once.
``--minutes`` ends the typing after the coding that is being typed then; what was typed is compared.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

CODES = (("expectations", "expe"), ("wellbeing", "emot"), ("stigma", "stig"))
VALENCES = (("works_well", "+"), ("works_less_well", "-"), ("mixed", "~"))
#: Sentences in a turn; keys in a burst when there is no gap.
IN_A_TURN, BURST = 8, 40


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codings", type=int, default=2000)
    parser.add_argument("--gap", type=int, nargs="*", default=[0, 20, 60, 120])
    parser.add_argument("--minutes", type=float, default=math.inf, help="longest typing, for a gap")
    options = parser.parse_args()
    wrong = 0
    for gap in options.gap:
        with tempfile.TemporaryDirectory() as folder:
            study = make_study(Path(folder), options.codings)
            with Terminal(f"qualcode -C {shlex.quote(str(study))} open long") as terminal:
                terminal.wait_for("Pupil")
                terminal.send("Down")
                time.sleep(1)
                begun = time.monotonic()
                typed = type_codings(terminal, options.codings, gap, begun + options.minutes * 60)
                seconds = time.monotonic() - begun
                wait_for_codings(study)
            differences = compare(study, typed)
        wrong += sum(differences.values())
        said = ", ".join(f"{many} {what}" for what, many in differences.items())
        print(f"gap {gap:3} ms: {typed} codings typed in {seconds:.0f} s: {said}", flush=True)
    return int(wrong > 0)


def sentence(number: int) -> str:
    return f"This is the invented sentence number {number} of one long interview."


def make_study(folder: Path, codings: int) -> Path:
    """Make a study of one interview with a sentence for each coding, and one before them."""
    turns = ["Interviewer: How was it?"]
    for first in range(0, codings + 1, IN_A_TURN):
        numbers = range(first, min(first + IN_A_TURN, codings + 1))
        turns.append("Pupil: " + " ".join(sentence(number) for number in numbers))
        turns.append("Interviewer: And then?")
    (folder / "long.txt").write_text("\n\n".join(turns[:-1]) + "\n", encoding="utf-8")
    study = folder / "study"
    for command in (
        ("new", study, "--codebook", "policy-themes"),
        ("-C", study, "import", folder / "long.txt", "--interviewer", "Interviewer"),
        ("-C", study, "coders", "--me", "ann"),
    ):
        subprocess.run(["qualcode", *map(str, command)], check=True, capture_output=True)
    return study


def keys_of(number: int) -> list[str]:
    """Return the keys of one coding; a turn's end has the interviewer's sentence to pass over."""
    letters, valence = CODES[number % 3][1], VALENCES[number // 3 % 3][1]
    steps = 1 if number % IN_A_TURN or not number else 2
    return ["Down"] * steps + ["Enter", *letters, "Enter", valence]


def type_codings(terminal: Terminal, codings: int, gap: int, until: float) -> int:
    """Type codings until all are typed or the time is over; return how many were."""
    burst: list[str] = []
    typed = 0
    while typed < codings and time.monotonic() < until:
        typed += 1
        for key in keys_of(typed):
            burst.append(key)
            if gap or len(burst) >= BURST:
                terminal.send(*burst)
                burst = []
                time.sleep(gap / 1000)
    terminal.send(*burst)
    return typed


class Terminal:
    """A program in a tmux server of its own, and one client that types."""

    def __init__(self, command: str) -> None:
        self.tmux = ["tmux", "-L", f"typed-{os.getpid()}", "-f", os.devnull]
        self.command = command

    def __enter__(self) -> Terminal:
        size = ("-x", "120", "-y", "40")
        self._run("new-session", "-d", "-s", "typed", *size, self.command)
        # No output comes to this client, so that its pipe never fills.
        client = [*self.tmux, "-C", "attach-session", "-f", "no-output", "-t", "typed"]
        self.client = subprocess.Popen(
            client, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._run("kill-server")
        self.client.wait()

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self.tmux, *words], check=True, capture_output=True, text=True)
        return done.stdout

    def send(self, *keys: str) -> None:
        if keys and self.client.stdin:
            self.client.stdin.write(f"send-keys -t typed -- {shlex.join(keys)}\n")
            self.client.stdin.flush()

    def wait_for(self, words: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while words not in (shown := self._run("capture-pane", "-p", "-t", "typed")):
            if time.monotonic() > until:
                sys.exit(f"the program does not show {words!r}:\n{shown}")
            time.sleep(0.1)


def wait_for_codings(study: Path) -> None:
    """Wait until nothing comes any more."""
    before, quiet = -1, 0
    while quiet < 15:
        found = len(events(study))
        quiet = quiet + 1 if found == before else 0
        before = found
        time.sleep(1)


def events(study: Path) -> list[dict[str, Any]]:
    path = study / "codings" / "ann" / "long.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compare(study: Path, codings: int) -> dict[str, int]:
    """Return how many codings differ from what was meant, by how they do."""
    text = (study / "transcripts" / "long.txt").read_text(encoding="utf-8")
    last = {event["id"]: event for event in events(study)}
    found: Counter[Any] = Counter(
        ((text[int(e["start"]) : int(e["end"])], e["code"]), e.get("valence"))
        for e in last.values()
        if e["op"] != "remove"
    )
    meant: Counter[Any] = Counter(
        ((sentence(number), CODES[number % 3][0]), VALENCES[number // 3 % 3][0])
        for number in range(1, codings + 1)
    )
    places = Counter(place for place, _ in (found - meant).elements())
    wanted = Counter(place for place, _ in (meant - found).elements())
    return {
        "missing": (wanted - places).total(),
        "on other words, with another code or twice": (places - wanted).total(),
        "with another valence": (places & wanted).total(),
    }


if __name__ == "__main__":
    sys.exit(main())
