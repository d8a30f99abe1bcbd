"""Speech recognition's JSON and tables, and oTranscribe's files, each made as the program does."""

import contextlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.recognised.otranscribe import read_otr
from qualcode.transcripts.recognised.reader import read_json, read_tsv


def read(value: object) -> Parsed:
    return read_json(json.dumps(value).encode(), "x.json")


def who(parsed: Parsed) -> list[tuple[str | None, str, int | None]]:
    return [(t.speaker, t.text, t.start_ms) for t in parsed.turns]


def segments(*said: tuple[float, str, str | None]) -> list[dict[str, object]]:
    return [
        {"id": n, "start": start, "end": start + 1.5, "text": f" {text}", "avg_logprob": -0.3}
        | ({"speaker": speaker} if speaker else {})
        for n, (start, text, speaker) in enumerate(said)
    ]


def test_amberscript_names_the_speakers_apart():
    words = [("How", 0.5), ("so?", 1.0)], [("It", 2.0), ("rained.", 2.5)]
    parsed = read(
        {
            "id": "1",
            "speakers": [{"spkid": "spk1", "name": "Anwen"}, {"spkid": "spk2", "name": "Bryn"}],
            "segments": [
                {
                    "speaker": who,
                    "words": [{"text": w, "start": t, "end": t + 0.4} for w, t in said],
                }
                for who, said in zip(("spk1", "spk2"), words, strict=True)
            ],
        }
    )
    assert who(parsed) == [("Anwen", "How so?", 500), ("Bryn", "It rained.", 2000)]
    assert parsed.layout == "Amberscript, with speakers"


@pytest.mark.parametrize("wrapped", [False, True])
def test_fireflies(wrapped: bool):
    said = [("Anwen", "How so?", 0.5), ("Bryn", "It rained.", 2.0), ("Bryn", "So.", 3.25)]
    sentences = [
        {"index": n, "speaker_name": name, "text": text, "start_time": t, "end_time": t + 1}
        for n, (name, text, t) in enumerate(said)
    ]
    inner = {"title": "A talk", "sentences": sentences}
    parsed = read({"data": {"transcript": inner}} if wrapped else inner)
    assert who(parsed) == [("Anwen", "How so?", 500), ("Bryn", "It rained. So.", 2000)]
    assert parsed.turns[1].times == ((11, 3250),)


def test_whisper_without_speakers():
    said = segments((0, "Sut mae.", None), (1.5, "Mae'r tŷ", None), (3.5, "yn oer.", None),
                    (9.04, "Iawn?", None))  # fmt: skip
    said[0]["avg_logprob"] = float("nan")  # Whisper's own files have it.
    parsed = read({"text": "…", "segments": said, "language": "cy"})
    assert who(parsed) == [
        (None, "Sut mae. Mae'r tŷ yn oer.", 0),
        (None, "Iawn?", 9040),
    ]
    assert parsed.turns[0].times == ((9, 1500), (18, 3500))
    assert (parsed.format, parsed.language) == ("json", "cy")
    assert parsed.layout == "Whisper, without speakers; divided at pauses"
    assert "how sure the program was, and the times of single words, were left out" in parsed.notes


def test_whisperx_with_speakers():
    said = segments((0, "Hi.", "SPEAKER_00"), (2, "How?", "SPEAKER_00"), (4, "Well.", "SPEAKER_01"),
                    (6, "Hm.", None))  # fmt: skip
    said[1]["words"] = [{"word": "How?", "start": 2.0, "speaker": "SPEAKER_01"}]
    parsed = read({"segments": said, "word_segments": [], "language": "en"})
    assert who(parsed) == [
        ("SPEAKER_00", "Hi. How?", 0), ("SPEAKER_01", "Well.", 4000), (None, "Hm.", 6000),
    ]  # fmt: skip
    assert parsed.turns[0].times == ((4, 2000),)
    assert parsed.layout == "WhisperX, with speakers"
    told = "\n".join(parsed.notes)
    assert "1 segments have no speaker" in told
    assert "in 1 segments single words are given to somebody else" in told


