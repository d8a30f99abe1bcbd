"""The JSON of Amazon's services, in the forms that their documentation gives."""

import json

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript


def read(value: object) -> Parsed:
    return parse_transcript(json.dumps(value).encode(), "talk.json")


def who(parsed: Parsed) -> list[tuple[str | None, str, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms) for turn in parsed.turns]


def item(text: str, start: float | None = None, **more: str) -> dict[str, object]:
    times = {} if start is None else {"start_time": str(start), "end_time": str(start + 0.2)}
    kind = "punctuation" if start is None else "pronunciation"
    return {"alternatives": [{"content": text}], "type": kind, **times, **more}


def call_turn(role: str, words: str, start: int, **more: object) -> dict[str, object]:
    return {"ParticipantRole": role, "Content": words, "BeginOffsetMillis": start,
            "EndOffsetMillis": start + 900, **more}  # fmt: skip


def test_call_analytics_gives_turns_with_their_parts():
    rows = [
        call_turn("AGENT", "How was the bus?", 40, Sentiment="NEUTRAL", LoudnessScores=[70.1]),
        call_turn("CUSTOMER", "Late.", 1200),
        call_turn("CUSTOMER", "As ever.", 2300),
    ]
    parsed = read({"JobStatus": "COMPLETED", "LanguageCode": "en-GB", "Transcript": rows,
                   "Categories": {"MatchedCategories": ["bus"]}})  # fmt: skip
    assert who(parsed) == [("AGENT", "How was the bus?", 40), ("CUSTOMER", "Late. As ever.", 1200)]
    assert parsed.language == "en"
    assert "left out of each turn: “Sentiment”, “LoudnessScores”" in parsed.notes
    assert any("“Categories”" in note for note in parsed.notes)


def test_two_people_of_one_part_stay_apart():
    rows = [
        call_turn("AGENT", "How was it?", 0, ParticipantId="a1"),
        call_turn("AGENT", "Tell me too.", 1000, ParticipantId="a2"),
        call_turn("CUSTOMER", "Fine.", 2000, ParticipantId="c1"),
    ]
    assert [s for s, _, _ in who(read({"Transcript": rows}))] == [
        "AGENT a1",
        "AGENT a2",
        "CUSTOMER",
    ]


def test_a_chat_has_names_and_moments():
    def message(name: str, words: str, time: str) -> dict[str, object]:
        return {"ParticipantId": name, "ParticipantRole": "AGENT", "DisplayName": name,
                "Content": words, "AbsoluteTime": time, "Type": "MESSAGE"}  # fmt: skip

    rows = [
        {"ParticipantId": "x", "Type": "EVENT", "AbsoluteTime": "2024-05-01T10:00:00.000Z"},
        message("Tegwen", "Hello?", "2024-05-01T10:00:05.000Z"),
        message("Bryn", "Here.", "2024-05-01T10:00:07.500Z"),
    ]
    parsed = read({"Version": "1", "Transcript": rows})
    assert who(parsed) == [("Tegwen", "Hello?", 0), ("Bryn", "Here.", 2500)]
    assert "1 events without words were left out" in parsed.notes


def test_channels_alone_give_the_speakers_in_the_order_of_time():
    channels = [
        {
            "channel_label": "ch_0",
            "items": [item("Cold", 0.5), item("?"), item("Really", 3), item("?")],
        },
        {"channel_label": "ch_1", "items": [item("Yes", 1.5), item(".")]},
    ]
    results = {"transcripts": [{"transcript": "…"}], "channel_labels": {"channels": channels}}
    assert who(read({"results": results})) == [
        ("ch_0", "Cold?", 500), ("ch_1", "Yes.", 1500), ("ch_0", "Really?", 3000),
    ]  # fmt: skip


def test_health_scribe_and_bedrock_give_segments():
    segments = [
        {"Content": words, "BeginAudioTime": start, "EndAudioTime": start + 0.5,
         "ParticipantDetails": {"ParticipantRole": role}}
        for role, words, start in [("CLINICIAN_0", "Any pain?", 0.25), ("PATIENT_0", "No.", 1.0)]
    ]  # fmt: skip
    parsed = read({"Conversation": {"LanguageCode": "en-US", "TranscriptSegments": segments}})
    assert who(parsed) == [("CLINICIAN_0", "Any pain?", 250), ("PATIENT_0", "No.", 1000)]

    segments = [
        {"text": words, "start_timestamp_millis": start, "end_timestamp_millis": start + 500,
         "speaker": {"speaker_label": label}}
        for label, words, start in [("spk_0", "Any pain?", 250), ("spk_1", "No.", 1000)]
    ]  # fmt: skip
    parsed = read({"audio_segments": segments, "metadata": {"dominant_asset_language": "EN"}})
    assert who(parsed) == [("spk_0", "Any pain?", 250), ("spk_1", "No.", 1000)]
    assert parsed.language == "en"
