"""Types codings into the program in a terminal (tmux), and compares them with what is on disk.

    .venv/bin/python benchmarks/typed_codings.py --codings 2000 --gap 0 20 60 120

Each coding is: go one sentence on, choose one of three codes by its letters, give it one of three
valences. Nothing is waited for between keys but the gap, in milliseconds; with a gap of 0 keys
arrive in bursts, as a slow line brings them.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODES = (("expectations", "expe"), ("wellbeing", "emot"), ("stigma", "stig"))
VALENCES = (("works_well", "+"), ("works_less_well", "-"), ("mixed", "~"))
#: Sentences in a turn; keys in a burst when there is no gap.
IN_A_TURN, BURST = 8, 40


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codings", type=int, default=2000)
    parser.add_argument("--gap", type=int, nargs="*", default=[0, 20, 60, 120])
    options = parser.parse_args()
    wrong = 0
    for gap in options.gap:
        with tempfile.TemporaryDirectory() as folder:
            study = make_study(Path(folder), options.codings)
            begun = time.monotonic()
            type_codings(study, options.codings, gap)
            seconds = time.monotonic() - begun
            missing, misplaced = compare(study, options.codings)
        wrong += missing + misplaced
        print(
            f"gap {gap:3} ms: {options.codings} codings in {seconds:.0f} s, "
            f"{missing} missing, {misplaced} on other words or with another code or valence",
            flush=True,
        )
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


def type_codings(study: Path, codings: int, gap: int) -> None:
    session = f"typed-{os.getpid()}"
    command = f"qualcode -C {shlex.quote(str(study))} open long"
    tmux("new-session", "-d", "-s", session, "-x", "120", "-y", "40", command)
    try:
        wait_for(session, "Pupil")
        tmux("send-keys", "-t", session, "Down")
        time.sleep(1)
        burst: list[str] = []
        for number in range(codings):
            for key in keys_of(number + 1):
                burst.append(key)
                if gap or len(burst) >= BURST:
                    tmux("send-keys", "-t", session, *burst)
                    burst = []
                    time.sleep(gap / 1000)
        if burst:
            tmux("send-keys", "-t", session, *burst)
        wait_for_codings(study, codings)
    finally:
        tmux("kill-session", "-t", session)


def tmux(*words: str) -> str:
    done = subprocess.run(["tmux", *words], check=True, capture_output=True, text=True)
    return done.stdout


def wait_for(session: str, words: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while words not in tmux("capture-pane", "-p", "-t", session):
        if time.monotonic() > until:
            sys.exit(f"the program does not show {words!r}:\n" + tmux("capture-pane", "-p"))
        time.sleep(0.1)


def wait_for_codings(study: Path, codings: int) -> None:
    """Wait until nothing comes any more."""
    before, quiet = -1, 0
    while quiet < 15:
        found = sum(1 for _ in events(study))
        quiet = quiet + 1 if found == before else 0
        before = found
        time.sleep(1)


def events(study: Path) -> list[dict[str, object]]:
    path = study / "codings" / "ann" / "long.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compare(study: Path, codings: int) -> tuple[int, int]:
    """Return how many codings are not there, and how many are there that nobody meant."""
    text = (study / "transcripts" / "long.txt").read_text(encoding="utf-8")
    last = {event["id"]: event for event in events(study)}
    found = {
        (text[int(e["start"]) : int(e["end"])], e["code"], e.get("valence"))
        for e in last.values()
        if e["op"] != "remove"
    }
    meant = {
        (sentence(number), CODES[number % 3][0], VALENCES[number // 3 % 3][0])
        for number in range(1, codings + 1)
    }
    return len(meant - found), len(found - meant)


if __name__ == "__main__":
    sys.exit(main())
