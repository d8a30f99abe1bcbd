"""Measures an import against known truth: words kept, who speaks, who asks, how many turns.

    .venv/bin/python benchmarks/import_truth.py FOLDER TRUTH.tsv [--plain FOLDER] [--each]

``FOLDER`` holds transcripts, in a folder for each source; ``TRUTH.tsv`` says in columns, of each:
``path`` in the folder; ``speakers``, labels as the file has them, people separated by ``|`` and
labels of one person by ``=``; ``interviewers``, those of them who ask, ``?`` if that cannot be
known; ``turns``, how often the speaker changes, empty where that was not counted. Other columns
are for people to read. A speaker that begins with ``~`` is nobody's label: a guess that is right
if it is made ("Interviewer" for questions in bold). Truth is written by reading the files, never by
importing them.

Each file is imported alone, into a study of its own. With ``--plain``, words are compared too:
that folder holds each file's words as plain text under the same path with ``.txt`` behind it,
made by means other than qualcode. Letters count, not times and numbers; words of labels and links
are left out. Printed is a row for each source in Markdown, and with ``--each`` what differs.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from qualcode.model.document.document import Document
from qualcode.store.study import Study
from qualcode.workbench.importing.importer import Importer, ImportOptions
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.study.creation import make_study

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NOT_WORDS = re.compile(r"https?://\S+|^.*-->.*$|^WEBVTT.*$|<[^<>]{1,80}>", re.MULTILINE)


def words_of(text: str) -> Counter[str]:
    """Return how often each word stands in a text: runs of letters, capitals folded."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", _NOT_WORDS.sub("", text)))
    return Counter(word.casefold() for word in re.findall(r"[^\W\d_]+", plain))


def folded(label: str) -> str:
    """Return a label as it is compared: without marks, spaces and capitals."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", label))).casefold()


@dataclass(frozen=True)
class Truth:
    """What is so in one file; people are numbers, in the order of ``people``."""

    path: str
    people: tuple[str, ...]
    labels: dict[str, int]
    asking: frozenset[int] | None
    turns: int | None

    @classmethod
    def read(cls, row: dict[str, str]) -> Truth:
        """Read a row of the table."""
        people = tuple(one for one in row["speakers"].split("|") if one)
        named = {
            folded(label): n for n, one in enumerate(people) for label in one.lstrip("~").split("=")
        }
        asking = row["interviewers"]
        return cls(
            row["path"],
            people,
            named,
            None
            if asking == "?"
            else frozenset(named[folded(one.split("=")[0])] for one in asking.split("|") if one),
            int(row["turns"]) if row["turns"] else None,
        )

    @property
    def needed(self) -> list[int]:
        """The people who have a label in the file."""
        return [n for n, one in enumerate(self.people) if not one.startswith("~")]


@dataclass
class Found:
    """What an import made of one file, beside its truth."""

    truth: Truth
    words: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asking: str = ""
    turns: int = 0
    error: str = ""

    @property
    def right(self) -> int:
        """How many people were found."""
        return len(self.truth.needed) - len(self.missing)

    @property
    def different(self) -> list[str]:
        """What differs, in short lines."""
        lines = [self.error] if self.error else []
        if self.missing:
            lines.append(f"missing: {', '.join(self.missing)}")
        if self.wrong:
            lines.append(f"no speakers: {', '.join(self.wrong)}")
        if self.asking in ("wrong", "not known"):
            lines.append(f"interviewer {self.asking}")
        if self.truth.turns not in (None, self.turns):
            lines.append(f"{self.turns} turns for {self.truth.turns}")
        if self.lost:
            some = ", ".join(f"{word} {n}×" for word, n in self.lost.most_common(8))
            lines.append(f"{self.lost.total()} of {self.words} words lost: {some}")
        return lines


def imported(file: Path) -> tuple[ImportReport, Document | None, str]:
    """Import one file into a study of its own; return the report, the document and its text."""
    with tempfile.TemporaryDirectory() as folder:
        make_study(Path(folder) / "study")
        study = Study.open(Path(folder) / "study")
        report = Importer(study, ImportOptions()).import_files([file]).reports[0]
        if report.status != "imported":
            return report, None, ""
        document = study.document(report.document)
        return report, document, study.text(document)


def compared(truth: Truth, folder: Path, plain: Path | None) -> Found:
    """Import a file and compare it with its truth."""
    found = Found(truth)
    report, document, text = imported(folder / truth.path)
    who = [truth.labels.get(folded(one.label)) for one in report.speakers]
    found.missing = [truth.people[n] for n in truth.needed if n not in who]
    found.wrong = [one.label for one, n in zip(report.speakers, who, strict=True) if n is None]
    asking = [n for one, n in zip(report.speakers, who, strict=True)
              if one.speaker.role == "interviewer"]  # fmt: skip
    if truth.asking:
        wrong = any(n not in truth.asking for n in asking)
        found.asking = "wrong" if wrong else "right" if asking else "not known"
    spoken = [turn.speaker for turn in document.turns if turn.speaker >= 0] if document else []
    said = [who[n] if who[n] is not None else -1 - n for n in spoken]
    found.turns = sum(n == 0 or one != said[n - 1] for n, one in enumerate(said))
    found.error = report.error
    if plain is not None:
        there = words_of((plain / f"{truth.path}.txt").read_text(encoding="utf-8"))
        found.words = there.total()
        found.lost = there - words_of(text)
        for word in words_of(" ".join(truth.people)):
            found.lost.pop(word, None)
    return found


def row(name: str, files: list[Found]) -> str:
    """Return a row of the table."""
    asked = [one.asking for one in files if one.asking]
    counted = [one for one in files if one.truth.turns is not None]
    words, lost = sum(one.words for one in files), sum(one.lost.total() for one in files)
    people = sum(len(one.truth.needed) for one in files)
    cells = [
        name,
        str(len(files)),
        f"{100 * (1 - lost / words):.2f} %" if words else "",
        f"{sum(one.right for one in files)} of {people}",
        str(sum(len(one.wrong) for one in files)),
        f"{asked.count('right')} of {len(asked)}",
        f"{sum(one.turns == one.truth.turns for one in counted)} of {len(counted)}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--plain", type=Path)
    parser.add_argument("--each", action="store_true")
    given = parser.parse_args()
    with given.truth.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_source: dict[str, list[Found]] = defaultdict(list)
    for truth in map(Truth.read, rows):
        found = compared(truth, given.folder, given.plain)
        by_source[truth.path.split("/")[0]].append(found)
        if given.each and found.different:
            print(f"{truth.path}: {'; '.join(found.different)}", file=sys.stderr)
    print("| source | files | words kept | speakers found | false | interviewer right | turns |")
    print("|---|---|---|---|---|---|---|")
    for source, files in sorted(by_source.items()):
        print(row(source, files))
    print(row("**all**", [one for files in by_source.values() for one in files]))


if __name__ == "__main__":
    main()
