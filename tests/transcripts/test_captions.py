import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.transcripts.captions import read_vtt

GUID = "6f1c3a52-0b7e-4f57-9f2d-0a1b2c3d4e5f"


def read(text: str) -> list[tuple[str | None, str, int | None]]:
    return [(t.speaker, t.text, t.start_ms) for t in read_vtt(text.encode(), "x.vtt").turns]


def test_teams_voices_run_together_into_turns():
    text = (
        f"\ufeffWEBVTT\r\n\r\n{GUID}/1-0\r\n00:00:03.000 --> 00:00:05.000\r\n<v Lowry, Geraint>So I</v>\r\n\r\n"
        f"{GUID}/1-1\r\n00:00:04.900 --> 00:00:07.000\r\n<v Lowry, Geraint>manage &amp; lead.</v>\r\n\r\n"
        f"{GUID}-2\r\n00:00:07.000 --> 00:00:08.000\r\n<v Ann (Guest)>Right.</v>\r\n"
    )
    assert read(text) == [
        ("Lowry, Geraint", "So I manage & lead.", 3000),
        ("Ann (Guest)", "Right.", 7000),
    ]


def test_zoom_cues_without_a_name_continue_the_last_speaker():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAnn Lee: We start\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\nwith: this.\n\n"
        "3\n00:00:03.500 --> 00:00:04.000\nBo Ash: Yes.\n\n4\n00:00:05.000 --> 00:00:06.000\nAnn Lee: Good.\n"
    )
    assert read(text) == [
        ("Ann Lee", "We start with: this.", 1000),
        ("Bo Ash", "Yes.", 3500),
        ("Ann Lee", "Good.", 5000),
    ]


def test_negative_and_unpadded_times_lose_no_words():
    text = "WEBVTT\n\n0:0:-6.-820 --> 0:0:8.970\nFirst words.\n\n0:0:9.20 --> 0:0:12.1\nsecond\n"
    assert [words for _, words, _ in read(text)] == ["First words. second"]


def test_notes_with_words_are_kept_and_styles_are_not_text():
    text = "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE Invented talk.\n\n00:01.000 --> 00:02.000\nHi <i>there</i>\n"
    assert [(s, w) for s, w, _ in read(text)] == [(None, "Invented talk."), (None, "Hi there")]


def test_several_voices_in_one_cue_are_several_turns():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A B>Yes?\n<v C D>No.\n"
    assert [(s, w) for s, w, _ in read(text)] == [("A B", "Yes?"), ("C D", "No.")]


spoken = st.lists(
    st.tuples(st.sampled_from(["Ann Lee", "Bo Ash"]), st.lists(st.text("abcéŵ🙂'.", min_size=1), min_size=1)),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(spoken, st.booleans())
@pytest.mark.filterwarnings("ignore")
def test_no_word_is_lost(turns: list[tuple[str, list[str]]], voices: bool):
    cues = []
    for n, (who, words) in enumerate(turns):
        line = f"<v {who}>{' '.join(words)}</v>" if voices else f"{who}: {' '.join(words)}"
        cues.append(f"{n}\n00:00:{n:02}.000 --> 00:00:{n:02}.900\n{line}\n")
    got = read("WEBVTT\n\n" + "\n".join(cues) + "\n")
    said = [w for _, words in turns for w in words]
    heard = " ".join(w for _, w, _ in got)
    if not voices:
        heard = heard.replace("Ann Lee: ", "").replace("Bo Ash: ", "")
    assert heard.split() == said