def test_a_segment_without_a_speaker_is_divided_by_its_words():
    (one,) = segments((1, "Ready? Yes, I am.", None))
    one["words"] = [
        {"word": w, "start": 1 + n / 10} | ({"speaker": s} if s else {})
        for n, (w, s) in enumerate([("Ready?", "A"), ("Yes,", "B"), ("I", None), ("am.", "B")])
    ]
    assert who(read([one])) == [("A", "Ready?", 1000), ("B", "Yes, I am.", 1100)]
    one["text"] = " Ready? Yes, I am not."
    assert who(read([one])) == [("B", "Ready? Yes, I am not.", 1000)]


def test_whisper_cpp_with_pieces_of_words():
    rows = [
        {"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": n * 300, "to": n * 300 + 300},
         "text": text}
        for n, text in enumerate([" Hel", "lo", ",", " all", ".", " [Music]", "♪"])
    ]  # fmt: skip
    parsed = read({"systeminfo": "", "result": {"language": "en"}, "transcription": rows})
    assert who(parsed) == [(None, "Hello, all. [Music] ♪", 0)]
    assert parsed.turns[0].times[:2] == ((3, 300), (5, 600))


W = {"type": "pronunciation"}


@pytest.mark.parametrize(
    ("value", "turns", "language"),
    [
        ({"results": {"language_code": "en-GB", "transcripts": [{"transcript": "Hi. Yes, you?"}], "items": [
            {"start_time": "0.1", "end_time": "0.5", "alternatives": [{"content": "Hi"}], **W},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
            {"start_time": "1.1", "end_time": "1.5", "alternatives": [{"content": "Yes"}], **W},
            {"type": "punctuation", "alternatives": [{"content": ","}]},
            {"start_time": "1.6", "end_time": "1.9", "alternatives": [{"content": "you"}], **W},
            {"type": "punctuation", "alternatives": [{"content": "?"}]}],
          "speaker_labels": {"segments": [
            {"items": [{"start_time": "0.1", "speaker_label": "spk_0"}]},
            {"items": [{"start_time": t, "speaker_label": "spk_1"} for t in ("1.1", "1.6")]}]}}},
         [("spk_0", "Hi.", 100), ("spk_1", "Yes, you?", 1100)], "en"),
        ({"metadata": {}, "results": {"channels": [{"detected_language": "en", "alternatives": [{
            "transcript": "hi yes", "words": [
                {"word": "hi", "punctuated_word": "Hi.", "start": 0.1, "end": 0.2, "speaker": 0},
                {"word": "yes", "punctuated_word": "Yes.", "start": 1.1, "end": 1.2, "speaker": 1}]}]}]}},
         [("Speaker 0", "Hi.", 100), ("Speaker 1", "Yes.", 1100)], "en"),
        ({"results": {"channels": [{}, {}], "utterances": [
            {"start": 0.1, "end": 1, "transcript": "Hi.", "channel": 0, "speaker": 0},
            {"start": 1.1, "end": 2, "transcript": "Yes.", "channel": 1, "speaker": 0}]}},
         [("Channel 0", "Hi.", 100), ("Channel 1", "Yes.", 1100)], ""),
        ({"id": "1", "language_code": "en_us", "text": "Hi. Yes.", "utterances": [
            {"speaker": "A", "text": "Hi.", "start": 100, "end": 200},
            {"speaker": "B", "text": "Yes.", "start": 1100, "end": 1200}]},
         [("A", "Hi.", 100), ("B", "Yes.", 1100)], "en"),
        ({"monologues": [{"speaker": 0, "elements": [
            {"type": "text", "value": "Hi", "ts": 0.1, "end_ts": 0.3}, {"type": "punct", "value": ", "},
            {"type": "text", "value": "you", "ts": 0.4}, {"type": "punct", "value": "."}]},
            {"speaker": 1, "elements": [{"type": "text", "value": "Yes", "timestamp": "00:00:01,100"}]}],
          "speakers": [{"id": 1, "name": "Bo Ash"}]},
         [("Speaker 0", "Hi, you.", 100), ("Bo Ash", "Yes", 1100)], ""),
        ({"recognizedPhrases": [
            {"offsetInTicks": 1e6, "durationInTicks": 1e6, "speaker": 1, "locale": "cy-GB",
             "nBest": [{"display": "Ie."}, {"display": "Hei."}]}]}, [("Speaker 1", "Ie.", 100)], "cy"),
        ({"combinedPhrases": [], "phrases": [
            {"offsetMilliseconds": 100, "durationMilliseconds": 9, "text": "Ie.", "locale": "cy-GB"}]},
         [(None, "Ie.", 100)], "cy"),
        ({"text": " Hi. Yes.", "chunks": [
            {"timestamp": [0.1, 0.9], "text": " Hi."}, {"timestamp": [1.1, None], "text": " Yes."}]},
         [(None, "Hi. Yes.", 100)], ""),
        ({"text": "Hi. Yes."}, [(None, "Hi. Yes.", None)], ""),
    ],
    ids="aws deepgram deepgram-channels assemblyai rev azure azure-fast pipeline text".split(),
)  # fmt: skip
def test_services(value: object, turns: list[object], language: str):
    parsed = read(value)
    assert who(parsed) == turns
    assert parsed.language == language


