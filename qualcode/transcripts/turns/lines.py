"""Finds turns in lines: ``Label: words``, labels on lines of their own, times beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.model.document.document import label_is_interviewer, label_is_neutral
from qualcode.transcripts.labels.form_fields import fields_note, form_fields, rules_below
from qualcode.transcripts.labels.forms import FORMS, THROUGHOUT, other_label
from qualcode.transcripts.labels.header_blocks import header_lines, header_note
from qualcode.transcripts.labels.interjections import lines_inside, without_interjections
from qualcode.transcripts.labels.labels import (
    ONLY_TIME,
    Labelled,
    lone_label,
    lower_case,
    may_recur,
    milliseconds,
    name_like,
    split_label,
    split_time,
    surely_speaker,
    within_labels,
)
from qualcode.transcripts.labels.lone_labels import lone_labels
from qualcode.transcripts.labels.lone_words import words_below
from qualcode.transcripts.labels.one_sided import Place, both_sides, other_side
from qualcode.transcripts.labels.question_numbers import (
    numbers_note,
    without_guide,
    without_numbers,
)
from qualcode.transcripts.labels.single_labels import (
    only_label,
    persons_with_words,
    single_labels,
    titles_alone,
    titles_note,
)
from qualcode.transcripts.labels.somebody import person_like
from qualcode.transcripts.labels.speakers import RECURS, Ordinary, choose_labels, header_end
from qualcode.transcripts.labels.spellings import alike, spellings_of
from qualcode.transcripts.labels.throughout import labels_throughout
from qualcode.transcripts.labels.within import divided_at, labels_within
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.builder import Piece, divided, run_together
from qualcode.transcripts.turns.cut_lines import joined_lines
from qualcode.transcripts.turns.gathering import gather, is_service, silent_notes
from qualcode.transcripts.turns.headings import headings_note, unspoken_headings
from qualcode.transcripts.turns.unspoken_lines import with_unspoken
from qualcode.transcripts.turns.written_line import Line, with_level

__all__ = ["Line", "Reading", "read_lines"]

_SPELT = re.compile(
    r"(?:(\d{1,2}) hours?)?(?:, )?(?:(\d{1,2}) minutes?)?(?:, )?(?:(\d{1,2}) seconds?)?"
)
_LAYOUTS = {
    "colon": "'Label: words' paragraphs",
    "bold": "bold speaker names",
    "alone": "labels on lines of their own",
    "timed": "label, time and words",
    "tab": "label, tab and words",
    "bracket": "'[Label] words' paragraphs",
    "dash": "'Label - words' paragraphs",
    "round": "'(Label) words' paragraphs",
    "stars": "'**Label** words' paragraphs",
    "stop": "'Label. words' paragraphs",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The turns of a text, how they were recognised, and the notes about it."""

    turns: list[ParsedTurn]
    layout: str
    notes: list[str]
    labels: frozenset[str]


