"""Reads the JSON of Amazon's services: Transcribe, Call Analytics, Contact Lens, HealthScribe, BDA.

BDA is Bedrock Data Automation. Transcribe gives single words, the others whole segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qualcode.transcripts.input.json_files import shown_keys
from qualcode.transcripts.recognised.values import (
    Recognised,
    Said,
    Word,
    as_dict,
    dicts,
    ms,
    plain_text,
    sentences,
    speaker_of,
    string,
)

#: What a program thinks of a turn.
_GUESSES = ("Sentiment", "LoudnessScores", "IssuesDetected", "OutcomesDetected",
            "ActionItemsDetected", "Redaction")  # fmt: skip


def transcribe(root: object) -> Recognised | None:
    """Read Transcribe's words; their speakers stand beside them, in older files by time."""
    results = as_dict(as_dict(root).get("results"))
    if "transcripts" not in results:
        return None
    items = dicts(results.get("items"))
    by_time = {
        string(item.get("start_time")): speaker_of(item.get("speaker_label"))
        for segment in dicts(as_dict(results.get("speaker_labels")).get("segments"))
        for item in dicts(segment.get("items"))
    }
    said = list(sentences(_words(items, by_time))) or _of_channels(results)
    if not said:
        said = [s for t in dicts(results["transcripts"]) for s in plain_text(t.get("transcript"))]
    used = frozenset({"results", "jobName", "accountId", "status"})
    return Recognised("AWS Transcribe", said, results.get("language_code"), used)


def _words(items: Sequence[dict[str, object]], by_time: dict[str, str | None]) -> list[Word]:
    words: list[Word] = []
    for item in items:
        best = next(iter(dicts(item.get("alternatives"))), {})
        text = string(best.get("content")).strip()
        who = speaker_of(item.get("speaker_label")) or speaker_of(item.get("channel_label"))
        who = who or by_time.get(string(item.get("start_time")))
        if text and words and item.get("type") == "punctuation":
            words.append(Word(words[-1].speaker, text, None, words[-1].end_ms, glued=True))
        elif text:
            times = ms(item.get("start_time")), ms(item.get("end_time"))
            words.append(Word(who, text, *times))
    return words


def _of_channels(results: dict[str, object]) -> list[Said]:
    """Return what is said in a file that has it by channel only, in the order of its times."""
    said: list[Said] = []
    for channel in dicts(as_dict(results.get("channel_labels")).get("channels")):
        label = speaker_of(channel.get("channel_label"))
        for one in sentences(_words(dicts(channel.get("items")), {})):
            one.speaker = one.speaker or label
            said.append(one)
    return sorted(said, key=lambda one: one.start_ms or 0)


def call(root: object) -> Recognised | None:
    """Read the turns of a call or chat: Call Analytics and Contact Lens, with parts or names."""
    top = as_dict(root)
    rows = dicts(top.get("Transcript"))
    if not any("Content" in one and {*one} & {"ParticipantRole", "ParticipantId"} for one in rows):
        return None
    spoken = [one for one in rows if string(one.get("Content")).strip()]
    roles = {(_role(one), string(one.get("ParticipantId"))) for one in spoken}
    several = {role for role, _ in roles if sum(other == role for other, _ in roles) > 1}
    said = []
    first = next((t for one in spoken if (t := _moment(one)) is not None), None)
    for one in spoken:
        who = string(one.get("DisplayName")).strip() or _role(one)
        if who in several:
            who = f"{who} {string(one.get('ParticipantId'))}"[:60].strip()
        start = ms(one.get("BeginOffsetMillis"), 1)
        if start is None and first is not None and (moment := _moment(one)) is not None:
            start = max(round((moment - first) * 1000), 0)
        end = ms(one.get("EndOffsetMillis"), 1)
        said.append(Said(speaker_of(who), string(one.get("Content")), start, end))
    silent = len(rows) - len(spoken)
    notes = [f"{silent} events without words were left out"] if silent else []
    if guesses := [key for key in _GUESSES if any(key in one for one in spoken)]:
        notes.append(f"left out of each turn: {shown_keys(guesses)}")
    used = frozenset({"Transcript", "LanguageCode", "Participants", "JobStatus", "JobName",
                      "AccountId", "Channel", "Version"})  # fmt: skip
    return Recognised("Amazon call analysis", said, top.get("LanguageCode"), used, notes)


def _role(row: dict[str, object]) -> str:
    return string(row.get("ParticipantRole")).strip() or string(row.get("ParticipantId")).strip()


def _moment(row: dict[str, object]) -> float | None:
    """Return the moment of a chat's message, in seconds."""
    try:
        return datetime.fromisoformat(string(row.get("AbsoluteTime"))).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def health(root: object) -> Recognised | None:
    """Read HealthScribe's segments, with parts as "CLINICIAN_0"."""
    top = as_dict(as_dict(root).get("Conversation"))
    rows = dicts(top.get("TranscriptSegments"))
    said = [
        Said(
            speaker_of(as_dict(one.get("ParticipantDetails")).get("ParticipantRole")),
            string(one.get("Content")),
            ms(one.get("BeginAudioTime")),
            ms(one.get("EndAudioTime")),
        )
        for one in rows
    ]
    if not any("Content" in one for one in rows):
        return None
    insights = bool(top.get("ClinicalInsights"))
    notes = ["left out of the conversation: “ClinicalInsights”"] * insights
    language = top.get("LanguageCode")
    return Recognised("AWS HealthScribe", said, language, frozenset({"Conversation"}), notes)


def bedrock(root: object) -> Recognised | None:
    """Read the segments of Bedrock Data Automation, with speakers or channels."""
    top = as_dict(root)
    rows = dicts(top.get("audio_segments"))
    said = [
        Said(
            speaker_of(as_dict(one.get("speaker")).get("speaker_label"))
            or speaker_of(as_dict(one.get("channel")).get("channel_label")),
            string(one.get("text")),
            ms(one.get("start_timestamp_millis"), 1),
            ms(one.get("end_timestamp_millis"), 1),
        )
        for one in rows
    ]
    if not any("start_timestamp_millis" in one and "text" in one for one in rows):
        return None
    language = as_dict(top.get("metadata")).get("dominant_asset_language")
    used = frozenset({"audio_segments", "audio_items", "metadata"})
    return Recognised("Bedrock Data Automation", said, language, used)