def test_what_else_a_file_holds_is_told():
    value = {"id": "1", "text": "Hi.", "chapters": [{"gist": "x"}], "words": None,
             "utterances": [{"speaker": "A", "text": "Hi.", "start": 1, "end": 2}]}  # fmt: skip
    assert "left out, besides: “chapters”" in read(value).notes


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"captions": [], "x\\u001b[2J": 1}', "it holds “captions”, “x[2J”. Known are Whisper"),
        (b"[1, 2]", "a list of 2, whose first a single value"),
        # Words in seconds and speakers elsewhere: no AssemblyAI, though its keys are there.
        (
            b'{"words": [{"start": 1.5, "text": "a"}], "paragraphs": []}',
            "it holds “words”, “paragraphs”",
        ),
        (b'{"segments": [', "x.json:1: is not JSON"),
        (b'{\n"segments": x}', "x.json:2: is not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * 100_000, "nested deeper"),
        (b'{"segments": [], "segments": []}', "“segments” twice"),
        (b'{"start": ' + b"9" * 5000 + b"}", "thousands of digits"),
    ],
    ids=range(9),
)
def test_json_that_is_refused(data: bytes, says: str):
    with pytest.raises(BadInputError) as error:
        read_json(data, "x.json")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_odd_times_and_halves_of_characters():
    said = segments(
        (5, "one", None), (2, "two", None), (3, "three", None), (4, "\x1b[2Jfour", None)
    )
    said[0]["start"], said[2]["start"], said[3]["start"] = 5, 10**300, float("inf")
    text = json.dumps({"segments": [*said, {"start": -4, "text": "fi\ud83dve"}, 7]})
    parsed = read_json(text.encode(), "x.json")
    assert who(parsed) == [(None, "one two three four fi\ufffdve", 5000)]
    assert parsed.turns[0].times == ((4, 2000), (19, 0))
    told = "\n".join(parsed.notes)
    assert "2 segments are out of order" in told
    assert "(segments 2, 5)" in told
    assert "1 halves of a character were replaced by \ufffd (segment 5)" in told
    assert "1 control character or escape sequence was removed (segment 4)" in told
    assert "1 segments hold no words (segment 6)" in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_in_other_encodings(encoding: str):
    data = json.dumps({"segments": segments((0, "tŷ", None))}, ensure_ascii=False).encode(encoding)
    assert who(read_json(data, "x.json")) == [(None, "tŷ", 0)]


