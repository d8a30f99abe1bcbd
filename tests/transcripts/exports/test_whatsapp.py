import pytest

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

MINUTE, DAY = 60_000, 86_400_000


def read(text: str) -> Parsed:
    return parse_transcript(text.encode(), "WhatsApp Chat.txt")


def turns(parsed: Parsed) -> list[tuple[str | None, int | None, str]]:
    return [(t.speaker, t.start_ms, t.text) for t in parsed.turns]


HEADS = [
    ("12/03/2024, 14:02 - ", "13/03/2024, 09:05 - "),
    ("3/12/24, 2:02 PM - ", "3/13/24, 9:05 AM - "),
    ("3/12/24, 2:02\N{NARROW NO-BREAK SPACE}PM - ", "3/13/24, 9:05\N{NARROW NO-BREAK SPACE}AM - "),
    ("12.03.24, 14:02 - ", "13.03.24, 09:05 - "),
    ("2024-03-12, 14:02 - ", "2024-03-13, 09:05 - "),
    ("12/03/2024 14:02 - ", "13/03/2024 09:05 - "),
    ("12/03/2024, 2:02 p. m. - ", "13/03/2024, 9:05 a. m. - "),
    ("[12/03/2024, 14:02:00] ", "[13/03/2024, 09:05:00] "),
    ("\N{LEFT-TO-RIGHT MARK}[3/12/24, 2:02:00 PM] ", "[3/13/24, 9:05:00 AM] "),
    ("[12.3.2024 klo 14.02.00] ", "[13.3.2024 klo 9.05.00] "),
]


@pytest.mark.parametrize(("first", "second"), HEADS)
def test_messages_of_android_and_ios(first: str, second: str):
    text = (
        f"{first}Anwen Rees: How was your week?\n{first}Bryn: Busy: the rota.\n\nIt changed.\n"
        f"{second}Anwen Rees: I see.\n"
    )
    parsed = read(text)
    assert turns(parsed) == [
        ("Anwen Rees", 0, "How was your week?"),
        ("Bryn", 0, "Busy: the rota.\nIt changed."),
        ("Anwen Rees", DAY - (4 * 60 + 57) * MINUTE, "I see."),
    ]
    assert "dates and times of day were counted from the first, 2024-03-12 14:02" in parsed.notes


def test_what_whatsapp_says_is_nobodys():
    parsed = read(
        "11/03/2024, 08:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n"
        '11/03/2024, 08:00 - Anwen created group "Carers: north"\n'
        "12/03/2024, 14:02 - Anwen: Who added sugar?\n"
        "12/03/2024, 14:03 - Bryn: <Media omitted>\n"
        "12/03/2024, 14:04 - Bryn: I did. <This message was edited>\n"
        "12/03/2024, 14:05 - Anwen: IMG-20240312-WA0001.jpg (file attached)\n"
        "12/03/2024, 14:06 - Bryn left\n"
    )
    assert [(speaker, words) for speaker, _, words in turns(parsed)] == [
        (None, "Messages and calls are end-to-end encrypted. Tap to learn more."),
        (None, 'Anwen created group "Carers: north"'),
        ("Anwen", "Who added sugar?"),
        (None, "<Media omitted>"),
        ("Bryn", "I did."),
        (None, "IMG-20240312-WA0001.jpg (file attached)"),
        (None, "Bryn left"),
    ]
    assert {
        "3 notices of WhatsApp's were kept as text that nobody speaks",
        "2 messages without words (pictures, deleted …) were kept as text that nobody speaks",
        "1 sign that a message was edited was left out",
    } <= set(parsed.notes)


def test_the_group_that_ios_lets_speak_is_nobody():
    parsed = read(
        "[12/03/2024, 14:00:00] Carers north: Messages and calls are end-to-end encrypted.\n"
        "[12/03/2024, 14:01:00] Carers north: Anwen added you\n"
        "[12/03/2024, 14:02:00] ~ Anwen: Hello.\n[12/03/2024, 14:03:00] Bryn: Hello.\n"
    )
    assert [t.speaker for t in parsed.turns] == [None, None, "Anwen", "Bryn"]


def test_a_diary_with_dates_is_no_chat():
    text = "12/03/2024, 14:02 - I went home.\n\n13/03/2024, 9:00 - I went to school.\n"
    assert all("WhatsApp" not in x for x in (read(text).layout, *read(text).notes))
