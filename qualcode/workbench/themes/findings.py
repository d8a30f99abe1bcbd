"""Compares themes with the codings: how much is coded, how it is judged, what is uncoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.workbench.themes.coded_passages import CodedPassages

if TYPE_CHECKING:
    from qualcode.nlp.passages.passages import Segment
    from qualcode.nlp.themes.result import ThemeModel

#: This many uncoded passages in a row are reported, in a transcript that was gone through.
_LEAST_UNCODED = 3
#: In an uncoded transcript: how far from every code, and how many passages in a row.
_FAR, _LEAST_FAR = 0.7, 2


def held_against_codings(
    model: ThemeModel,
    segments: Sequence[Segment],
    coded: CodedPassages,
    done: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Return the themes as JSON, with what the codings show about each.

    Each theme gets ``coded``, the share of its passages with a coding, and ``valence``, how many of
    its people are coded in it with each valence. ``gaps`` are parts of transcripts that no code
    covers: "uncoded" if somebody went through the transcript and coded none of at least three
    passages in a row, "no code near" if nobody has coded it and at least two passages in a row are
    among the three tenths farthest from every code. ``groups`` has the people and the passages of
    each group.
    """
    data = model.to_json()
    borne, valences = borne_and_judged(coded)
    places = {(s.document, s.start): n for n, s in enumerate(segments)}
    themes_of: dict[int, str] = {}
    for theme, shown in zip(model.themes, data["themes"], strict=True):
        own = [places[(p.document, p.start)] for p in theme.passages]
        themes_of.update(dict.fromkeys(own, theme.id))
        shown["coded"] = round(sum(borne[at] for at in own) / len(own), 2)
        shown["valence"] = people_by_valence(own, [s.person for s in segments], valences)
    groups: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        groups[segment.group].append(segment)
    data["groups"] = [
        {"group": group, "people": len({s.person for s in said}), "passages": len(said)}
        for group, said in sorted(groups.items())
    ]
    far = [farness >= _FAR for farness in model.farness] or [False] * len(segments)
    found = parts_without_code(coded, borne, coded.gone_through(done), far)
    data["gaps"] = [_gap(run, segments, themes_of, read=read) for read, run in found]
    data["gaps"].sort(key=lambda gap: (-gap["words"], gap["document"], gap["start"]))
    return data


def borne_and_judged(coded: CodedPassages) -> tuple[list[bool], dict[int, set[str]]]:
    """Return which passages have a coding, and the valences on each passage."""
    valences: dict[int, set[str]] = defaultdict(set)
    borne = [False] * len(coded.segments)
    for coding in coded.codings:
        for at in coded.inside(coding):
            borne[at] = True
            if coding.event.valence:
                valences[at].add(coding.event.valence)
    return borne, valences


def people_by_valence(
    own: Sequence[int], persons: Sequence[str], valences: Mapping[int, set[str]]
) -> dict[str, int]:
    """Return how many people are coded with each valence in some passages, given by index."""
    people: dict[str, set[str]] = defaultdict(set)
    for at in own:
        for valence in valences.get(at, ()):
            people[valence].add(persons[at])
    return {valence: len(who) for valence, who in sorted(people.items())}


def parts_without_code(
    coded: CodedPassages,
    borne: Sequence[bool],
    gone_through: Sequence[bool],
    far: Sequence[bool],
) -> list[tuple[bool, list[int]]]:
    """Return the parts that no code covers, by document: the indices of each one's passages.

    The first value of each says whether somebody went through the transcript. ``far`` says which
    passages are among the three tenths farthest from every code.
    """
    found = []
    for document in coded.documents:
        own = coded.of(document)
        read = any(gone_through[at] for at in own)
        run: list[int] = []
        for at in own:
            bare = gone_through[at] and not borne[at] if read else far[at]
            # A coding may be on speech that is too short to be a passage.
            if run and (not bare or coded.touched(document, *_between(coded, run[-1], at))):
                found.append((read, run))
                run = []
            if bare:
                run.append(at)
        found.append((read, run))
    return [
        (read, run) for read, run in found if len(run) >= (_LEAST_UNCODED if read else _LEAST_FAR)
    ]


def _between(coded: CodedPassages, one: int, other: int) -> tuple[int, int]:
    return coded.segments[one].end, coded.segments[other].start


def _gap(
    run: Sequence[int], segments: Sequence[Segment], themes_of: Mapping[int, str], *, read: bool
) -> dict[str, Any]:
    said = [segments[at] for at in run]
    themes = [themes_of[at] for at in run if at in themes_of]
    most = sorted(set(themes), key=lambda t: (-themes.count(t), len(t), t))
    return {
        "kind": "uncoded" if read else "no code near",
        "document": said[0].document,
        "start": said[0].start,
        "end": said[-1].end,
        "passages": len(said),
        "words": sum(s.words for s in said),
        "people": sorted({s.person for s in said}),
        "themes": most[:2],
        "text": " … ".join(s.text for s in said),
    }
