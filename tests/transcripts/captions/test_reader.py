import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.document.turn_layout import LabelledTurn, lay_out, times_in
from qualcode.transcripts.captions.reader import read_srt, read_vtt
from qualcode.transcripts.parsed import Parsed

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


@pytest.mark.slow
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
    assert "1 names with no words after them (“Cy”, line 9)" in notes(text)


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
    assert parsed.layout == "captions without speakers; divided at pauses"
    assert "2 captions, and none says who speaks: 1 turns" in parsed.notes[0]


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
    if "names of captions" not in (told := "".join(parsed.notes)) and "names with" not in told:
        assert sum(heard.count(x) for x in "éŵ🙂") == letters


def srt(*cues: str, start: int = 1, step: int = 3) -> Parsed:
    blocks = [
        f"{n}\n00:00:{start + n * step:02},000 --> 00:00:{start + n * step + 2:02},000\n{words}\n"
        for n, words in enumerate(cues)
    ]
    return read_srt("\r\n".join("\n".join(blocks).split("\n")).encode("utf-8-sig"), "x.srt")


def who(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in parsed.turns]


def test_subrip_with_names_and_its_own_tags():
    parsed = srt("{\\an8}<i>Ann Lee: We</i> start", '<font color="#ff0">here.</font>', "Bo Ash: Yes.",
                 "Ann Lee: {sic} So.", "Bo Ash: 3 > 2")  # fmt: skip
    assert (parsed.format, parsed.layout) == ("srt", "captions with 'Name: words'")
    assert who(parsed) == [
        ("Ann Lee", "We start here."), ("Bo Ash", "Yes."), ("Ann Lee", "{sic} So."),
        ("Bo Ash", "3 > 2"),
    ]  # fmt: skip
    assert parsed.turns[0].times == ((9, 4000),)
    assert "5 tags for the look of words (italics …) were left out" in parsed.notes


def test_subrip_with_dots_and_without_numbers():
    text = (
        "00:00:01.000 --> 00:00:02.000\nAnn: one\n\n00:00:03.5 --> 00:00:04\nBo: two\nAnn: three\n"
    )
    assert who(read_srt(text.encode(), "x"))[0] == ("Ann", "one")
    with pytest.raises(BadInputError, match="holds no captions"):
        read_srt(b"just words\n\nand more\n", "x.srt")


def test_names_in_brackets_are_speakers_and_sounds_are_not():
    parsed = srt(
        "[Ann] One.", "[Bo Ash] Two.", "[Ann] Three.", "[Laughter] Four.", "[Bo Ash] Five."
    )
    assert who(parsed)[2] == ("Ann", "Three. [Laughter] Four.")
    assert {s for s, _ in who(srt("[Music] One.", "[Door slams] Two.", "[Music] Three."))} == {None}
    assert {s for s, _ in who(srt(*[f"[SPEAKER_0{n % 2}]: {n}" for n in range(4)]))} == {
        "SPEAKER_00", "SPEAKER_01",
    }  # fmt: skip


def test_signs_for_a_new_speaker_begin_turns_and_go():
    dashed = srt("- Ready?\n- Yes.", "I am", "- Good.", "-5 degrees")
    assert who(dashed) == [(None, "Ready?"), (None, "Yes. I am"), (None, "Good. -5 degrees")]
    arrows = srt("&gt;&gt; ANN: Ready?", "you? >> Yes.", ">> BO: I am.", "a >>= b >> ")
    assert who(arrows) == [
        ("ANN", "Ready? you?"), (None, "Yes."), ("BO", "I am. a >>= b"),
    ]  # fmt: skip
    assert "“>>”" in "".join(arrows.notes)
    # Once, and without a second speaker in the caption, they are somebody's words.
    assert who(srt("a >> b", "- c", "d"))[0][1] == "a >> b - c d"


line_of_words = st.lists(
    st.text("abé'?", min_size=1, max_size=4), min_size=1, max_size=3
).map(" ".join)  # fmt: skip


@pytest.mark.slow
@given(st.lists(line_of_words, min_size=4, max_size=15), st.booleans())
def test_rolling_captions_say_each_line_once(lines: list[str], held: bool):
    # As YouTube rolls them: a line below the last one, and perhaps then alone for a moment.
    cues, last = [], ""
    for n, words in enumerate(lines):
        cues.append(f"00:{n:02}.000 --> 00:{n:02}.900 align:start\n{last or ' '}\n{words}\n")
        if held:
            cues.append(f"00:{n:02}.900 --> 00:{n:02}.910\n{words}\n \n")
        last = words
    parsed = read_vtt(
        ("WEBVTT\nKind: captions\nLanguage: en-GB\n\n" + "\n".join(cues)).encode(), "x"
    )
    assert " ".join(t.text for t in parsed.turns) == unicodedata.normalize("NFC", " ".join(lines))
    assert parsed.language == "en"
    assert any(note.startswith("rolling captions: ") for note in parsed.notes)


