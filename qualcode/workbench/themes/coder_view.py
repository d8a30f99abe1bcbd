"""Suggested themes as one coder may see them, compared with the present codings and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.errors import QualcodeError
from qualcode.model.coding.coding import Coding
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.themes.coded_passages import CodedPassages, in_their_texts
from qualcode.workbench.themes.findings import (
    borne_and_judged,
    parts_without_code,
    people_by_valence,
)
from qualcode.workbench.themes.stored import StoredPassage, StoredThemes, stored_themes

Span = tuple[int, int]
#: A coding is on a passage that has this share of it, or of which it has this share.
_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a transcript that no code covers: its passages, and its main themes.

    ``read`` says whether somebody went through the transcript; otherwise nobody coded it yet.
    """

    read: bool
    passages: tuple[StoredPassage, ...]
    themes: tuple[str, ...]

    @property
    def document(self) -> str:
        """The id of its document."""
        return self.passages[0].document

    @property
    def words(self) -> int:
        """How many words its passages have."""
        return sum(len(passage.text.split()) for passage in self.passages)


def themes_as_seen(study: Study, coder: str) -> tuple[StoredThemes, list[Part]]:
    """Return the last suggested themes, and the parts that no code covers, the longest first.

    Coded shares, valences and uncovered parts are counted again from the present codings that the
    coder may see: whoever made the themes may have seen others.

    Raises:
        NotFoundError: no themes were suggested yet.
        StudyError: the file, or the codings, cannot be read.
    """
    found = stored_themes(study)
    theme_of = {
        passage: theme.label
        for theme in reversed(found.themes)
        for passage in theme.passages
        if 0 <= passage.start < passage.end
    }
    passages = sorted(theme_of, key=lambda one: (one.document, one.start, one.end))
    place = {passage: at for at, passage in enumerate(passages)}
    seen, _ = Blind(study, coder).seen(study.codings())
    coded = CodedPassages(passages, in_their_texts(study, seen))
    borne, valences = borne_and_judged(coded)
    persons = [passage.person for passage in passages]
    themes = []
    for theme in found.themes:
        own = [place[passage] for passage in theme.passages if passage in place]
        share = sum(borne[at] for at in own) / len(own) if own else None
        judged = people_by_valence(own, persons, valences)
        themes.append(replace(theme, coded=share, valence=judged))
    gone_through = coded.gone_through(study.done_marks())
    runs = parts_without_code(coded, borne, gone_through, _far(found, passages))
    parts = []
    for read, run in runs:
        said = tuple(passages[at] for at in run)
        labels = [theme_of[passage] for passage in said]
        most = sorted(dict.fromkeys(labels), key=lambda label: -labels.count(label))
        parts.append(Part(read, said, tuple(most[:2])))
    parts.sort(key=lambda part: -part.words)
    return replace(found, themes=tuple(themes)), parts


def _far(found: StoredThemes, passages: Sequence[StoredPassage]) -> list[bool]:
    """Return which passages were in a part far from every code when the themes were made."""
    far: dict[str, list[Span]] = {}
    for gap in found.gaps:
        if gap.kind != "uncoded":
            far.setdefault(gap.document, []).append((gap.start, gap.end))
    return [
        any(low <= one.start and one.end <= high for low, high in far.get(one.document, ()))
        for one in passages
    ]


def place_now(session: CodingSession, passage: StoredPassage) -> Span | None:
    """Return the present place of a passage's words, ``None`` if they are gone.

    This is their place when the themes were made or, in a revised text, the only place that has
    them.
    """
    try:
        _, text = session.texts.open_document(passage.document)
    except (QualcodeError, OSError):  # its file may name an impossible document
        return None
    start, end, words = passage.start, passage.end, passage.text
    if not words.strip():
        return None
    if 0 <= start < end and text[start:end] == words:
        return start, end
    start = text.find(words)
    if start < 0 or text.find(words, start + 1) >= 0:
        return None
    return start, start + len(words)


def part_now(session: CodingSession, part: Part) -> Span | None:
    """Return the present place of a part: from its first passage to its last, if in order."""
    first, last = place_now(session, part.passages[0]), place_now(session, part.passages[-1])
    if first is None or last is None or last[0] < first[0]:
        return None
    return first[0], last[1]


def why_not_there(session: CodingSession, document: str) -> str:
    """Return in one line why a passage of a document cannot be shown."""
    try:
        session.texts.open_document(document)
    except QualcodeError as error:
        return str(error)
    except OSError as error:
        return f"no document {document[:40]!r}: {error.strerror}"
    return "Its words are not in the text any more: the text was changed since"


def codings_on(session: CodingSession, document: str, span: Span) -> list[Coding]:
    """Return the coder's own codings on a passage, without those that only touch it."""
    found = []
    for coding in session.at(document, *span):
        start, end = coding.event.start, coding.event.end
        shared = min(end, span[1]) - max(start, span[0])
        if shared >= _SHARE * min(end - start, span[1] - span[0]):
            found.append(coding)
    return found