def read_lines(lines: Sequence[Line], known: frozenset[str] | None = None) -> Reading:
    """Return the turns of a text's lines.

    With ``known`` labels, only the lines' own ``bold`` labels and those in ``known`` begin turns;
    without, labels are searched for and chosen.
    """
    if known is not None:
        given = [line.bold if line.bold and line.bold.label in known else None for line in lines]
        turns, silent = gather(lines, given)
        return Reading(turns, _LAYOUTS["bold"], silent_notes(silent), known)
    lines = [with_level(line) for line in lines]
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    texts = [lines[at].text for at in filled]
    after_gap = {n for n, at in enumerate(filled) if n and filled[n - 1] != at - 1}
    inside = lines_inside(texts)
    found = [
        lines[at].bold or (None if n in inside else _plain_label(lines[at].text))
        for n, at in enumerate(filled)
    ]
    heads = [lines[at].level if lines[at].unspoken else None for at in filled]
    nobody = unspoken_headings(texts, heads, found)
    found = [None if n in nobody else one for n, one in enumerate(found)]
    found = without_guide(_without_stress(found, texts), texts)
    found = _without_rare(without_numbers(found))
    blocks = header_lines(texts)
    nobody.update(n for start, end in blocks for n in range(start, end))
    form = form_fields(texts)
    nobody.update(form, rules_below(texts, form))
    found = [None if n in nobody else one for n, one in enumerate(found)]
    head = header_end(texts, found, after_gap)
    nobody.update(range(head))
    fields = frozenset(nobody)
    found, labels, shape, titled = _chosen(texts, found, nobody, after_gap)
    if not labels or _holds_others(texts, found, labels):
        read = _unlabelled(lines, filled, after_gap)
        lone = [(start, end) for start, end in blocks if end == start + 1]
        return replace(read, notes=[*header_note(texts, lone), *read.notes])
    seen = without_interjections(texts, labelled=shape in ("colon", "bold"))
    given = _turns_begin(seen, found, labels, nobody, after_gap)
    unbold = ["" if lines[at].bold else lines[at].text for at in filled]
    if within := labels_within(unbold, given, labels):
        return _divided(lines, within, labels)
    starts = {n for n in range(len(texts)) if n in after_gap or not n or not after_gap} - nobody
    bold = [lines[at].bold for at in filled]
    more, unlike = lone_labels(seen, bold, given, starts, shape)
    given = [more.get(n, one) for n, one in enumerate(given)]
    labels |= {one.label for one in more.values()}
    lines, told = with_unspoken(lines, filled, given, fields, nobody - fields, after_gap)
    told = [*header_note(texts, blocks), *fields_note(form), *titled, *unlike, *told]
    begins: list[Labelled | None] = [None] * len(lines)
    for n, at in enumerate(filled):
        begins[at] = given[n]
    notes = _complete(lines, filled, begins, after_gap, labels, nobody)
    notes += numbers_note((lines[at].text, begins[at]) for at in filled)
    turns, silent = gather(lines, begins)
    notes += [*told, *silent_notes(silent), *headings_note(turns)]
    return Reading(turns, _LAYOUTS[shape], notes, labels)


def _holds_others(
    texts: Sequence[str], found: Sequence[Labelled | None], labels: frozenset[str]
) -> bool:
    """Return whether the only label is the interviewer's, stands once, and others' stand within.

    Then not all of the words are the interviewer's.
    """
    begun = [one.label for one in found if one is not None and one.label in labels]
    if len(begun) != 1 or not label_is_interviewer(begun[0]):
        return False
    return any(within_labels(text) for text in texts)


def _turns_begin(
    texts: Sequence[str],
    found: Sequence[Labelled | None],
    labels: frozenset[str],
    nobody: set[int],
    after_gap: set[int],
) -> list[Labelled | None]:
    """Return for each line the label that begins a turn there, if one does."""
    begins: list[Labelled | None] = []
    for n in range(len(texts)):
        one = found[n]
        if one is None or one.label not in labels:
            one = _known_label(texts, n, labels, n in after_gap) if n not in nobody else None
            if one and not one.rest and _begins_turn(found, n + 1, labels):
                one = None
        begins.append(one)
    said = words_below(begins, after_gap)
    return [None if n in said else one for n, one in enumerate(begins)]


def _divided(lines: Sequence[Line], within: Counter[str], labels: frozenset[str]) -> Reading:
    """Read lines anew, with those names at the heads of lines that stood within others."""
    parts: list[Line] = []
    for line in lines:
        first, *more = divided_at(line.text, {*within, *labels}) or [line.text]
        # A label in bold has its words already.
        parts += [line] if line.bold else [replace(line, text=first), *map(Line, more)]
    read = read_lines(parts)
    shown = ", ".join(f"“{label}” {n}×" for label, n in within.most_common())
    return replace(read, notes=[f"labels within paragraphs begin turns: {shown}", *read.notes])