def test_people_who_repeat_themselves_are_not_rolling():
    cues = ["Yes.", "Yes.", "Yes.\nYes.", "No.", "No.\nNever.", "Mm.", "Mm."]
    assert who(srt(*cues))[0][1] == "Yes. Yes. Yes. Yes. No. No. Never. Mm. Mm."


timed = st.lists(
    st.tuples(
        st.sampled_from(["Ann Lee", "Bo Ash"]),
        st.integers(0, 359),
        st.text("ab é\u0301ŵ🙂'.\u00a0", min_size=1, max_size=12).filter(lambda t: bool(t.strip())),
    ),
    min_size=1,
    max_size=20,
)


@pytest.mark.slow
@given(timed, st.booleans())
def test_every_time_stands_where_its_caption_begins(cues: list[tuple[str, int, str]], voices: bool):
    """Whatever the order of the times: also in the text that a study keeps, which is laid out."""
    made, expected = [], []
    for who_, at, words in cues:
        named = f"<v {who_}>{words}</v>" if voices else f"{who_}: {words}"
        made.append(f"00:{at // 60:02}:{at % 60:02}.250 --> 00:09:00.000\n{named}\n")
        expected.append((unicodedata.normalize("NFC", words).split()[0], at * 1000 + 250))
    if not voices:
        # So often that both are speakers whatever else is said.
        made += [f"00:01.000 --> 00:02.000\n{who_}: z\n" for who_ in ("Bo Ash", "Ann Lee") * 2]
        expected += [("z", 1000)] * 4
    turns = read_vtt(("WEBVTT\n\n" + "\n".join(made)).encode(), "x").turns
    labelled = [LabelledTurn(t.speaker, t.text, t.start_ms, t.times) for t in turns]
    text, _, placed = lay_out(labelled)
    times = sorted([*times_in(labelled, placed), *((p.words, p.start_ms) for p in placed)])
    assert [at for at, _ in times] == sorted({at for at, _ in times})
    # A caption with the time of the one before it in the same turn needs none of its own.
    heard = [(text[at:].split()[0], ms) for at, ms in times]
    left = iter(expected)
    for word, ms in heard:
        assert (word, ms) in left
    changes = [(w, at) for w, at, _ in cues] + (
        [] if voices else [("Bo Ash", -1), ("Ann Lee", -1)] * 2
    )
    assert len(heard) == sum(1 for n, one in enumerate(changes) if not n or changes[n - 1] != one)
    said = [text[p.words : p.end] for p in placed]
    assert said == [t.text for t in turns]


def test_captions_out_of_order_keep_the_files_order_and_are_told():
    text = "WEBVTT\n\n" + cue("<v A>one", "00:05.000") + cue("<v A>two", "00:02.000")
    parsed = read_vtt(text.encode(), "x")
    assert parsed.turns[0].text == "one two"
    assert (parsed.turns[0].start_ms, parsed.turns[0].times) == (5000, ((4, 2000),))
    assert "1 captions are out of order" in "".join(parsed.notes)
    assert "(line 6)" in "".join(parsed.notes)


def test_captions_that_name_nobody_are_divided():
    # A pause after a sentence, and a sentence end after a minute; not a pause within a sentence.
    paused = srt("It rained.", "So we", "went in.", "There.", start=0, step=5)
    assert [t.text for t in paused.turns] == ["It rained.", "So we went in.", "There."]
    assert paused.turns[1].times == ((6, 10_000),)
    long = "".join(cue(f"w{n}" + "." * (n % 3 == 0), f"00:{n * 9 // 60:02}:{n * 9 % 60:02}.000")
                   .replace("00:09.000", f"00:{(n + 1) * 9 // 60:02}:{(n + 1) * 9 % 60:02}.000")
                   for n in range(30))  # fmt: skip
    turns = read_vtt(f"WEBVTT\n\n{long}".encode(), "x").turns
    assert [t.text.split()[-1] for t in turns] == ["w6.", "w15.", "w24.", "w29"]
    # Without punctuation any pause serves.
    bare = srt("it rained", "so we", "went in", step=2)
    assert len(bare.turns) == 1
    assert len(srt("it rained", "so we", "went in", step=4).turns) == 3


def test_the_language_that_a_file_states():
    text = "WEBVTT\n\nNOTE language:cy-gb\n\n" + cue("<v A>un")
    assert read_vtt(text.encode(), "x").language == "cy"


def test_the_ends_of_voices_are_no_look_of_words():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Well, <i>so</i>.</v>\n"
    notes = read_vtt(text.encode(), "a.vtt").notes
    assert any(note.startswith("2 tags for the look") for note in notes)
