"""Finds participants' words, eight or more in a row, in what the team writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.model.plural import counted, plural
from qualcode.model.problem import Problem
from qualcode.model.text.verbatim import Runs, folded, without_marks
from qualcode.store.spoken_words import spoken
from qualcode.workbench.privacy.real_names import written_in

#: How many places are reported per file.
_MOST_OF_A_FILE = 4


@dataclass(frozen=True, slots=True)
class Held:
    """Words of a participant in a text.

    ``start`` and ``end`` are offsets in the text, code points, half-open; ``words`` is the number
    of words, ``first`` the number of the first one in the text, from 1. ``document`` is the first
    of the transcripts in which all or some of them were said.
    """

    start: int
    end: int
    first: int
    words: int
    document: str

    @property
    def told(self) -> str:
        """The report on it, without the words themselves."""
        return (
            f"its words {self.first} to {self.first + self.words - 1} are word for word what was "
            f"said in {self.document}"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The participants' words found in some texts, in the order of each text.

    ``is_own`` says for each text that it holds none, cleared for print or not. ``missing`` lists
    documents whose texts are not on this machine, and were not compared.
    """

    held: tuple[tuple[Held, ...], ...]
    is_own: tuple[bool, ...]
    missing: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What could not be compared, in words; empty if everything was."""
        return not_compared(len(self.missing))


def not_compared(texts: int) -> str:
    """Return in words that so many texts were not compared; empty for none."""
    if not texts:
        return ""
    are, their = counted(texts, "transcript is", "transcripts are"), plural(texts, "its", "their")
    return f"{are} not on this machine, and {their} words were not looked for"


def compared(
    root: Path,
    transcripts: Path,
    texts: Sequence[str],
    cleared: Callable[[], Iterable[str]] | None = None,
) -> Comparison:
    """Compare texts with what participants say in every transcript of a study.

    ``cleared`` returns the printed forms of quotations cleared for print, whose words may be
    anywhere; it is called only if words were found.
    """
    # As it stands and, if that differs, as it is read.
    readings = list(enumerate(texts))
    readings += [
        (at, bare) for at, text in enumerate(texts) if (bare := without_marks(text)) != text
    ]
    runs = Runs([text for _, text in readings])
    if not runs:
        return Comparison(tuple(() for _ in texts), tuple(True for _ in texts))
    missing: list[str] = []
    starts: list[dict[int, str]] = [{} for _ in readings]
    for one in spoken(root, transcripts, missing, runs.may_stand_in):
        for number, begun in runs.found_in(one.words).items():
            for start in begun:
                starts[number].setdefault(start, one.document)
    others = {at for (at, _), found in zip(readings, starts, strict=True) if found}
    is_own = tuple(at not in others for at in range(len(texts)))
    if cleared is not None and any(starts):
        printed = printed_words(cleared())
        starts = [
            {at: name for at, name in found.items() if runs.words(number, at) not in printed}
            for number, found in enumerate(starts)
        ]
    held: list[list[Held]] = [[] for _ in texts]
    for number, found in enumerate(starts):
        own = held[readings[number][0]]
        known = [(one.start, one.end) for one in own]
        for start, end, first, many in runs.stretches(number, found):
            if not any(start < after and before < end for before, after in known):
                document = next(found[at] for at in sorted(found) if at >= first)
                own.append(Held(start, end, first + 1, many, document))
    ordered = (tuple(sorted(own, key=lambda one: one.start)) for own in held)
    return Comparison(tuple(ordered), is_own, tuple(missing))


def printed_words(quotations: Iterable[str]) -> str:
    """Return the words of quotations' printed forms, folded, without words in [brackets]."""
    return "\n".join(
        folded(part)
        for text in quotations
        for said in [_unbracketed(text)]
        for part in (*said, without_marks(" ".join(said)))
    )


def _unbracketed(printed: str) -> list[str]:
    """Return what was said in a quotation's printed form: the words outside [brackets]."""
    parts, depth = [""], 0
    for sign in printed:
        if sign == "[":
            depth += 1
            parts.append("")
        elif sign == "]" and depth:
            depth -= 1
        elif not depth:
            parts[-1] += sign
    return parts


def words_in_files(
    root: Path, transcripts: Path, files: Mapping[str, bytes]
) -> tuple[list[Problem], int]:
    """Return where files of a study hold participants' words, by their paths in it.

    Only what a person wrote is checked: in a log the notes, in a document the title. The second
    value is the number of texts that are not on this machine, and were not compared.
    """
    pieces = [
        (name, line, text)
        for name, data in files.items()
        for line, text in written_in(name, data)
        if text.strip()
    ]

    def cleared() -> list[str]:
        # Only if words were found, since it opens the study.
        from qualcode.errors import QualcodeError
        from qualcode.store.study import Study
        from qualcode.workbench.privacy.cleared_quotations import cleared_quotations

        try:
            return cleared_quotations(Study(root))
        except QualcodeError:
            return []

    made = compared(root, transcripts, [text for _, _, text in pieces], cleared)
    found: dict[str, list[Problem]] = {}
    for (name, line, text), held in zip(pieces, made.held, strict=True):
        for one in held:
            where = f"{name}:{line + text.count(chr(10), 0, one.start)}"
            many = f"{one.words} words in a row"
            message = f"it holds {many} of what somebody said in {one.document}"
            problem = Problem("error", "words-disclosed", where, message, _mend(name))
            found.setdefault(name, []).append(problem)
    return [one for of_a_file in found.values() for one in _few(of_a_file)], len(made.missing)


def _few(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the first problems of a file; the last one says how many more there are."""
    more = len(problems) - _MOST_OF_A_FILE
    if more <= 0:
        yield from problems
        return
    yield from problems[: _MOST_OF_A_FILE - 1]
    last = problems[_MOST_OF_A_FILE - 1]
    yield replace(last, message=f"{last.message}, and {more:,} times more in this file")


def _mend(name: str) -> str:
    if name.startswith("synthesis/"):
        return "Put it in words of your own, or make it a quotation and clear that"
    if name.startswith("codings/"):
        return "Change the note, then delete this line: the later one has all that counts"
    return "Put it in words of your own, or in fewer than eight of theirs"