def _complete(
    lines: Sequence[Line],
    filled: Sequence[int],
    begins: list[Labelled | None],
    after_gap: set[int],
    labels: frozenset[str],
    nobody: set[int],
) -> list[str]:
    """Let the other side's turns begin if only one side has labels; return a note on it."""
    named = [
        begins[at] for n, at in enumerate(filled) if not lines[at].unspoken and n not in nobody
    ]
    if both_sides(Counter(one.label for one in named if one), labels):
        return []
    places = []
    for n, at in enumerate(filled):
        fresh = n in after_gap or not after_gap
        unspoken = lines[at].unspoken or n in nobody
        places.append(Place(lines[at].text.strip(" \t"), fresh, unspoken, begins[at]))
    given, notes = other_side(places, labels, 0)
    for n, one in given.items():
        begins[filled[n]] = one
    return notes


def _chosen(
    texts: Sequence[str], found: list[Labelled | None], nobody: set[int], after_gap: set[int]
) -> tuple[list[Labelled | None], frozenset[str], str, list[str]]:
    """Return the labels in the lines but ``nobody``'s, the speakers, their shape, and a note.

    Labels that stand once beside frequent ones, as titles do, are none, nor are those alone on a
    line where others have words behind them; those on lines of their own are added to ``nobody``.
    """
    found, labels, shape = _shaped(texts, found, nobody, after_gap)
    if not labels:
        return found, only_label(texts, found, nobody), "colon", []
    alone = titles_alone(texts, found, labels)
    titles = single_labels(texts, found, labels - {*alone}).union(alone)
    nobody.update(n for n, f in enumerate(found) if f and f.label in titles and not f.rest)
    return found, labels - titles, shape, titles_note(alone)


def _shaped(
    texts: Sequence[str], found: list[Labelled | None], nobody: set[int], after_gap: set[int]
) -> tuple[list[Labelled | None], frozenset[str], str]:
    """Return the labels in the lines but ``nobody``'s, which of them are speakers, and their shape.

    "P: Fine." throughout is of the shape "colon"; where less than half of the lines have such a
    label another shape is tried, as in "[P] Fine.".
    """
    # Lines that nobody says do not show how the rest is labelled.
    said = [n for n, text in enumerate(texts) if not _aside(text)]
    labels = choose_labels([found[n] for n in said], [texts[n] for n in said])
    accepted = sum(1 for f in found if f and f.label in labels)
    if accepted * 2 < len(texts):
        other, chosen, better = _other_shape(texts, nobody, after_gap, accepted)
        # "Motion" above each motion is no speaker, where "Mrs. Lee: I move" stands between.
        persons = persons_with_words(found)
        if persons and better == "alone":
            return found, labels | persons, "colon"
        if better:
            return other, chosen, better
    if _counts(found, labels, "bold", "stress"):
        return found, labels, "bold"
    return found, labels, "colon" if _counts(found, labels, "colon", "tight") else "alone"


def _begins_turn(found: Sequence[Labelled | None], n: int, labels: frozenset[str]) -> bool:
    """Say whether a line has a speaker's label.

    "Interviewer" alone right before such a one was said, and is nobody silent.
    """
    one = found[n] if n < len(found) else None
    return one is not None and one.label in labels


def _aside(text: str) -> bool:
    return bool(ONLY_TIME.fullmatch(text) or is_service(text))


def _without_stress(found: list[Labelled | None], texts: Sequence[str]) -> list[Labelled | None]:
    """Return the labels found, without bold words that are only stressed.

    "**Never** would I" is stress; bold words before most paragraphs are names.
    """
    often = Counter(f.label for f in found if f and f.doubtful)
    found = [
        _plain_label(text)
        if f and f.shape == "stress" and f.doubtful and often[f.label] < RECURS
        else f
        for f, text in zip(found, texts, strict=True)
    ]
    stressed = sum(1 for f in found if f and f.shape == "stress")
    if not stressed:
        return found
    others = [
        _plain_label(text) if one and one.shape == "stress" else one
        for one, text in zip(found, texts, strict=True)
    ]
    labels = choose_labels(others, texts)
    named = sum(1 for f in others if f and f.label in labels)
    return others if stressed * 3 < len(texts) or stressed < named else found


