"""Reads the JSON of Amberscript and Fireflies, as their own documentation describes it."""

from __future__ import annotations

from qualcode.transcripts.recognised.values import (
    Recognised,
    Said,
    Word,
    as_dict,
    dicts,
    ms,
    sentences,
    speaker_of,
    string,
)


def amberscript(root: object) -> Recognised | None:
    """Read Amberscript's segments, which hold only words; the speakers' names stand apart."""
    top = as_dict(root)
    segments, people = dicts(top.get("segments")), dicts(top.get("speakers"))
    if not people or not any("words" in one and "text" not in one for one in segments):
        return None
    names = {string(one.get("spkid")): speaker_of(one.get("name")) for one in people}
    words = [
        Word(
            names.get(string(one.get("speaker"))) or speaker_of(one.get("speaker")),
            text,
            ms(word.get("start")),
            ms(word.get("end")),
        )
        for one in segments
        for word in dicts(one.get("words"))
        if (text := string(word.get("text")).strip())
    ]
    used = frozenset({"segments", "speakers", "id", "recordId"})
    return Recognised("Amberscript", list(sentences(words)), top.get("language"), used)


def fireflies(root: object) -> Recognised | None:
    """Read Fireflies' sentences, each with the name of its speaker and its seconds."""
    top = as_dict(root)
    inner = as_dict(as_dict(top.get("data")).get("transcript")) or as_dict(top.get("transcript"))
    rows = dicts((inner or top).get("sentences"))
    if not any("speaker_name" in one for one in rows):
        return None
    said = [
        Said(
            speaker_of(one.get("speaker_name")) or speaker_of(one.get("speaker_id")),
            string(one.get("text")),
            ms(one.get("start_time")),
            ms(one.get("end_time")),
        )
        for one in rows
    ]
    used = frozenset({"data", "transcript", "sentences", "id", "title", "speakers"})
    return Recognised("Fireflies", said, "", used)
