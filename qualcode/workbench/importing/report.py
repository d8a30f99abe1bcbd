"""Reports what an import recognised and did, in lines for the screen and for a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.model.document.kind import WRITER
from qualcode.model.moments import after
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.folder_map import IMPORTS
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import now
from qualcode.workbench.importing.candidates import Candidate
from qualcode.workbench.importing.summary import note_lines, some_names
from qualcode.workbench.importing.telling_names import names_line, telling_line
from qualcode.workbench.speakers.likely_names import LikelyName
from qualcode.workbench.speakers.speakers import Understood

#: With more files than this the report is a summary, and the details go to a file.
IN_FULL = 3
IN_SHORT = 25
_LISTED = 6
_ONE = re.compile(
    r"(?<![\w.,:])1 ((?:(?:text|time|page|embedded|row|captions?) )?[a-z-]{2,}?)(ies|xes|ches|s)\b"
    r"(?: or ([a-z]+)s\b)?"
)
_SINGULAR = {"ies": "y", "xes": "x", "ches": "ch"}
_STATUS = {
    "imported": "imported",
    "would import": "would be imported",
    "replaced": "imported anew",
    "unchanged": "unchanged, imported before",
    "put back": "unchanged, their texts put back",
    "would put back": "unchanged, their texts would be put back",
    "changed": "changed since they were imported",
    "failed": "failed",
    "passed over": "passed over",
}

#: What is said where nobody asks: of one speaker, and of several.
_NO_INTERVIEWER = (
    "nobody was taken for the interviewer; --interviewer LABEL says who asks",
    "who asks is not known, so all count as participants; --interviewer LABEL says who asks",
)

_BEFORE = {
    "unchanged": "unchanged, imported before",
    "put back": "unchanged; its text was missing here, and was put back",
    "would put back": "unchanged; its text is missing here, and would be put back",
}


@dataclass(frozen=True)
class ImportReport:
    """The result for one document of a file.

    ``status`` is ``"imported"``, ``"replaced"`` (a document has a new text), ``"unchanged"``
    (the same file is a document already), ``"put back"`` (its text was missing on this machine, and
    is there again; ``"would put back"`` in a dry run), ``"changed"`` (the file differs from the one
    the document was made from; nothing was done), ``"would import"`` (a dry run), ``"failed"``,
    or ``"passed over"`` (a file found in a folder that is no transcript). Where nothing was done,
    ``error`` says why in one line. ``named`` is what may be a person's name in the document's id;
    ``candidates`` are filled in a dry run only.
    """

    file: str
    status: str
    document: str = ""
    layout: str = ""
    language: str = ""
    turns: int = 0
    words: int = 0
    times: int = 0
    speakers: tuple[Understood, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[LikelyName, ...] = ()
    error: str = ""
    named: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the file was read."""
        return self.status in ("imported", "would import", "replaced")

    def record(self) -> dict[str, object]:
        """Return the report as plain data."""
        return {
            "file": self.file,
            "status": self.status,
            "document": self.document,
            "layout": self.layout,
            "language": self.language,
            "turns": self.turns,
            "words": self.words,
            "times": self.times,
            "speakers": [
                {
                    "label": s.label,
                    "shown_as": s.speaker.label,
                    "role": s.speaker.role,
                    "why": s.why,
                    "case": s.speaker.case,
                    "turns": s.turns,
                    "words": s.words,
                }
                for s in self.speakers
            ],
            "notes": [_one(note) for note in self.notes],
            "names": [{"text": n.text, "kind": n.kind, "count": n.count} for n in self.names],
            "named": self.named,
            "error": self.error,
            "candidates": [one.record() for one in self.candidates],
        }


@dataclass
class ImportResult:
    """The reports of an import, in the order of its files; ``interrupted`` if it was stopped."""

    reports: list[ImportReport] = field(default_factory=list)
    interrupted: bool = False
    files: int = 0
    kept: Path | None = None
    #: What concerns all files together, in lines.
    told: list[str] = field(default_factory=list)
    #: Whether what may identify somebody was looked for, which takes its time.
    names_sought: bool = True

    def count(self, *statuses: str) -> int:
        """Return how many reports have one of these statuses."""
        return sum(report.status in statuses for report in self.reports)

    def of(self, *statuses: str) -> list[ImportReport]:
        """Return the reports with one of these statuses."""
        return [report for report in self.reports if report.status in statuses]

    def twins(self) -> list[ImportReport]:
        """Return the reports of files that equal another file of this import, byte for byte."""
        fresh = {r.document for r in self.of("imported", "would import", "replaced")}
        return [report for report in self.of("unchanged") if report.document in fresh]