def _without_rare(found: list[Labelled | None]) -> list[Labelled | None]:
    """Return the labels found, without doubtful ones that do not recur."""
    same = alike(found)
    counts = Counter(f.label for f in same if f)
    return [
        f if f and other and (not f.doubtful or counts[other.label] >= RECURS) else None
        for f, other in zip(found, same, strict=True)
    ]


def _counts(found: Sequence[Labelled | None], labels: frozenset[str], *shapes: str) -> int:
    return sum(1 for f in found if f and f.label in labels and f.shape in shapes)


def _plain_label(text: str) -> Labelled | None:
    one = split_label(text)
    if one is None and len(text) <= 120:
        one = lone_label(text)
        # A short line may be anything; with a time or in bold it is meant as a label.
        if one is not None and one.shape != "marked":
            return None
    return one


def _other_shape(
    texts: Sequence[str], nobody: set[int], after_gap: set[int], to_beat: int
) -> tuple[list[Labelled | None], frozenset[str], str]:
    """Look for labels without a colon; return those of the form that explains most."""
    best: tuple[list[Labelled | None], frozenset[str], str] = ([], frozenset(), "")
    ordinary = Ordinary(texts)
    said = [n for n in range(len(texts)) if n not in nobody]
    texts = without_interjections(texts, labelled=to_beat > 1)
    starts = {n for n in said if n in after_gap or n - 1 in nobody or not n}
    for shape in ("alone", *FORMS):
        found: list[Labelled | None] = [None] * len(texts)
        for n in said:
            found[n] = lone_label(texts[n]) if shape == "alone" else other_label(texts[n], shape)
        if shape == "alone":
            below = words_below(found, after_gap)
            found = [None if n in below else one for n, one in enumerate(found)]
        found = without_numbers(found)
        if shape in THROUGHOUT:
            begun = starts if after_gap else {*said}
            labels = labels_throughout(found, begun, ordinary, shape)
        else:
            labels = _recurring(found, shape, ordinary, len(texts))
        score = sum(1 for f in found if f and f.label in labels)
        if score > to_beat:
            best, to_beat = (found, labels, shape), score
    return best


def _recurring(
    found: Sequence[Labelled | None], shape: str, ordinary: Ordinary, paragraphs: int
) -> frozenset[str]:
    # "Lord Lee (Lab)" the first time, and then "Lord Lee".
    every, found = found, alike(found)
    counts: dict[str, int] = {}
    for one in found:
        if one:
            counts[one.label] = counts.get(one.label, 0) + 1
    sure = {x for x in counts if surely_speaker(x)}
    doubtful = {f.label for f in found if f and f.doubtful}
    names = {
        x
        for x, n in counts.items()
        if n >= (RECURS if x in doubtful else 2) and name_like(x) and not ordinary(x)
    }
    if shape in ("tab", "timed"):
        names |= {
            x for x, n in counts.items() if n >= RECURS and may_recur(x) and not lower_case(x)
        }
    elif shape == "alone" and len(sure | names) > 1:
        # A file whose labels are marked in this way also has these.
        often = {x for x in counts if counts[x] >= RECURS}
        names |= _above_words(found, {x for x in often if x in doubtful or label_is_neutral(x)})
        if sum(1 for x in names if person_like(x)) >= RECURS:
            # Of many persons with titles, some speak once.
            names |= _above_words(found, {x for x in counts if person_like(x)})
    marked = {f.label for f in found if f and f.shape == "marked"} - doubtful
    chosen = sure | names
    if len(marked) > 1 and sum(counts[x] for x in marked) * 4 >= paragraphs:
        chosen |= {x for x in marked if name_like(x)}
    said = [f is not None and f.label in chosen for f in found]
    if shape == "alone":
        # A label alone has words after it; "Mm" and "Right" alone have another speaker's.
        pairs = sum(1 for now, then in zip(said, [*said[1:], False], strict=True) if now and then)
        if pairs * 5 > sum(said):
            return frozenset()
    needed = 2 if sure or marked else 3
    enough = sum(said) >= needed and len(chosen) > 1
    return spellings_of(every, chosen) if enough else frozenset()