def test_tables_of_whisper():
    parsed = read_tsv(b"start\tend\ttext\r\n0\t1200\tHello\r\n1300\t2400\tthere.\r\n", "x.tsv")
    assert who(parsed) == [(None, "Hello there.", 0)]
    assert parsed.turns[0].times == ((6, 1300),)
    text = "start\tend\tspeaker\ttext\n0.5\t1\tA\tOne\tmore\nof it\n2.25\t3\tB\tTŷ\nx\t3\tB\tlast\n"
    parsed = read_tsv(text.encode(), "x.tsv")
    assert who(parsed) == [("A", "One more of it", 500), ("B", "Tŷ last", 2250)]
    assert "2 lines without a time kept their words (lines 3, 5)" in parsed.notes
    with pytest.raises(BadInputError, match="columns start, end and text"):
        read_tsv(b"a\tb\n1\t2\n", "x.tsv")


def test_otranscribe():
    page = (
        '<p><span class="timestamp" contenteditable="false" data-timestamp="12.34">0:12</span>&nbsp;'
        "<b>I:</b> How?</p><!-- c --><div><b>P1:</b> Well, <i>fine</i>\n"
        '<span data-timestamp="3675.5">1:01:15</span> &amp; &lt;good&gt; #1&#x41;<br />tŷ</div>'
        "<p>I: So at 1:01?"
    )
    data = json.dumps({"text": page, "media": "a.mp3", "media-time": 9.1}).encode()
    for parsed in (read_otr(data, "x.otr"), read_json(data, "x.json")):
        assert [(t.speaker, t.text, t.start_ms, t.times) for t in parsed.turns] == [
            ("I", "How?", 12_340, ()),
            ("P1", "Well, fine & <good> #1A\ntŷ", None, ((11, 3_675_500),)),
            ("I", "So at 1:01?", None, ()),
        ]
        assert "the file names its recording: a.mp3" in parsed.notes
    with pytest.raises(BadInputError, match="it has no text"):
        read_otr(b'{"media": 1}', "x.otr")


words = st.lists(st.text("abé\u0301ŵ🙂'.", min_size=1, max_size=5), min_size=1, max_size=5)


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from([None, "A", "B"]), words), min_size=1, max_size=15))
def test_no_word_is_lost(said: list[tuple[str | None, list[str]]]):
    rows = segments(*((n * 3.0, " ".join(text), speaker) for n, (speaker, text) in enumerate(said)))
    table = "start\tend\tspeaker\ttext\n" + "".join(
        f"{n * 3000}\t{n * 3000 + 1500}\t{speaker or ''}\t{' '.join(text)}\n"
        for n, (speaker, text) in enumerate(said)
    )
    expected = [
        (speaker, unicodedata.normalize("NFC", word)) for speaker, text in said for word in text
    ]
    times = {n * 3000 for n in range(len(said))}
    for parsed in (read({"segments": rows}), read_tsv(table.encode(), "x.tsv")):
        assert [(t.speaker, w) for t in parsed.turns for w in t.text.split()] == expected
        assert {
            ms for t in parsed.turns for ms in (t.start_ms, *(ms for _, ms in t.times))
        } == times


OTR = '<p><span class="timestamp" data-timestamp="1.5">0:01</span><b>I:</b> a &amp; b<br></p>' * 3
WHOLE = [
    json.dumps({"segments": segments((0, "tŷ", "A"), (2, "b", None)), "language": "cy"}).encode(),
    json.dumps({"text": OTR, "media-time": 1}).encode(),
    b"start\tend\tspeaker\ttext\n0\t10\tA\tb\n20\t30\tB\tc\n",
]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from([b"", b"{", b"[[", b'"', b"-1e999",
             b"null", b"\\ud800", b"\xff", b"\0", b"<", b"&#0;", b"<span ", b"\t", b"\n", b"true"])),
             max_size=6),
)  # fmt: skip
def test_damaged_files_are_read_or_refused(data: bytes, changes: list[tuple[int, bytes]]):
    for at, put in changes:
        data = data[:at] + put + data[at + 1 :]
    for reader in (read_json, read_tsv, read_otr):
        with contextlib.suppress(BadInputError):
            reader(data, "x")
