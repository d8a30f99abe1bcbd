"""The segments in speech recognition's JSON, whichever program or service wrote it.

Each shape has a function that returns what was said in the file's order, or ``None`` if the file
is not of that shape.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qualcode.transcripts.cues import cue_time
from qualcode.transcripts.encoding import MOST

#: In milliseconds; a time after 10,000 hours is none.
_LATEST_MS = 36_000_000_000
#: A stretch of single words ends with a sentence, a pause of two seconds, or so many words.
_MOST_WORDS, _PAUSE_MS = 40, 2_000
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’»)\]]{0,3}$")
_SENTENCE = re.compile(r"(?<=[.?!…])\s+")


@dataclass(slots=True)
class Said:
    """One segment as the file has it: nothing is cleaned, and the text may be empty."""

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    joint: str = " "


@dataclass(slots=True)
class Recognised:
    """What a file of recognised speech says, which program wrote it, and what was left out.

    ``used`` are the keys at the top of the file that were read or are of no interest.
    """

    program: str
    said: list[Said]
    language: object = ""
    used: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)


def recognised(root: object) -> Recognised | None:
    """Return what a JSON file of recognised speech says, ``None`` if its shape is not known."""
    shapes = (_whisper, _whisper_cpp, _aws, _deepgram, _rev, _azure, _assembly, _chunks, _text)
    return next((found for shape in shapes if (found := shape(root)) and found.said), None)


# ---- values ---------------------------------------------------------------------------------


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, object]]:
    """Return a list's objects; what stands among them and is none counts as an empty one."""
    return [_dict(one) for one in value] if isinstance(value, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _ms(value: object, scale: float = 1000.0) -> int | None:
    """Return a time in milliseconds; ``None`` for what is none. Seconds unless ``scale`` says."""
    if isinstance(value, str):
        if ":" in value:
            return cue_time(value)
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    # Compared first: a whole number may be too large for a float.
    return round(max(value, 0) * scale) if value < _LATEST_MS / scale else None


def _speaker(value: object, *, of: str = "Speaker") -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{of} {value}"[:60]
    label = _string(value).strip()
    return None if label in ("", "?") else label


def _segments(
    value: object, text: str = "text", start: str = "start", end: str = "end", scale: float = 1000.0
) -> list[Said]:
    return [
        Said(
            _speaker(one.get("speaker")),
            _string(one.get(text)),
            _ms(one.get(start), scale),
            _ms(one.get(end), scale),
        )
        for one in _dicts(value)
    ]


@dataclass(slots=True)
class _Word:
    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    glued: bool = False


def _sentences(words: Sequence[_Word]) -> Iterator[Said]:
    """Yield single words as stretches of one speaker that end with a sentence."""
    taken: list[_Word] = []
    for word in words:
        if taken:
            last = taken[-1]
            pause = last.end_ms is not None and word.start_ms is not None
            ends = (
                _SENTENCE_END.search(last.text)
                or (pause and word.start_ms - last.end_ms >= _PAUSE_MS)  # type: ignore[operator]
                or len(taken) >= _MOST_WORDS
            )
            if not word.glued and (word.speaker != last.speaker or ends):
                yield _stretch(taken)
                taken = []
        taken.append(word)
    if taken:
        yield _stretch(taken)


def _stretch(words: Sequence[_Word]) -> Said:
    text = "".join(("" if w.glued else " ") + w.text for w in words)
    times = [w.start_ms for w in words if w.start_ms is not None]
    ends = [w.end_ms for w in words if w.end_ms is not None]
    return Said(
        words[0].speaker, text.strip(), times[0] if times else None, ends[-1] if ends else None
    )


# ---- Whisper --------------------------------------------------------------------------------


def _whisper(root: object) -> Recognised | None:
    """Read Whisper's and WhisperX's ``segments``, and a bare list of them (faster-whisper)."""
    top = _dict(root)
    rows = root if isinstance(root, list) else top.get("segments")
    segments = _dicts(rows)
    if not any("start" in one and "text" in one for one in segments):
        return None
    said: list[Said] = []
    divided = 0
    for one, plain in zip(segments, _segments(rows), strict=True):
        words = _dicts(one.get("words"))
        who = {_speaker(w.get("speaker")) for w in words} - {None}
        if plain.speaker is not None or not who:
            divided += plain.speaker is not None and bool(who - {plain.speaker})
            said.append(plain)
        else:
            said += _by_words(plain, words)
    named = any(one.speaker for one in said)
    notes = []
    if divided:
        notes.append(
            f"in {divided} segments single words are given to somebody else than the segment; "
            "the segment's speaker was kept"
        )
    used = frozenset({"segments", "text", "language", "word_segments", "task", "duration"})
    return Recognised("WhisperX" if named else "Whisper", said, top.get("language"), used, notes)


def _by_words(segment: Said, words: Sequence[dict[str, object]]) -> list[Said]:
    """Divide a segment that has no speaker by those of its words, if they are all its words."""
    found = [
        _Word(_speaker(w.get("speaker")), _string(w.get("word")).strip(), _ms(w.get("start")))
        for w in words
    ]
    if "".join("".join(w.text for w in found).split()) != "".join(segment.text.split()):
        counts = Counter(w.speaker for w in found if w.speaker)
        segment.speaker = counts.most_common(1)[0][0]
        return [segment]
    runs: list[Said] = []
    for word in found:
        # A word that is given to nobody goes on from the one before it.
        if runs and word.speaker in (None, runs[-1].speaker):
            runs[-1].text += " " + word.text
        else:
            runs.append(Said(word.speaker, word.text, word.start_ms))
    runs[0].start_ms = segment.start_ms
    runs[-1].end_ms = segment.end_ms
    return runs


def _whisper_cpp(root: object) -> Recognised | None:
    top = _dict(root)
    rows = _dicts(top.get("transcription"))
    said = [
        Said(
            _speaker(one.get("speaker")),
            _string(one.get("text")),
            _ms(_dict(one.get("offsets")).get("from"), 1),
            _ms(_dict(one.get("offsets")).get("to"), 1),
        )
        for one in rows
    ]
    if not any("offsets" in one for one in rows):
        return None
    _join_as_written(said)
    turns = sum(1 for one in rows if one.get("speaker_turn_next") is True)
    notes = [f"{turns} guesses that the speaker changes were left out"] if turns else []
    used = frozenset({"transcription", "systeminfo", "model", "params", "result"})
    return Recognised("whisper.cpp", said, _dict(top.get("result")).get("language"), used, notes)


def _join_as_written(said: Sequence[Said]) -> None:
    """Glue segments that go on within a word, where all others begin with a space."""
    spaced = sum(1 for one in said if one.text[:1] == " ")
    if spaced * 3 < len(said):
        return
    last = ""
    for one in said:
        begins = one.text[:1]
        # "[Music]" and "♪" have no space before them either, and are no end of a word.
        if last[-1:].isalnum() and (begins.islower() or begins in tuple("'’.,?!;:%-")):
            one.joint = ""
        last = one.text


# ---- services -------------------------------------------------------------------------------


def _aws(root: object) -> Recognised | None:
    results = _dict(_dict(root).get("results"))
    if "transcripts" not in results:
        return None
    items = _dicts(results.get("items"))
    by_time = {
        _string(item.get("start_time")): _speaker(item.get("speaker_label"))
        for segment in _dicts(_dict(results.get("speaker_labels")).get("segments"))
        for item in _dicts(segment.get("items"))
    }
    words: list[_Word] = []
    for item in items:
        best = next(iter(_dicts(item.get("alternatives"))), {})
        text = _string(best.get("content")).strip()
        who = _speaker(item.get("speaker_label")) or _speaker(item.get("channel_label"))
        who = who or by_time.get(_string(item.get("start_time")))
        if text and words and item.get("type") == "punctuation":
            words.append(_Word(words[-1].speaker, text, None, words[-1].end_ms, glued=True))
        elif text:
            times = _ms(item.get("start_time")), _ms(item.get("end_time"))
            words.append(_Word(who, text, *times))
    said = list(_sentences(words))
    if not said:
        said = [s for t in _dicts(results["transcripts"]) for s in _plain(t.get("transcript"))]
    used = frozenset({"results", "jobName", "accountId", "status"})
    return Recognised("AWS Transcribe", said, results.get("language_code"), used)


def _deepgram(root: object) -> Recognised | None:
    top = _dict(root)
    results = _dict(top.get("results"))
    channels = _dicts(results.get("channels"))
    utterances = _dicts(results.get("utterances"))
    if not channels and not utterances:
        return None
    several = len({str(one.get("channel")) for one in utterances} | set()) > 1 or len(channels) > 1
    said = _segments(utterances, "transcript")
    if several:
        for one, row in zip(said, utterances, strict=True):
            one.speaker = _speaker(row.get("channel"), of="Channel") or one.speaker
    if not any(one.text.strip() for one in said):
        said = []
        for number, channel in enumerate(channels):
            found = _deepgram_channel(next(iter(_dicts(channel.get("alternatives"))), {}))
            for one in found:
                one.speaker = f"Channel {number}" if several else one.speaker
            said += found
        if several:
            said.sort(key=lambda one: one.start_ms or 0)
    language = next((c.get("detected_language") for c in channels), "")
    return Recognised("Deepgram", said, language, frozenset({"results", "metadata"}))


def _deepgram_channel(best: dict[str, object]) -> list[Said]:
    said = [
        Said(
            _speaker(paragraph.get("speaker")),
            _string(sentence.get("text")),
            _ms(sentence.get("start")),
            _ms(sentence.get("end")),
        )
        for paragraph in _dicts(_dict(best.get("paragraphs")).get("paragraphs"))
        for sentence in _dicts(paragraph.get("sentences"))
    ]
    if said:
        return said
    words = [
        _Word(
            _speaker(w.get("speaker")),
            (_string(w.get("punctuated_word")) or _string(w.get("word"))).strip(),
            _ms(w.get("start")),
            _ms(w.get("end")),
        )
        for w in _dicts(best.get("words"))
    ]
    return list(_sentences([w for w in words if w.text])) or list(_plain(best.get("transcript")))


def _rev(root: object) -> Recognised | None:
    top = _dict(root)
    if not isinstance(top.get("monologues"), list):
        return None
    names = {str(one.get("id")): _speaker(one.get("name")) for one in _dicts(top.get("speakers"))}
    said: list[Said] = []
    for monologue in _dicts(top["monologues"]):
        key = monologue.get("speaker")
        info = _dict(monologue.get("speaker_info"))
        who = names.get(str(key)) or _speaker(info.get("display_name")) or _speaker(key)
        words: list[_Word] = []
        gap = True
        for element in _dicts(monologue.get("elements")):
            value = _string(element.get("value"))
            if not value.strip():
                gap = gap or bool(value)
                continue
            start = _ms(element.get("ts", element.get("timestamp")))
            end = _ms(element.get("end_ts", element.get("end_timestamp")))
            glued = bool(words) and not gap and not value[0].isspace()
            words.append(_Word(who, value.strip(), start, end, glued))
            gap = value[-1].isspace()
        said += _sentences(words)
    return Recognised("Rev", said, top.get("language"), frozenset({"monologues", "speakers"}))


def _azure(root: object) -> Recognised | None:
    """Read the Azure Speech service's phrases, of its batch and of its fast transcription."""
    top = _dict(root)
    phrases = _dicts(top.get("recognizedPhrases")) or _dicts(top.get("phrases"))
    said: list[Said] = []
    for one in phrases:
        best = next(iter(_dicts(one.get("nBest"))), {})
        text = _string(best.get("display")) or _string(one.get("text"))
        start = _ms(one.get("offsetInTicks"), 1e-4)
        start = _ms(one.get("offsetMilliseconds"), 1) if start is None else start
        length = _ms(one.get("durationInTicks"), 1e-4)
        length = _ms(one.get("durationMilliseconds"), 1) if length is None else length
        end = None if start is None or length is None else start + length
        said.append(Said(_speaker(one.get("speaker")), text, start, end))
    if not any("nBest" in one or "offsetMilliseconds" in one for one in phrases):
        return None
    if len({str(one.get("channel")) for one in phrases}) > 1:
        for row, one_said in zip(phrases, said, strict=True):
            one_said.speaker = one_said.speaker or _speaker(row.get("channel"), of="Channel")
    used = frozenset("recognizedPhrases phrases combinedRecognizedPhrases combinedPhrases source "
                     "timestamp duration durationInTicks durationMilliseconds".split())  # fmt: skip
    return Recognised("Azure Speech", said, phrases[0].get("locale"), used)


def _assembly(root: object) -> Recognised | None:
    top = _dict(root)
    utterances, words = _dicts(top.get("utterances")), _dicts(top.get("words"))
    if not any("start" in one and "text" in one for one in [*utterances, *words][:50]):
        return None
    said = _segments(utterances, scale=1)
    if not said:
        said = list(
            _sentences(
                [
                    _Word(
                        _speaker(w.get("speaker")),
                        text,
                        _ms(w.get("start"), 1),
                        _ms(w.get("end"), 1),
                    )
                    for w in words
                    if (text := _string(w.get("text")).strip())
                ]
            )
        )
    extras = ("chapters", "entities", "summary", "sentiment_analysis_results")
    used = frozenset(top) - {key for key in extras if top.get(key)}
    return Recognised("AssemblyAI", said, top.get("language_code"), used)


def _chunks(root: object) -> Recognised | None:
    """Read the ``chunks`` of the transformers pipeline, and its ``speakers`` if it has them."""
    top = _dict(root)
    rows = _dicts(top.get("speakers")) or _dicts(top.get("chunks"))
    said = []
    for one in rows:
        times = one.get("timestamp")
        start, end = times if isinstance(times, list) and len(times) == 2 else (None, None)
        said.append(
            Said(_speaker(one.get("speaker")), _string(one.get("text")), _ms(start), _ms(end))
        )
    if not any("timestamp" in one for one in rows):
        return None
    return Recognised("Whisper pipeline", said, "", frozenset({"speakers", "chunks", "text"}))


def _text(root: object) -> Recognised | None:
    """Read the answer of a service that gives one text and nothing else."""
    top = _dict(root)
    said = list(_plain(top.get("text")))
    used = frozenset({"text", "language", "segments", "usage", "duration", "task"})
    return Recognised("one text without times", said, top.get("language"), used) if said else None


def _plain(text: object) -> Iterator[Said]:
    return (Said(None, one) for one in _SENTENCE.split(_string(text).strip(), maxsplit=MOST) if one)