def report_lines(result: ImportResult, passed_over: Mapping[Path, str] | None = None) -> list[str]:
    """Return the report of an import for a screen: the more files, the fewer lines each.

    Files not imported are left out: those go to standard error.
    """
    good = [report for report in result.reports if report.done]
    lines: list[str] = []
    if len(result.reports) <= IN_FULL:
        for report in good:
            lines += full_lines(report)
        lines += [
            f"{r.document}: {_BEFORE[r.status]} ({Path(r.file).name})" for r in result.of(*_BEFORE)
        ]
    elif len(result.reports) <= IN_SHORT:
        for report in good:
            lines += _short_lines(report)
    if len(result.reports) > 1 or passed_over:
        if lines:
            lines.append("")
        lines += _summary(result, in_lines=len(result.reports) <= IN_SHORT)
        lines += _over(passed_over or {})
    lines += result.told
    telling = telling_line([(n, r.document) for r in good for n in r.names], result.kept)
    if good and not result.names_sought:
        telling = "what may identify somebody was not looked for yet: qualcode names lists it"
    lines += [telling] if telling else []
    twice = [note for report in result.of(*_BEFORE) for note in report.notes]
    lines += twice[:_LISTED]
    if len(twice) > _LISTED:
        rest = counted(len(twice) - _LISTED, "more file is", "more files are")
        lines.append(f"{rest} there twice")
    if any(s.label != s.speaker.label for r in good for s in r.speakers):
        lines.append("Labels before → stand in private/speakers.csv only, which git does not take.")
    whole = (*result.told, telling)
    return [safe_for_terminal(line if line in whole else _one(line)) for line in lines]


def _one(line: str) -> str:
    """Return a line with "1 turns", "1 comments were" corrected."""
    if not _ONE.search(line):
        return line
    one = _ONE.sub(
        lambda m: f"1 {m[1]}{_SINGULAR.get(m[2], '')}" + (f" or {m[3]}" if m[3] else ""), line
    )
    return re.sub(r"(^|· ) *1 [^·]*?\bwere\b", lambda m: f"{m[0][:-4]}was", one)


def full_lines(report: ImportReport) -> list[str]:
    """Return all lines on one document that was read."""
    lines = [
        f"{report.document}: {report.status}, {_size(report)} ({report.layout})",
        f"  from {Path(report.file).name}; language: {report.language}",
    ]
    lines += [f"  {speaker_line(s)}" for s in report.speakers]
    if report.speakers and not _is_clear(report):
        lines.append(f"  {_NO_INTERVIEWER[len(report.speakers) > 1]}")
    if report.times:
        lines.append(
            f"  {counted(report.times, 'time within turns was', 'times within turns were')} "
            "kept, beside the text"
        )
    lines += [f"  {note}" for note in report.notes]
    if report.named:
        lines.append(f"  its id may name somebody: {report.named}")
    return lines


def _is_clear(report: ImportReport) -> bool:
    """Return whether it is known who asks or whose the words are."""
    return any(
        s.speaker.role == "interviewer" or s.speaker.case or s.speaker.label == WRITER
        for s in report.speakers
    )


def _size(report: ImportReport) -> str:
    speakers = counted(len(report.speakers), "speaker")
    return f"{counted(report.turns, 'turn')}, {counted(report.words, 'word')}, {speakers}"


def speaker_line(one: Understood) -> str:
    """Return who a speaker was taken for, and why."""
    shown = one.speaker.label
    name = one.label if one.label == shown else f"{one.label} → {shown}"
    why = f", {one.why}" if one.why else ""
    case = f", case {one.speaker.case}" if one.speaker.case else ""
    size = f"{counted(one.turns, 'turn')}, {counted(one.words, 'word')}"
    return f"{name}: {one.speaker.role}{why}{case}; {size}"


