"""Suggested themes of the tests' small interviews, as ``qualcode themes`` would leave them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from qualcode.store.study import Study

MENTOR = "My mentor. She’d ring – every Monday… and ask how I was."
MOVES = "Moving. We moved in March, and then moved again in May. It was hard."
THANKS = "No. That’s it, really 🙂 thanks."
#: A day, so that nothing shown depends on when a test runs.
MADE = 1_794_009_600


def passages(study: Study, words: str) -> list[dict[str, Any]]:
    """Return a passage of each interview that has the words, the first one typical."""
    found: list[dict[str, Any]] = []
    for document in study.documents():
        start = study.text(document).find(words)
        if start >= 0:
            found.append({
                "document": document.id, "start": start, "end": start + len(words), "text": words,
                "person": document.id, "group": "yp", "typical": not found,
            })  # fmt: skip
    return found


def themes(study: Study) -> dict[str, Any]:
    """Return three themes in two families, and a part that no code covers."""
    made: list[dict[str, Any]] = []
    for label, words, near, similarity in (
        ("mentor, ring, Monday", MENTOR, ("mentor", "Mentor"), 0.9),
        ("March, May, hard", MOVES, ("moves", "Moves"), 0.31),
        ("thanks", THANKS, ("support", "Support"), -0.001),
    ):
        said = passages(study, words)
        made.append({
            "id": f"T{len(made) + 1}", "label": label, "terms": [*label.split(", "), "school"],
            "size": len(said), "people": len(said), "passages": said,
            "stability": 0.8 - 0.25 * len(made), "covered": similarity > 0.5,
            "near": [{"code": near[0], "name": near[1], "similarity": similarity}],
            "groups": {"yp": len(said)}, "leaning": {"yp": 0.01} if not made else {},
        })  # fmt: skip
    # One that nobody has coded.
    last = next((d for d in study.documents() if not study.codings(document=d.id)), None)
    return {
        "model": "words", "seed": 0, "segments": 9, "themes": made,
        "families": [{"label": "school, help", "themes": ["T1", "T2"]},
                     {"label": "", "themes": ["T3"]}],
        "gaps": [{"kind": "no code near", "document": last.id, "start": 0, "end": 10**6,
                  "words": 20, "people": [last.id], "themes": ["T1"]}] if last else [],
    }  # fmt: skip


def write(path: Path, data: object) -> None:
    """Write data, or a text as it is, as a study's themes."""
    file = path / "themes" / "themes.json"
    file.parent.mkdir(exist_ok=True)
    text = data if isinstance(data, str) else json.dumps(data)
    file.write_text(text, encoding="utf-8", newline="\n")
    os.utime(file, (MADE, MADE))
