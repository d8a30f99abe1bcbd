"""Reports words that start paragraphs like a label but name no speaker, with their counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from qualcode.model.plural import counted
from qualcode.transcripts.labels.forms import other_head, other_label
from qualcode.transcripts.labels.labels import (
    FARTHEST,
    head_of,
    lone_label,
    name_like,
    opens_speech,
    plausible,
    split_label,
    stopped_label,
    within_labels,
)
from qualcode.transcripts.labels.speakers import RECURS
from qualcode.transcripts.parsed import ParsedTurn

_RECURRING = "heads of paragraphs not taken for speakers"
_RARE = "not taken for speakers, left in the words"
_COUNTED = re.compile(r"“([^“”]*)” (\d+)×")
#: How many recurring heads are named; a file that is not a transcript may have thousands.
_MOST = 60
_LONGEST_LEAD = 60


def heads_left(
    turns: Sequence[ParsedTurn], known: Sequence[str] = (), leads: Collection[str] = ()
) -> list[str]:
    """Return notes on words of turns that look like labels but are not speakers.

    Labels stand at the start of lines: before a colon, a full stop, a dash, a tab or a time, in
    brackets, in bold (these are the ``leads``), or alone above words; a name before a colon may
    also follow a sentence within a line. Everything that occurs at least three times is noted; of
    the rest, only what could be a name in a speaker's turn. Labels in ``known`` are not noted.
    """
    speakers = {turn.speaker for turn in turns if turn.speaker is not None}.union(known)
    alone = Counter(label for turn in turns for label in _alone(turn))
    lines = ((line, turn.speaker is not None) for turn in turns for line in turn.text.split("\n"))
    return notes_on_heads(lines, speakers, alone, leads)


def _alone(turn: ParsedTurn) -> list[str]:
    """Return the labels that stand alone on a line, where a speaker's words would be below."""
    lines = turn.text.split("\n")
    above = lines if turn.speaker is None else lines[:-1]
    found = (lone_label(line) for line in above if len(line) <= FARTHEST)
    labels = [one.label for one in found if one]
    return [x for x in labels if any(c.isalpha() for c in x) and not opens_speech(x)]


def notes_on_heads(
    lines: Iterable[tuple[str, bool]],
    speakers: Collection[str],
    alone: Mapping[str, int] = MappingProxyType({}),
    leads: Collection[str] = (),
) -> list[str]:
    """Return the notes of ``heads_left`` for lines, each with whether somebody speaks it."""
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    ends: list[tuple[str, str]] = []
    for line, said in lines:
        head = head_of(line) or stopped_label(line) or _lead(line, leads)
        inside = within_labels(line)
        if inside and head.endswith(inside[0]):
            ends.append((head, inside.pop(0)))
        counts.update(one for one in inside if one not in speakers)
        head = head or other_head(line) or ("" if speakers else _stopped(line))
        if not head or head in speakers:
            continue
        counts[head] += 1
        if said and (one := split_label(line, likely=True)) and one.shape == "colon":
            names[one.label] += name_like(one.label)
    # "Where was that? Alaw: words" is Alaw's; "Hon. Alaw" recurs as it is.
    counts.update(name for head, name in ends if counts[head] < RECURS and name not in speakers)
    counts.update({x: n for x, n in alone.items() if x not in speakers})
    recurring = {head: n for head, n in counts.items() if n >= RECURS}
    notes = [_recurring_note(recurring)] if recurring else []
    rare = Counter({x: n for x, n in names.items() if n and x not in recurring})
    if rare:
        shown = ", ".join(
            f"“{label}:”" + (f" {n} times" if n > 1 else "") for label, n in rare.most_common(4)
        )
        more = f" and {len(rare) - 4} more" if len(rare) > 4 else ""
        notes.append(f"{_RARE}: {shown}{more}")
    return notes


def _stopped(line: str) -> str:
    """Return a single word before a full stop, where no speaker is known: "Blod. We had"."""
    one = other_label(line, "stop") if "." in line[:FARTHEST] else None
    named = one is not None and one.label[:1].isalpha() and plausible(one.label)
    named = named and one is not None and name_like(one.label) and not opens_speech(one.label)
    return one.label if one and named else ""


def recurring_leads(leads: Iterable[str]) -> frozenset[str]:
    """Return those words at the heads of paragraphs that recur and could be a label."""
    counts = Counter(lead for lead in leads if len(lead) <= _LONGEST_LEAD and lead[-1] not in ":?!")
    return frozenset(x for x, n in counts.items() if n >= RECURS and not opens_speech(x))


def _lead(line: str, leads: Collection[str]) -> str:
    return next((x for x in leads if line.startswith(x) and line[len(x) :][:1].isspace()), "")


def _recurring_note(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"“{_plain(head)}” {n}×" for head, n in ordered[:_MOST])
    rest = ordered[_MOST:]
    more = f" and {len(rest)} more, {rest[-1][1]} to {rest[0][1]} times each" if rest else ""
    return f'{_RECURRING}: {shown}{more}; to take one: --label "{ordered[0][0]}"'


def _plain(head: str) -> str:
    return head.replace("“", '"').replace("”", '"')


def is_heads_note(note: str) -> bool:
    """Return whether a note is one of ``heads_left``."""
    return note.startswith((_RECURRING, _RARE))


def counted_heads(note: str) -> dict[str, int]:
    """Return the heads and counts in a note on recurring heads; none for another note."""
    if not note.startswith(_RECURRING):
        return {}
    return {head: int(n) for head, n in _COUNTED.findall(note)}


def summed_heads(files: Sequence[dict[str, int]]) -> str:
    """Return one line on heads that recur in many files, from the ``counted_heads`` of each."""
    total: Counter[str] = Counter()
    among: Counter[str] = Counter()
    for counts in files:
        total.update(counts)
        among.update(counts.keys())
    shown = ", ".join(
        f"“{head}” {n:,}× in {counted(among[head], 'file')}" for head, n in total.most_common(_MOST)
    )
    rest = len(total) - _MOST
    more = f" and {rest:,} more, in the whole report" if rest > 0 else ""
    return f"{_RECURRING}: {shown}{more}; to take one: --label"