def _short_lines(report: ImportReport) -> list[str]:
    who = []
    for one in report.speakers[:_LISTED]:
        name = one.speaker.case or one.speaker.label
        name = one.label if one.label == name else f"{one.label} → {name}"
        if one.speaker.role == "interviewer":
            name += f" (interviewer{', ' + one.why if one.why else ''})"
        who.append(f"{name} {one.words:,}")
    more = len(report.speakers) - _LISTED
    lines = [
        f"{report.document} ← {Path(report.file).name}: {report.layout}; {report.language}; "
        f"{counted(report.turns, 'turn')}, {counted(report.words, 'word')}",
        f"    words by speaker: {', '.join(who) or 'nobody named'}"
        + (f" and {more} more" if more > 0 else ""),
    ]
    told = list(report.notes)
    if told:
        lines.append(f"    {' · '.join(told)}")
    return lines


def _summary(result: ImportResult, *, in_lines: bool) -> list[str]:
    number = {status: result.count(status) for status in _STATUS}
    twins = len(result.twins())
    number["unchanged"] -= twins
    counts = [f"{number[status]:,} {said}" for status, said in _STATUS.items() if number[status]]
    if twins:
        counts.append(f"{twins:,} the same as another of them")
    lines = [f"{counted(result.files, 'file')}: {', '.join(counts) or 'nothing done'}"]
    good = [report for report in result.reports if report.done]
    if not in_lines and good:
        lines += _gathered(good)
    if in_lines and len(result.reports) > IN_FULL and result.of("unchanged"):
        ids = [r.document for r in result.of("unchanged")]
        lines.append(f"  unchanged: {some_names(ids)}")
    over = [f"  {report.error}" for report in result.of("passed over")]
    return lines + (["Passed over:", *over] if over else [])


def _gathered(good: Sequence[ImportReport]) -> list[str]:
    """Return what is to be looked at in many files, and what they have in common."""
    lines = note_lines([(report.document, report.notes) for report in good])
    without = [r.document for r in good if not _is_clear(r)]
    if without:
        lines.append(
            f"who asks is not known in {len(without):,}: {some_names(without)}; "
            "--interviewer LABEL says it"
        )
    asking = Counter(
        re.sub(r"\d+", "#", s.why) or "unsaid"
        for r in good
        for s in r.speakers
        if s.speaker.role == "interviewer"
    )
    if asking:
        lines += _most("interviewers, and why", asking)
    lines += _most("languages", Counter(r.language for r in good))
    lines += _most("layouts", Counter(r.layout for r in good))
    words = sum(report.words for report in good)
    lines.append(f"{counted(words, 'word')} in {counted(sum(r.turns for r in good), 'turn')}")
    return [f"  {line}" for line in lines]


def _most(what: str, counts: Counter[str]) -> list[str]:
    said = [f"{n:,} {thing or 'unknown'}" for thing, n in counts.most_common(_LISTED)]
    rest = len(counts) - _LISTED
    return [f"{what}: {' · '.join(said)}" + (f" · {counted(rest, 'other')}" if rest > 0 else "")]


def _over(passed_over: Mapping[Path, str]) -> list[str]:
    by_why: dict[str, list[str]] = {}
    for file, why in passed_over.items():
        by_why.setdefault(why, []).append(file.name)
    return [f"Passed over: {some_names(names)} ({why})" for why, names in by_why.items()]


def keep_report(root: Path, result: ImportResult) -> None:
    """Keep the whole report where git does not look: it has names of files and people."""
    lines = [*result.told, *(report.error for report in result.reports if report.error)]
    lines += [note for report in result.of(*_BEFORE) for note in report.notes]
    for report in result.reports:
        if report.done:
            lines += full_lines(report)
        if report.done and report.names:
            lines.append(f"  may identify somebody: {names_line(report.names)}")
    if lines:
        folder = root / IMPORTS.folder
        earlier = [path.stem for path in folder.glob("*.txt")]
        # The last one says which file a document was made of, whatever the clock said then.
        result.kept = folder / f"{after(now().replace(':', ''), earlier)}.txt"
        write_atomic(result.kept, "\n".join(lines) + "\n")
