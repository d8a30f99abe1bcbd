"""What a second look at a codebook in use finds, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.codebook.review import review_codebook
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run


def test_what_use_and_texts_say_of_a_codebook(study_path: Path, run: Run):
    one = ("-C", study_path, "codebook")
    run(*one, "add", "mentors", "--name", "Mentors", "--definition", "Adults.", "--exclude", "x",
        "--example", "She’d ring every Monday and ask how I was")  # fmt: skip
    run(
        *one,
        "add",
        "invented",
        "--name",
        "Taxis",
        "--example",
        "A made-up sentence of our own here",
    )
    deep = "support"
    for n in range(4):
        run(*one, "add", f"level-{n}", "--name", f"Floor {chr(65 + n) * 5}", "--parent", deep)
        deep = f"level-{n}"
    ann, ben = (CodingSession(Study.open(study_path), name) for name in ("ann", "ben"))
    support, moves = (ann.codebook.get(c) for c in ("support", "moves"))
    assert support is not None
    assert moves is not None
    for start in range(11):
        ann.add("one", [support, moves], (start, start + 5))
    ben.add("one", [ben.codebook.get("mentor")], (3, 9))  # type: ignore[list-item]
    found = {p.code: p for p in review_codebook(Study.open(study_path))}
    assert "mentors (Mentors) has nearly the same name as mentor (Mentor)" in (
        found["names-alike"].message
    )
    assert found["too-deep"].message.startswith("level-3 stands 5 levels deep") or (
        "levels deep" in found["too-deep"].message
    )
    assert "only ann uses" in found["one-coder"].message
    assert "support and moves stand on the same 11 passages" in found["always-together"].message
    assert "invented" in found["never-used"].message
    assert "moves" in found["no-exclusions"].message
    assert "mentors" not in found["no-exclusions"].message
    assert found["real-example"].message == "an example of mentors is what somebody says in one"
    assert found["real-example"].level == "warning"
    told = json.loads(run(*one, "check", "--json").out)
    assert set(found) <= {row["code"] for row in told}


def test_a_codebook_nobody_has_used_yet_is_not_called_unused(study_path: Path):
    found = {p.code for p in review_codebook(Study.open(study_path))}
    assert not found & {"never-used", "one-coder", "always-together", "real-example"}


def test_very_many_codes_of_similar_names_are_one_note(study_path: Path):
    rows = "".join(f"  - id: step-{n}\n    name: Step number {n}\n" for n in range(300))
    book = study_path / "codebook.yaml"
    book.write_text(book.read_text() + rows)
    [note] = [p for p in review_codebook(Study.open(study_path)) if p.code == "names-alike"]
    assert note.message.startswith(
        "300 codes have the same or nearly the same name: step-0 (Step number 0), step-1"
    )
    assert note.message.endswith("and 294 more")
