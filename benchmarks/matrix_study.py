"""A study of 2,000 interviews in four groups, 200,000 codings of forty themes, 480 summaries."""

from __future__ import annotations

import random
from pathlib import Path

from qualcode.model.case import Case
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.text.text import text_digest
from qualcode.store.study import Study

GROUPS = ("social-care", "education", "school-leaders", "young-people")
COLUMNS = ("works_well", "works_less_well", "mixed")
THEMES = 40
WHEN = "2026-01-01T00:00:00.000000Z"


def make_matrix_study(root: Path, documents: int = 2000, each: int = 100, seed: int = 7) -> Study:
    """Make the study at ``root``: so many documents, with so many codings each, no summaries yet.

    Texts are short, so that making it takes seconds: no figure of a matrix depends on length.
    """
    root.mkdir(parents=True)
    groups = "\n".join(f'{g} = "{g.replace("-", " ").capitalize()}"' for g in GROUPS)
    (root / "study.toml").write_text(f'name = "Large"\n\n[groups]\n{groups}\n', encoding="utf-8")
    lines = ["codes:"]
    for n in range(THEMES):
        lines += [f"  - id: theme-{n}", f"    name: Theme {n}", f"    definition: About {n}."]
    (root / "codebook.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = Study(root)
    chance = random.Random(seed)
    words = [f"word{n}" for n in range(900)]
    cases, new = [], []
    for n in range(documents):
        case = f"C{n:04}"
        authority = f"local authority {1 + n % 22}"
        cases.append(Case(case, {"group": GROUPS[n % 4], "local_authority": authority}))
        parts, turns, at = [], [], 0
        for turn in range(200):
            label = "I: " if turn % 2 == 0 else "P: "
            said = " ".join(chance.choices(words, k=20))
            end = at + len(label) + len(said)
            turns.append(Turn(at, at + len(label), end, turn % 2))
            parts.append(label + said)
            at = end + 2
        text = "\n\n".join(parts) + "\n"
        digest = text_digest(text)
        speakers = (Speaker("I", "interviewer"), Speaker("P", "participant", case))
        new.append((
            Document(f"t{n:04}", f"T{n}", "en", digest, len(text), 4000, "text", digest, WHEN,
                     speakers, tuple(turns)),
            text,
            None,
        ))  # fmt: skip
    study.edit_cases(lambda _: cases)
    study.add_documents(new)
    for document, _, _ in new:
        events = []
        for k in range(each):
            turn = document.turns[1 + 2 * chance.randrange(100)]
            start = turn.words + chance.randrange(60)
            valence = chance.choice((*COLUMNS, "neutral"))
            events.append(
                CodingEvent(f"{document.id}-{k:03}-0123456789"[:20], "add",
                            f"theme-{chance.randrange(THEMES)}", start, start + 40,
                            document.sha256, WHEN, valence=valence)
            )  # fmt: skip
        study.append("ann", document.id, events)
    return study
