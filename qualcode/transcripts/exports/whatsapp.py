"""Reads chats that WhatsApp exported: date, time of day, name and message, on Android and iOS."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcode.model.plural import counted, plural
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.lines import Line, Reading

_GAP = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_DATE = r"\d{1,4}[./-]\s?\d{1,4}[./-]\s?\d{1,4}"
_HALF = rf"(?:{_GAP}{{0,2}}(?P<half>[aApP])\.?{_GAP}?[mM]\.?)?"
_STAMP = (
    rf"(?P<date>{_DATE})[.,]?{_GAP}{{1,2}}(?:(?:klo|à|at|a las|um){_GAP})?"
    rf"(?P<time>\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?){_HALF}"
)
#: Android writes "12/03/2024, 14:01 - Name: words", iOS "[12/03/2024, 14:01:32] Name: words".
_HEAD = re.compile(
    rf"(?:\[{_STAMP}\]{_GAP}?".replace("(?P<", "(?P<i_")
    + rf"|{_STAMP}(?:{_GAP}[-–]{_GAP}|:{_GAP}))(?P<said>.*)",
    re.DOTALL,
)
#: Not longer than a name in WhatsApp may be.
_NAMED = re.compile(r"(?P<name>[^:\n]{1,100}):(?:\s(?P<words>.*))?$", re.DOTALL)
#: What WhatsApp itself says, in English, as if somebody had written it.
_NOTICE = re.compile(
    r"Messages (?:and calls )?(?:are|(?:you send )?to this (?:group|chat)) .{0,40}end-to-end "
    r"encrypt.*|(?:Missed|Silenced|Declined) (?:group )?(?:voice|video) call\b.{0,60}",
    re.DOTALL,
)
#: Such notices without a name before them, or with the group's.
_OF_THE_GROUP = re.compile(
    r".{1,60}?(?: created (?:this )?group| changed (?:the|this group's|their|to)| added | removed "
    r"| left$| joined| turned (?:on|off)| is a contact|'s security code changed| reset this ).*",
    re.DOTALL,
)
#: What stands for something that is no text.
_ATTACHED = re.compile(
    r"<[^<>]{1,60} omitted>|(?:image|video|audio|sticker|GIF|document|Contact card|.{0,60}?)"
    r"[ ]omitted|<attached: .{1,200}>|.{1,200} \(file attached\)|null"
    r"|(?:This message was deleted|You deleted this message)(?: by admin .{1,60})?\.?"
    r"|(?:Waiting for this message|View once (?:photo|video|voice) ?message).{0,60}",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s?<This message was edited>$")
_FEWEST = 2
#: A message has fewer lines than this, on average; further lines belong to the message before.
_MOST_LINES = 6


@dataclass(slots=True)
class _Message:
    date: str
    time: str
    half: str
    name: str | None
    lines: list[str] = field(default_factory=list)


def read_whatsapp(lines: Sequence[Line]) -> Reading | None:
    """Return the messages of a chat as turns, ``None`` if the lines are not a chat of WhatsApp.

    What WhatsApp says itself, and signs that stand for pictures and recordings, are text that
    nobody speaks. Times are counted from the first message.
    """
    texts = [line.text.strip() for line in lines if line.text.strip()]
    if not texts or not any(_HEAD.match(text) for text in texts[:3]):
        return None
    messages: list[_Message] = []
    before: list[str] = []
    for text in texts:
        match = _HEAD.match(text) if text[:1].isdigit() or text[:1] == "[" else None
        if match:
            messages.append(_message(match))
        elif messages:
            messages[-1].lines.append(text)
        else:
            before.append(text)
    named = sum(1 for message in messages if message.name is not None)
    if named < _FEWEST or len(texts) > len(messages) * _MOST_LINES:
        return None
    return _reading(messages, before)


def _message(match: re.Match[str]) -> _Message:
    got = {name: value for name, value in match.groupdict().items() if value is not None}
    date, time = (got.get(name) or got[f"i_{name}"] for name in ("date", "time"))
    half = got.get("half") or got.get("i_half") or ""
    said = match["said"]
    named = _NAMED.match(said)
    if named is None or _NOTICE.match(said) or _OF_THE_GROUP.match(named["name"]):
        return _Message(date, time, half, None, [said])
    # iOS puts a tilde before the name of somebody who is no contact.
    name = re.sub(rf"^~{_GAP}?", "", named["name"]).strip()
    return _Message(date, time, half, name, [(named["words"] or "").strip()])


def _reading(messages: Sequence[_Message], before: Sequence[str]) -> Reading:
    turns = [ParsedTurn(None, text) for text in before]
    groups = _groups(messages)
    for message in messages:
        message.name = None if message.name in groups else message.name
    moments, first = _times(messages)
    notices = attached = edited = silent = 0
    for message, moment in zip(messages, moments, strict=True):
        words = "\n".join(line for line in message.lines if line)
        words, cut = _EDITED.subn("", words)
        edited += cut
        speaker = message.name
        if speaker is None or _NOTICE.fullmatch(words):
            speaker = None
            notices += 1
        elif _ATTACHED.fullmatch(words):
            speaker = None
            attached += 1
        if words:
            turns.append(ParsedTurn(speaker, words, moment if speaker else None))
        else:
            silent += 1
    told = (
        (
            notices, "notice of WhatsApp's", "notices of WhatsApp's",
            "kept as text that nobody speaks",
        ),
        (
            attached, "message without words (a picture, deleted …)",
            "messages without words (pictures, deleted …)", "kept as text that nobody speaks",
        ),
        (edited, "sign that a message was edited", "signs that messages were edited", "left out"),
        (silent, "message that holds nothing", "messages that hold nothing", "left out"),
    )  # fmt: skip
    notes = [
        f"{counted(n, one, many)} {plural(n, 'was', 'were')} {what}"
        for n, one, many, what in told
        if n
    ]
    if first:
        notes.insert(0, f"dates and times of day were counted from the first, {first}")
    else:
        notes.insert(0, f"{counted(len(messages), 'date')} could not be read and were left out")
    labels = frozenset(turn.speaker for turn in turns if turn.speaker)
    return Reading(turns, "a chat as WhatsApp exports it", notes, labels)


def _groups(messages: Sequence[_Message]) -> set[str]:
    """Return the names before WhatsApp's own notices only: on iOS that is the group's."""
    notices: dict[str, bool] = {}
    for message in messages:
        if message.name is not None:
            words = "\n".join(message.lines)
            own = bool(_NOTICE.fullmatch(words) or _OF_THE_GROUP.fullmatch(words))
            notices[message.name] = own and notices.get(message.name, True)
    return {name for name, always in notices.items() if always}


def _times(messages: Sequence[_Message]) -> tuple[list[int | None], str]:
    """Return each message's time in milliseconds from the first, and when the first was."""
    dates = [[int(part) for part in re.findall(r"\d+", message.date)] for message in messages]
    for order in _orders(dates):
        moments = [
            _moment([parts[at] for at in order], message)
            for parts, message in zip(dates, messages, strict=True)
        ]
        known = [moment for moment in moments if moment is not None]
        if len(known) == len(moments) and known == sorted(known):
            break
    else:
        order = _orders(dates)[0]
        moments = [
            _moment([parts[at] for at in order], message)
            for parts, message in zip(dates, messages, strict=True)
        ]
    spoken = (moment for moment, m in zip(moments, messages, strict=True) if m.name is not None)
    first = next((moment for moment in spoken if moment is not None), None)
    if first is None:
        return [None] * len(messages), ""
    times = [
        None if moment is None else max(0, round((moment - first).total_seconds() * 1000))
        for moment in moments
    ]
    return times, first.isoformat(" ", "minutes")


def _orders(dates: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Return where year, month and day may stand in dates, the likeliest first."""
    if any(parts[0] > 31 for parts in dates):
        return [(0, 1, 2), (0, 2, 1)]
    return [(2, 1, 0), (2, 0, 1), (0, 1, 2)]


def _moment(parts: Sequence[int], message: _Message) -> datetime.datetime | None:
    year, month, day = parts
    hour, minute, second = (*map(int, re.findall(r"\d+", message.time)), 0)[:3]
    if message.half:
        hour = hour % 12 + (12 if message.half in "pP" else 0)
    try:
        date = datetime.date(year + 2000 if year < 100 else year, month, day)
        return datetime.datetime.combine(date, datetime.time(hour, minute, second))
    except ValueError:
        return None
