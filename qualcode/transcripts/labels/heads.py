"""Reports words that start paragraphs like a label but name no speaker, with their counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from qualcode.model.plural import counted
from qualcode.transcripts.labels.forms import other_head, other_label
from qualcode.transcripts.labels.header_blocks import field_of
from qualcode.transcripts.labels.hearing_letters import says_who_asks
from qualcode.transcripts.labels.labels import (
    FARTHEST,
    head_of,
    lone_label,
    name_like,
    opens_speech,
    plausible,
    stopped_label,
    within_labels,
)
from qualcode.transcripts.labels.somebody import role_like, title_like
from qualcode.transcripts.labels.speakers import RECURS
from qualcode.transcripts.parsed import ParsedTurn

_NOT_TAKEN = "heads of paragraphs not taken for speakers"
_COUNTED = re.compile(r"“([^“”]*)” (\d+)×")
#: How many recurring heads are named; a file that is not a transcript may have thousands.
_MOST = 60
_LONGEST_LEAD = 60


def heads_left(
    turns: Sequence[ParsedTurn], known: Sequence[str] = (), leads: Collection[str] = ()
) -> list[str]:
    """Return a note on words of turns that look like labels but are not speakers, if any.

    Labels stand at the start of lines: before a colon, a full stop, a dash, a tab or a time, in
    brackets, in bold (these are the ``leads``), or alone above words; a name before a colon may
    also follow a sentence within a line. Everything that occurs at least three times is noted; of
    the rest, what is like a label in its words. Labels in ``known`` are not noted.
    """
    speakers = {turn.speaker for turn in turns if turn.speaker is not None}.union(known)
    alone = Counter(label for turn in turns for label in _alone(turn))
    lines = [x for turn in turns for x in turn.text.split("\n") if not says_who_asks(x)]
    # The keys of a header are told with it.
    unspoken = [line for turn in turns if turn.speaker is None for line in turn.text.split("\n")]
    keys = {field.key for line in unspoken if (field := field_of(line))}
    return notes_on_heads(lines, speakers, alone, leads, keys)


def _alone(turn: ParsedTurn) -> list[str]:
    """Return the labels that stand alone on a line, where a speaker's words would be below."""
    if turn.speaker is not None and "\n" not in turn.text:
        return []
    lines = turn.text.split("\n")
    above = lines if turn.speaker is None else lines[:-1]
    found = (lone_label(line) for line in above if len(line) <= FARTHEST)
    labels = [one.label for one in found if one]
    return [x for x in labels if any(c.isalpha() for c in x) and not opens_speech(x)]


def notes_on_heads(
    lines: Iterable[str],
    speakers: Collection[str],
    alone: Mapping[str, int] = MappingProxyType({}),
    leads: Collection[str] = (),
    keys: Collection[str] = (),
) -> list[str]:
    """Return the note of ``heads_left`` for lines, if there is anything to tell.

    Of the ``keys`` of headers only those that recur are told.
    """
    counts: Counter[str] = Counter()
    like: set[str] = {x for x in alone if role_like(x)}
    ends: list[tuple[str, str]] = []
    for line in lines:
        head = head_of(line)
        inside = within_labels(line)
        if inside and (stated := head or stopped_label(line)).endswith(inside[0]):
            ends.append((stated, inside.pop(0)))
        counts.update(one for one in inside if one not in speakers)
        if head and title_like(head, _after(line, head)):
            like.add(head)
        if not head:
            head = stopped_label(line) or (_lead(line, leads) if leads else "")
            head = head or other_head(line) or ("" if speakers else _stopped(line))
            if head and role_like(head) and head[0].isupper():
                like.add(head)
        if head and head not in speakers:
            counts[head] += 1
    # "Where was that? Alaw: words" is Alaw's; "Hon. Alaw" recurs as it is.
    counts.update(name for head, name in ends if counts[head] < RECURS and name not in speakers)
    counts.update({x: n for x, n in alone.items() if x not in speakers})
    told = {head: n for head, n in counts.items() if n >= RECURS or head in like.difference(keys)}
    return [_note(told)] if told else []


def _after(line: str, head: str) -> str:
    return line.partition(head)[2].lstrip(":*_ \t")


def _stopped(line: str) -> str:
    """Return a single word before a full stop, where no speaker is known: "Blod. We had"."""
    one = other_label(line, "stop") if "." in line[:FARTHEST] else None
    named = one is not None and one.label[:1].isalpha() and plausible(one.label)
    named = named and one is not None and name_like(one.label) and not opens_speech(one.label)
    return one.label if one and named else ""


def leads_like_labels(leads: Iterable[str]) -> frozenset[str]:
    """Return those words at the heads of paragraphs that could be a label."""
    counts = Counter(lead for lead in leads if len(lead) <= _LONGEST_LEAD and lead[-1] not in ":?!")
    return frozenset(
        x for x, n in counts.items() if (n >= RECURS or role_like(x)) and not opens_speech(x)
    )


def _lead(line: str, leads: Collection[str]) -> str:
    return next((x for x in leads if line.startswith(x) and line[len(x) :][:1].isspace()), "")


def _note(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"“{_plain(head)}” {n}×" for head, n in ordered[:_MOST])
    rest = ordered[_MOST:]
    times = f"{rest[-1][1]} to {rest[0][1]} times" if rest else ""
    more = f" and {len(rest)} more, {times} each" if rest else ""
    return f'{_NOT_TAKEN}: {shown}{more}; to take one: --label "{ordered[0][0]}"'


def _plain(head: str) -> str:
    return head.replace("“", '"').replace("”", '"')


def is_heads_note(note: str) -> bool:
    """Return whether a note is one of ``heads_left``."""
    return note.startswith(_NOT_TAKEN)


def counted_heads(note: str) -> dict[str, int]:
    """Return the heads and counts in a note on heads; none for another note."""
    if not note.startswith(_NOT_TAKEN):
        return {}
    return {head: int(n) for head, n in _COUNTED.findall(note)}


def summed_heads(files: Sequence[dict[str, int]]) -> str:
    """Return one line on the heads of many files, from the ``counted_heads`` of each."""
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
    return f"{_NOT_TAKEN}: {shown}{more}; to take one: --label"
