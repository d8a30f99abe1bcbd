"""The same talk in every layout that programs and services write: who speaks, words and times."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.transcripts.reader import parse_transcript
from tests.examples import examples

NAMES = ("Anwen Rees", "Bryn Lowe", "Carys Hopkin-Jones")
WORDS = "the school was late again and nobody told us why so we asked them to wait for her".split()
CLOCK = re.compile(r"\d:\d\d|-->|→|\ds\b")

#: Who, when in milliseconds, and what.
Talk = list[tuple[str, int, str]]


def minutes(ms: int) -> str:
    return f"{ms // 60_000:02}:{ms // 1000 % 60:02}"


def short(ms: int) -> str:
    hours, rest = divmod(ms // 1000, 3600)
    minute, second = divmod(rest, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def hours(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}"


def exact(ms: int) -> str:
    return f"{hours(ms)}.{ms % 1000:03}"


def unpadded(ms: int) -> str:
    return f"{ms // 3_600_000}:{ms // 60_000 % 60}:{ms // 1000 % 60}.{ms % 1000}"


def seconds(ms: int) -> str:
    return f"{ms / 1000:.2f}"


#: A turn as a program writes it: name, start and end in milliseconds, words.
LAYOUTS: dict[str, Callable[[str, int, int, str], str]] = {
    "Rev, the name's colon after the time": lambda n, t, e, w: f"{n} ({minutes(t)}):\n{w}\n",
    "Rev, the name's colon before the time": lambda n, t, e, w: f"{n}: ({minutes(t)})\n{w}\n",
    "the same on one line": lambda n, t, e, w: f"{n}: ({minutes(t)}) {w}\n",
    "a time without brackets": lambda n, t, e, w: f"{n}: {minutes(t)} {w}\n",
    "a label alone, time and words below": lambda n, t, e, w: f"{n}:\n[{hours(t)}] {w}\n",
    "noScribe": lambda n, t, e, w: f"{n}: [{hours(t)}] {w}\n",
    "Happy Scribe": lambda n, t, e, w: f"[{exact(t)}] - {n}\n{w}\n",
    "Riverside": lambda n, t, e, w: f"{n} ({minutes(t)}.{t % 1000 // 100})\n{w}\n",
    "name, dash and time": lambda n, t, e, w: f"{n} - {minutes(t)}\n{w}\n",
    "time, dash and name": lambda n, t, e, w: f"{minutes(t)} - {n}\n{w}\n",
    "time, bar and name": lambda n, t, e, w: f"{minutes(t)} | {n}\n{w}\n",
    "name, bar and time": lambda n, t, e, w: f"{n} | {minutes(t)}\n{w}\n",
    "a time in round brackets": lambda n, t, e, w: f"({minutes(t)}) {n}: {w}\n",
    "a time in square brackets": lambda n, t, e, w: f"[{hours(t)}] {n}: {w}\n",
    "a bullet and a time": lambda n, t, e, w: f"- {minutes(t)} {n}: {w}\n",
    "a time at sign": lambda n, t, e, w: f"@{minutes(t)} - {n}\n{w}\n",
    "a bold name and a time": lambda n, t, e, w: f"**{n}:** [{hours(t)}] {w}\n",
    "a time and a bold name": lambda n, t, e, w: f"[{hours(t)}] **{n}:** {w}\n",
    "a bold time": lambda n, t, e, w: f"**{minutes(t)}** {n}: {w}\n",
    "a time that touches the words": lambda n, t, e, w: f"**{n}** [{hours(t)}]{w}\n",
    "bold name, time in italics": lambda n, t, e, w: f"**{n}** *{minutes(t)}*\n{w}\n",
    "name and time above": lambda n, t, e, w: f"{n} {hours(t)}\n{w}\n",
    "name, tab and time above": lambda n, t, e, w: f"{n}\t{hours(t)}\n{w}\n",
    "time and name above": lambda n, t, e, w: f"{hours(t)} {n}\n{w}\n",
    "Zoom's captions saved as text": lambda n, t, e, w: f"[{n}] {hours(t)}\n{w}\n",
    "name line, time line": lambda n, t, e, w: f"{n}\n{short(t)}\n{w}\n",
    "the same with gaps": lambda n, t, e, w: f"{n}\n\n{short(t)}\n\n{w}\n",
    "time line, name line": lambda n, t, e, w: f"{hours(t)}\n{n}\n{w}\n",
    "time line, name line, gaps": lambda n, t, e, w: f"{hours(t)}\n\n{n}\n\n{w}\n",
    "time line, label": lambda n, t, e, w: f"{hours(t)}\n{n}: {w}\n",
    "time line, label line": lambda n, t, e, w: f"{hours(t)}\n{n}:\n{w}\n",
    "name and times in brackets": lambda n, t, e, w: f"[{n}] [{exact(t)} --> {exact(e)}]: {w}\n",
    "time and name in brackets": lambda n, t, e, w: f"- [{hours(t)}] [{n}] {w}\n",
    "two times in brackets": lambda n, t, e, w: f"[{exact(t)}] - [{exact(e)}] | {n}: {w}\n",
    "a long dash": lambda n, t, e, w: f"[{hours(t)} – {hours(e)}] {n}: {w}\n",
    "a heading with name and time": lambda n, t, e, w: f"### {n} ({hours(t)})\n\n{w}\n",
    "MacWhisper": lambda n, t, e, w: f"**{n}**\n*{hours(t)}*\n{w}\n",
    "aTrain": lambda n, t, e, w: f"{n}\n[{hours(t)}] - {w}\n",
    "Plaud": lambda n, t, e, w: f"**{n} ({minutes(t)}):** {w}\n",
    "from and until": lambda n, t, e, w: f"{n} ({short(t)} - {short(e)})\n{w}\n",
    "from and until, one line": lambda n, t, e, w: f"{n} ({short(t)}-{short(e)}): {w}\n",
    "tabs": lambda n, t, e, w: f"{n}\t{minutes(t)}\t{w}\n",
    "colon and tabs": lambda n, t, e, w: f"{n}:\t{minutes(t)}\t{w}\n",
    "tabs, the time first": lambda n, t, e, w: f"{hours(t)}\t{n}\t{w}\n",
    "tabs, from and until": lambda n, t, e, w: f"{exact(t)}\t{exact(e)}\t{n}\t{w}\n",
    "tabs, the words third": lambda n, t, e, w: f"{exact(t)}\t{exact(e)}\t{w}\t{n}\n",
    "tabs, the name first": lambda n, t, e, w: f"{n}\t{hours(t)}\t{hours(e)}\t{w}\n",
    "Teams' Word files": lambda n, t, e, w: f"{unpadded(t)} --> {unpadded(e)}\n{n}\n{w}\n",
    "the same with gaps between": lambda n, t, e, w: f"{exact(t)} --> {exact(e)}\n\n{n}\n\n{w}\n",
    "WebVTT without its head": lambda n, t, e, w: f"{minutes(t)}.000 --> {minutes(e)}.000\n{n}: {w}\n",
    "SubRip as text": lambda n, t, e, w: f"{exact(t)} --> {exact(e)}\n{n}: {w}\n",
    "Whisper on the screen": lambda n, t, e, w: f"[{exact(t)} --> {exact(e)}] {n}: {w}\n",
    "Markdown captions": lambda n, t, e, w: f"**[{exact(t)} --> {exact(e)}]** {n}\n{w}\n",
    "an arrow": lambda n, t, e, w: f"[{hours(t)} → {hours(e)}] **{n}:** {w}\n",
    "a dash": lambda n, t, e, w: f"[{exact(t)} - {exact(e)}] {n}: {w}\n",
    "Premiere": lambda n, t, e, w: f"{hours(t)}:12 - {hours(e)}:03\n{n}\n{w}\n",
    "seconds": lambda n, t, e, w: f"[{seconds(t)}s -> {seconds(e)}s] {n}: {w}\n",
    "seconds behind the name": lambda n, t, e, w: f"{n} [{seconds(t)}s - {seconds(e)}s]: {w}\n",
    "seconds above": lambda n, t, e, w: f"{n} ({seconds(t)}s - {seconds(e)}s)\n{w}\n",
}  # fmt: skip


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    """Two or three people, each speaking at least twice, never twice in a row."""
    names = NAMES[: draw(st.integers(2, 3))]
    turns = len(names) * draw(st.integers(2, 4))
    talk: Talk = []
    time = draw(st.integers(0, 70)) * 1000
    for at in range(turns):
        said = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
        end = draw(st.sampled_from([".", "?", "…", "!"]))
        talk.append((names[at % len(names)], time, " ".join(said).capitalize() + end))
        time += draw(st.sampled_from([2_000, 31_000, 240_000]))
    return talk


def spoken(text: str) -> Talk:
    read = parse_transcript(text.encode(), "interview.txt")
    assert not any("look like times" in note or "looks like a time" in note for note in read.notes)
    return [(t.speaker or "", -1 if t.start_ms is None else t.start_ms, t.text) for t in read.turns]


SAID: Talk = [
    ("Anwen Rees", 1_000, "How was the week at the school?"),
    ("Bryn Lowe", 9_000, "Busy. It was late again, at half past ten."),
    ("Anwen Rees", 71_000, "And nobody told you why?"),
    ("Bryn Lowe", 75_000, "Nobody did. So we asked."),
    ("Anwen Rees", 3_725_000, "Thank you."),
    ("Bryn Lowe", 3_727_000, "Yes."),
]


def holds(layout: str, talk: Talk) -> None:
    write = LAYOUTS[layout]
    read = spoken("\n".join(write(n, t, t + 1500, w) for n, t, w in talk))
    assert [(who, words) for who, _, words in read] == [(who, words) for who, _, words in talk]
    assert [ms // 1000 for _, ms, _ in read] == [ms // 1000 for _, ms, _ in talk]
    assert not any(CLOCK.search(words) for _, _, words in read)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_speakers_and_times_come_out(layout: str):
    holds(layout, SAID)


@settings(max_examples=examples(50, "QUALCODE_LAYOUTS"))
@given(layout=st.sampled_from(sorted(LAYOUTS)), talk=talks())
def test_words_in_are_words_out(layout: str, talk: Talk):
    holds(layout, talk)


@settings(max_examples=examples(10))
@given(talk=talks())
def test_labels_of_usual_kinds_need_no_colon(talk: Talk):
    codes = {name: f"p{n}" for n, name in enumerate(NAMES, 1)}
    read = spoken("".join(f"{minutes(t)} {codes[who]} {words}\n" for who, t, words in talk))
    assert read == [(codes[who], ms, words) for who, ms, words in talk]


def test_lines_with_a_time_and_a_voice_tag():
    text = (
        "00:00:01 <v Dora Hale>We kept bees.\n\n00:00:03 <v Dora Hale>And a goat.\n\n"
        "00:00:05 <v Edwin Pryce>Why?</v>\n\n00:00:07 <v Dora Hale>For milk.\n"
    )
    found = parse_transcript(text.encode(), "a.txt")
    assert [(t.speaker, t.text, t.start_ms) for t in found.turns] == [
        ("Dora Hale", "We kept bees. And a goat.", 1000),
        ("Edwin Pryce", "Why?", 5000),
        ("Dora Hale", "For milk.", 7000),
    ]
