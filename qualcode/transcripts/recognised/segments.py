"""Reads the segments in speech recognition JSON, whichever program or service wrote it.

Each format has a function that returns what was said in the file's order, or ``None`` if the file
has another format. Whisper and similar programs are here; the services are in ``services``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qualcode.transcripts.recognised import amazon
from qualcode.transcripts.recognised.meetings import amberscript, fireflies
from qualcode.transcripts.recognised.services import assembly, azure, deepgram, rev
from qualcode.transcripts.recognised.values import (
    Recognised,
    Said,
    Word,
    as_dict,
    dicts,
    ms,
    plain_text,
    segments_of,
    speaker_of,
    string,
)


def recognised(root: object) -> Recognised | None:
    """Return the speech in a JSON file, ``None`` if its format is not known."""
    shapes = (
        *(fireflies, _whisper, _whisper_cpp, amazon.transcribe, amazon.call, amazon.health),
        *(amazon.bedrock, deepgram, rev, azure, assembly, amberscript, _chunks, _text),
    )
    return next((found for shape in shapes if (found := shape(root)) and found.said), None)


def _whisper(root: object) -> Recognised | None:
    """Read Whisper's and WhisperX's ``segments``, and a bare list of them (faster-whisper)."""
    top = as_dict(root)
    rows = root if isinstance(root, list) else top.get("segments")
    segments = dicts(rows)
    if not any("start" in one and "text" in one for one in segments):
        return None
    said: list[Said] = []
    divided = 0
    for one, plain in zip(segments, segments_of(rows), strict=True):
        words = dicts(one.get("words"))
        who = {speaker_of(w.get("speaker")) for w in words} - {None}
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
    """Divide a segment without a speaker by its words' speakers, if the words are complete."""
    found = [
        Word(speaker_of(w.get("speaker")), string(w.get("word")).strip(), ms(w.get("start")))
        for w in words
    ]
    if "".join("".join(w.text for w in found).split()) != "".join(segment.text.split()):
        counts = Counter(w.speaker for w in found if w.speaker)
        segment.speaker = counts.most_common(1)[0][0]
        return [segment]
    runs: list[Said] = []
    for word in found:
        # A word without a speaker continues the one before it.
        if runs and word.speaker in (None, runs[-1].speaker):
            runs[-1].text += " " + word.text
        else:
            runs.append(Said(word.speaker, word.text, word.start_ms))
    runs[0].start_ms = segment.start_ms
    runs[-1].end_ms = segment.end_ms
    return runs


def _whisper_cpp(root: object) -> Recognised | None:
    top = as_dict(root)
    rows = dicts(top.get("transcription"))
    said = [
        Said(
            speaker_of(one.get("speaker")),
            string(one.get("text")),
            ms(as_dict(one.get("offsets")).get("from"), 1),
            ms(as_dict(one.get("offsets")).get("to"), 1),
        )
        for one in rows
    ]
    if not any("offsets" in one for one in rows):
        return None
    _join_as_written(said)
    turns = sum(1 for one in rows if one.get("speaker_turn_next") is True)
    notes = [f"{turns} guesses that the speaker changes were left out"] if turns else []
    used = frozenset({"transcription", "systeminfo", "model", "params", "result"})
    return Recognised("whisper.cpp", said, as_dict(top.get("result")).get("language"), used, notes)


def _join_as_written(said: Sequence[Said]) -> None:
    """Join segments that continue within a word, in files where all others begin with a space."""
    spaced = sum(1 for one in said if one.text[:1] == " ")
    if spaced * 3 < len(said):
        return
    last = ""
    for one in said:
        begins = one.text[:1]
        # "[Music]" and "♪" have no space before them either, but do not end a word.
        if last[-1:].isalnum() and (begins.islower() or begins in tuple("'’.,?!;:%-")):
            one.joint = ""
        last = one.text


def _chunks(root: object) -> Recognised | None:
    """Read the ``chunks`` of the transformers pipeline, and its ``speakers`` if it has them."""
    top = as_dict(root)
    rows = dicts(top.get("speakers")) or dicts(top.get("chunks"))
    said = []
    for one in rows:
        times = one.get("timestamp")
        start, end = times if isinstance(times, list) and len(times) == 2 else (None, None)
        said.append(
            Said(speaker_of(one.get("speaker")), string(one.get("text")), ms(start), ms(end))
        )
    if not any("timestamp" in one for one in rows):
        return None
    return Recognised("Whisper pipeline", said, "", frozenset({"speakers", "chunks", "text"}))


def _text(root: object) -> Recognised | None:
    """Read the answer of a service that gives one text and nothing else."""
    top = as_dict(root)
    said = list(plain_text(top.get("text")))
    used = frozenset({"text", "language", "segments", "usage", "duration", "task"})
    return Recognised("one text without times", said, top.get("language"), used) if said else None