def _above_words(found: Sequence[Labelled | None], labels: set[str]) -> set[str]:
    """Return those labels on lines of their own that have words below them."""
    between = dict.fromkeys(labels, True)
    for at, one in enumerate(found):
        if one and one.label in labels:
            before = at > 0 and found[at - 1] is not None
            below = at + 1 < len(found) and found[at + 1] is None
            between[one.label] &= below and not before
    return {label for label, always in between.items() if always}


def _known_label(
    texts: Sequence[str], n: int, labels: frozenset[str], after_gap: bool
) -> Labelled | None:
    """Return a known speaker's label on a line that marks it differently from the rest."""
    text = texts[n]
    for shape in ("timed", "tab"):
        one = other_label(text, shape) if ("\t" if shape == "tab" else ":") in text[:90] else None
        if one is not None and one.label in labels:
            return one
    one = lone_label(text) if len(text) <= 120 else None
    if one is None or one.label not in labels:
        return None
    # A speaker's name alone may also be what somebody says.
    sure = one.shape == "marked" or (surely_speaker(one.label) and (after_gap or n == 0))
    return one if sure and n + 1 < len(texts) else None


def _unlabelled(lines: Sequence[Line], filled: Sequence[int], after_gap: set[int]) -> Reading:
    """Return each paragraph as a turn that nobody speaks."""
    texts = [lines[at].text.strip() for at in filled]
    captions = _between_times(texts)
    if captions is not None:
        return captions
    joined = joined_lines(texts, len(after_gap))
    if joined is not None and not any(lines[at].unspoken for at in filled):
        turns, note = joined
        return Reading(turns, "no speaker labels found", [note], frozenset())
    blocks: list[list[str]] = []
    unspoken = False
    for n, at in enumerate(filled):
        text = lines[at].text.strip(" \t")
        # Without blank lines each line is a paragraph.
        new = not after_gap or n in after_gap or lines[at].unspoken or unspoken
        if new or not blocks:
            blocks.append([])
        blocks[-1].append(text)
        unspoken = lines[at].unspoken
    paragraphs = ["\n".join(block) for block in blocks]
    notes = ["no speaker labels were found, so each paragraph is a turn of nobody's"]
    timed = [split_time(p) for p in paragraphs]
    # One "10:30" is somebody's words; one before most paragraphs is the recording's.
    times = [time for time, _ in timed if time is not None]
    if len(times) > 1 and len(times) * 2 >= len(timed) and times == sorted(times):
        turns = [ParsedTurn(None, words, time) for time, words in timed]
        notes.append("the times before paragraphs were taken for times of the recording")
    else:
        turns = [ParsedTurn(None, p) for p in paragraphs]
    return Reading(turns, "no speaker labels found", notes if turns else [], frozenset())


def _spelt(text: str) -> int | None:
    """Return the time spelled as "1 minute, 5 seconds": YouTube puts it below each "1:05"."""
    match = _SPELT.fullmatch(text)
    if match is None or not text:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _between_times(texts: Sequence[str]) -> Reading | None:
    """Read short lines between lines that are only times, as YouTube shows a transcript."""
    found = [ONLY_TIME.fullmatch(text) for text in texts]
    times = [milliseconds(match.group(1)) for match in found if match]
    if len(times) < 3 or not len(times) < len(texts) <= len(times) * 4 or times != sorted(times):
        return None
    pieces: list[Piece] = []
    start: int | None = None
    for text, match in zip(texts, found, strict=True):
        if match:
            start = milliseconds(match.group(1))
        elif not (start is not None and _spelt(text) == start):
            pieces.append(Piece(None, text, start))
    turns = run_together(divided(pieces))
    note = f"{len(times)} lines that are only a time became the times of the words after them"
    return Reading(turns, "no speakers, times on lines of their own", [note], frozenset())
