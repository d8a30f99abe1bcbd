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


def notes(text: str) -> str:
    return "\n".join(read_vtt(text.encode(), "x.vtt").notes)


def cue(words: str, start: str = "00:01.000") -> str:
    return f"{start} --> 00:09.000\n{words}\n\n"


def test_unpadded_fractions_count_milliseconds_and_negative_times_are_the_beginning():
    text = "WEBVTT\n\n0:0:-6.-820 --> 0:0:8.970\n<v A>one\n\n0:1:9.20 --> 0:1:12.1\n<v B>two\n"
    assert read(text) == [("A", "one", 0), ("B", "two", 69_020)]


def test_a_broken_time_keeps_its_words_and_is_told():
    text = "WEBVTT\n\n" + cue("Hi") + "00:00:xx --> 00:00:05.000\nthere\n\n" + cue("you --> me")
    assert [w for _, w, _ in read(text)] == ["Hi there you --> me"]
    assert "1 captions with a time that cannot be read kept their words (line 6)" in notes(text)


def test_cues_without_blank_lines_between_them():
    text = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nfirst\n2\n00:02.000 --> 00:03.000\nsecond\n"
    assert [w for _, w, _ in read(text)] == ["first second"]
    # Where cues have no numbers a number is somebody's words.
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nhow many?\n42\n00:02.000 --> 00:03.000\nno\n"
    assert [w for _, w, _ in read(text)] == ["how many? 42 no"]


def test_words_after_a_blank_line_in_a_cue_stay_with_it():
    text = "WEBVTT\n\n" + cue("<v Ann>first\n\nsecond</v>") + cue("<v Bo>third")
    assert [(s, w) for s, w, _ in read(text)] == [("Ann", "first second"), ("Bo", "third")]
    assert "1 pieces of text without a time" in notes(text)


def test_comments_stand_where_they_stood_and_those_for_programs_are_left_out():
    text = (
        "WEBVTT - Interview 4\nKind: captions\n\nNOTE language:en-us\n\n"
        + cue("<v Ann>one")
        + "NOTE Confidence: 0.93\n\n"
        + cue("<v Ann>two")
        + "NOTE\nthe phone rings\n\n"
        + cue("<v Ann>three")
    )
    assert [(s, w) for s, w, _ in read(text)] == [
        ("Ann", "one two"),
        (None, "the phone rings"),
        ("Ann", "three"),
    ]
    assert "2 comments for programs" in notes(text)
    assert "the file's header says: Interview 4; Kind: captions" in notes(text)


def test_names_of_cues_that_are_words_are_told():
    text = "WEBVTT\n\nOpening question\n" + cue("<v Ann>one")
    assert [w for _, w, _ in read(text)] == ["one"]
    assert "“Opening question”" in notes(text)


def test_tags_go_and_words_that_look_like_tags_or_entities_stay():
    words = "<c.loud>a</c> <00:00:01.500>b<br>c <laughs> 1 < 2 &lt;b&gt; R&D Q&notes&nbsp;x &amp;amp; I <3 u"
    assert read("WEBVTT\n\n" + cue(words)) == [
        (None, "a b c <laughs> 1 < 2 <b> R&D Q&notes\u00a0x &amp; I <3 u", 1000)
    ]


def test_an_entity_cannot_smuggle_a_control_character_in():
    text = "WEBVTT\n\n" + cue("a&#x202e;b&#27;c&rlm;d")
    assert read(text)[0][1] == "abcd"
    assert "2 invisible direction marks were removed (line 3)" in notes(text)


def test_a_voice_with_entities_and_classes_and_without_a_name():
    text = (
        "WEBVTT\n\n" + cue("<v.first Ann &amp; Bo>yes</v>") + cue("<v>who?</v>") + cue("<v Cy></v>")
    )
    assert [(s, w) for s, w, _ in read(text)] == [("Ann & Bo", "yes"), (None, "who?")]
    assert "1 names with no words after them (line 9)" in notes(text)


def test_two_names_in_one_zoom_cue_are_two_turns():
    text = (
        "WEBVTT\n\n"
        + cue("Ann Lee: Ready?\nBo Ash: Yes.")
        + cue("Ann Lee: Good.")
        + cue("Bo Ash: I am.")
    )
    assert [(s, w) for s, w, _ in read(text)] == [
        ("Ann Lee", "Ready?"), ("Bo Ash", "Yes."), ("Ann Lee", "Good."), ("Bo Ash", "I am."),
    ]  # fmt: skip


def test_cues_without_any_speaker():
    parsed = read_vtt(("WEBVTT\n\n" + cue("one") + cue("two")).encode(), "x.vtt")
    assert parsed.layout == "captions without speakers"
    assert "2 captions, and none says who speaks" in parsed.notes


said = st.lists(st.text("abcéŵ🙂'.&;#<>/-: ", min_size=1, max_size=8), min_size=1, max_size=4)
bits = st.lists(
    st.one_of(
        said.map(lambda words: ("words", " ".join(words))),
        st.sampled_from([("gap", ""), ("time", "00:01.000 --> 00:02.000"), ("time", "0:0:-1.-2 --> 0:0:3"),
                         ("id", "7"), ("id", GUID + "/3-1"), ("voice", "<v Ann Lee>"), ("voice", "</v>")]),
    ),
    max_size=25,
)  # fmt: skip


@given(bits)
def test_no_letter_is_lost_however_broken_the_file(bits: list[tuple[str, str]]):
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\nstart\n\n" + "\n".join(t for _, t in bits) + "\n"
    parsed = read_vtt(text.encode(), "x.vtt")
    heard = "".join(t.text for t in parsed.turns)
    for kind, words in bits:
        for letter in "éŵ🙂":
            assert kind != "words" or letter not in words or letter in heard + "".join(parsed.notes)
    letters = sum(words.count(x) for kind, words in bits if kind == "words" for x in "éŵ🙂")
    if "names of captions" not in "".join(parsed.notes):
        assert sum(heard.count(x) for x in "éŵ🙂") == letters
