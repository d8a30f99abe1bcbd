"""Recognises what may be a speaker label: the forms a label can have, line by line.

Whether such a label is a speaker is decided over the whole file, in ``speakers``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qualcode.model.document.document import label_is_neutral

TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_SPAN = rf"({TIME})(?:\s*(?:-->|[-–—]|to)\s*{TIME})?"
#: A time in front, perhaps after a bullet, in stars or after "@", and a dash or bar behind it.
_LEAD = re.compile(
    rf"\s*(?:[-•]\s{{1,9}})?[*_@]{{0,3}}"
    rf"(?:\[{_SPAN}\]|\({_SPAN}\)|<{_SPAN}>|#({TIME}(?:-\d)?)#|{_SPAN}(?=[\s–—*_|-]))"
    r"[*_]{0,3}[\s–—:|-]*(?=\S)"
)
DECORATION = r"(?:#{1,6}\s+|>{1,3}\s*|[-•–]\s+)?"
# Limited: with three unlimited gaps in a row, a line of spaces would take forever.
_GAP = r"\s{0,9}"
#: A time behind a label, perhaps with the turn's end: "(0:05)", "- 0:05", "[0:05 - 0:09]".
UNTIL = rf"(?:{_GAP}(?:-{{1,2}}>|[-–—]){_GAP}{TIME})?"
_AFTER = rf"(?:(?:[-–—|,]{_GAP})?[*_]{{0,3}}[\[(<]?(?P<time>{TIME}){UNTIL}[\])>]?{_GAP})?"
# "Hon. Ann Lee (Minister of …)" may be longer.
_MORE = r"(?:\s\([^:\t\n]{1,100}\))?"
_COLON, _HEAD = (
    re.compile(
        rf"{DECORATION}[*_]{{0,3}}(?P<label>[^:\t\n]{{1,{longest}}}?{_MORE})"
        rf"[*_]{{0,3}}{_GAP}{_AFTER}[*_]{{0,3}}{_GAP}:[*_]{{0,3}}(?P<rest>.*)$",
        re.DOTALL,
    )
    for longest in (60, 120)
)
_ALONE = re.compile(
    rf"(?P<mark>(?:#{{1,6}}\s+|>{{1,3}}\s*)?[*_]{{0,3}})(?P<label>[^:\t\n*#]{{1,60}}?)[*_]{{0,3}}{_GAP}"
    rf"{_AFTER}[*_]{{0,3}}$"
)
#: A line that is only a time, perhaps as a heading; Google's Markdown puts an anchor behind it.
ONLY_TIME = re.compile(
    rf"\s*(?:#{{1,6}}\s)?[*_]{{0,3}}[\[(<]?({TIME})[\])>]?[*_]{{0,3}}(?:\s?\{{#[\d:]{{1,12}}\}})?\s*"
)

#: A label of sixty characters with a time on either side ends before this.
FARTHEST = 120
_FARTHEST_LABEL = FARTHEST + 100
_FARTHEST_HEAD = 280
_LONE_WORDS = 4

_PARTICLES = frozenset("ap ab de da di du van von der den y of the and for in la le".split())
#: Words that stand before a colon in speech and headings, and are not speakers.
_NOBODY = frozenset(
    "note notes so well but and then because example date time location place okay ok yeah yes "
    "title interview duration attendees project subject topic recorded transcript no mm mhm hmm "
    "transcription file length venue present apologies re ps nb e.g i.e anyway basically um uh ah "
    "oh right true exactly sure thanks firstly secondly thirdly first second third fourth fifth "
    "finally lastly however also again look listen remember warning summary key status version "
    "appendix section part chapter source monday tuesday wednesday thursday friday saturday "
    "sunday january february march april june july august september october november december "
    "one two three four five six seven eight nine ten week day month year age step stage option "
    "point item page table figure number total http https www the this that these those there "
    "here it its it's he she they we you what why how when where which who if or as at to from "
    "with now just like maybe honestly actually obviously personally meaning result pros cons "
    "advantages disadvantages theme code "
    # Of forms in other languages.
    "nota notas objetivo objetivos indicadores observaciones fecha notiz notizen datum remarque "
    "remarques observations objectif objectifs beginn schluss "
    # Of votes.
    "yeas nays ayes noes tellers".split()
)
#: Those of them that are also a person's name or role, if they recur as speakers do.
_PERHAPS = frozenset(
    "key project subject source table year day page january february march april june july august "
    "september october november december".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_THINGS = _NOBODY - _PERHAPS | frozenset("name id message topic issue finding term word".split())
#: Words that start speech, and labels only if they are a name in capitals.
_OPENINGS = frozenset(
    "so well but and then because okay ok yeah yes no mm mhm hmm anyway basically um uh ah oh "
    "finally lastly however also again look listen remember these those there here it its it's "
    "he she they we you what why how when where which who if or as at to from with now just like "
    "maybe honestly actually obviously personally e.g i.e nb ps".split()
)
#: Words that do not occur in labels of several words, but often before a colon in speech.
_SPEECH = frozenset(
    "is are was were am be been being said say says saying think thinks thought know knows mean "
    "means meant feel felt have has had do does did don't can could would should i'm it's that's "
    "there's there here this that these those it he she they we you him her them my your our their "
    "its what why how when where which who if because really very not isn't wasn't went goes go "
    "got get asked asks told tell tells put one's thing things called reads".split()
)
_HEADER_KEYS = frozenset(
    "date time location place duration venue length recorded transcribed transcriber file "
    "project title present apologies attendees".split()
)
#: Labels that are surely a speaker's, in English and Welsh, alone or with a number.
_SURE = frozenset(
    "i int interviewer interviewers researcher researchers moderator facilitator q a p r s yp pt "
    "participant participants respondent respondents interviewee interviewees speaker unknown "
    "young person foster carer parent child voice voices female male chair all several "
    "cyfwelydd cyfranogwr ymchwilydd siaradwr person ifanc hwylusydd".split()
)
_SURE_CODE = re.compile(
    r"(?!(?:KS|Y|GCSE|A|M|Q|QA|COVID)\d)[A-Z]{1,4}\d{1,3}[a-zA-Z]?|[ipr]\d{1,3}|yp\d+"
    r"|(?:SPEAKER|Speaker|spk)_\d{1,3}"
)
MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai"
    r"|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|märz|juni|juli|oktober|dezember)\b\.?"
)
#: "1 May 2024", "3. Mai", "May 3rd, 2024"
DATE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{MONTH}(?:,? \d{{4}})?"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    re.IGNORECASE,
)
#: What is heard, not who is: "Laughter: everybody", "Long silence: some seconds".
_SOUNDS = frozenset(
    "laugh laughs laughter laughing chuckles giggles applause clapping cheers cheering silence "
    "pause pauses sigh sighs sighing coughs coughing crying sobbing crosstalk cross-talk chwerthin "
    "distawrwydd saib rires silencio risas gelächter applaus beifall".split()
)
_OF_SOUNDS = frozenset("long short brief loud general more big hir byr".split())
_SPELT_OUT = 4
_INITIALS = re.compile(r"[A-Z]{2,3}")
_SCHOOL_YEARS = re.compile(r"KS ?\d")
#: "**A** (Ann): words" has its stars in the middle.
_HALF_MARKED = re.compile(r"\w{1,20}\*\*\s")
_COUNTED = re.compile(r"^\w{1,3}\)\s")
#: "Question 3" is not somebody who asks, and others answer.
NUMBERED_QUESTION = re.compile(r"(?:question|cwestiwn)s? ?\d{1,3}[a-z]?", re.IGNORECASE)
ASIDE = re.compile(r"(?<=\S)\s*\(.*\)$|\([^()]*\)")
_BAD = re.compile(r"[?!;…\"“”]|\.\s|\.$")
#: Sounds in brackets on a line of their own, which are not speakers.
HEARD = re.compile(
    r"\b(?:laugh|chuckl|giggl|cross-?talk|appla|clap|cheer|inaudible|indistinct|unintelligible"
    r"|paus|silen|sigh|cough|cry|cries|sob|music|noise|sound|phone|overlap|interrupt|recess|break\b"
    r"|record|tape\b|video\b|audio\b|background|chwerthin|saib|anghlywadwy)",
    re.IGNORECASE,
)
#: As Chinese and Japanese are typed: "受訪者：好"
_WIDE_COLON = "\N{FULLWIDTH COLON}"
_TITLE_DOT = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|Revd|St|Hon|Rt|Cllr|Sgt|Capt|Cpt|Cpl|Lt|Col|Maj|Gen|Adm|Cmdr|Insp"
    r"|Supt|Det|Fr|Sr|Jr|Bro|Msgr|Sen|Rep|Gov|Pres|Amb|Atty|[A-Z])\."
)


_DOT = "\N{ONE DOT LEADER}"
_TITLE = rf"(?:(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|Hon|Cllr|Sen|Rep)[.{_DOT}]?[ ])?"
_NAME = r"[^\W\d_a-zà-ÿ][\w'’-]{0,29}(?:[ ](?:of[ ])?[^\W\d_a-zà-ÿ][\w'’-]{0,29}){0,3}"
_STOPPED = re.compile(
    rf"\s{{0,40}}(?P<label>{_TITLE}{_NAME}|[IPR]?\d{{1,3}})\.[ ]{{1,9}}[^\W\d_a-zà-ÿ\[(“\"]"
)
_WITHIN = re.compile(
    rf"(?<=[.?!…\"”’)\]])[^\S\n]{{0,9}}({_TITLE}{_NAME})[^\S\n]{{0,9}}:(?![\d/\\])"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that may begin a turn: label, time in the recording, words on the same line.

    ``shape`` says how the label was marked: ``"colon"``, ``"tight"`` (a colon and no space),
    ``"alone"``, ``"marked"`` (alone, with a time or Markdown), ``"timed"``, ``"tab"``,
    ``"bracket"``, ``"round"`` (round or pointed brackets), ``"stars"`` (Markdown), ``"stop"`` (a
    full stop), ``"dash"``, ``"bold"``, ``"stress"`` (bold before plain words, perhaps only
    stressed) or ``"guess"``. A ``doubtful`` label has unlikely words: it is a speaker only if it
    recurs as speakers do.
    """

    label: str
    start_ms: int | None
    rest: str
    shape: str = "colon"
    doubtful: bool = False


def milliseconds(time: str) -> int:
    """Return a time of the forms ``1:02``, ``00:01:02``, ``00:01:02.250`` in milliseconds."""
    whole, _, part = time.replace(",", ".").replace("-", ".").partition(".")
    seconds = 0
    for piece in whole.split(":"):
        seconds = seconds * 60 + int(piece)
    return seconds * 1000 + (int(part.ljust(3, "0")[:3]) if part else 0)


@lru_cache(maxsize=16)
def split_time(line: str) -> tuple[int | None, str]:
    """Remove a time from the start of a line; return it in milliseconds, and the rest."""
    if not (line[:1].isdigit() or line[:1] in "[(<#-•*_@"):
        return None, line
    match = _LEAD.match(line)
    if match is None or match.lastindex is None:
        return None, line
    return milliseconds(match.group(match.lastindex)), line[match.end() :]


def split_label(line: str, *, likely: bool = False) -> Labelled | None:
    """Return label and words of a line such as ``[00:01:02] Label: words``, or ``None``.

    With ``likely``, only for a line whose label is not doubtful.
    """
    # Most lines of a long speech have no colon where a label could end.
    if not _has_colon(line, _FARTHEST_LABEL):
        return None
    time, line = split_time(line.strip())
    match = _COLON.match(_narrow_colon(line))
    if match is None or _no_label(match.group("rest")):
        return None
    rest = match.group("rest")
    tight = bool(rest) and not rest[0].isspace()
    one = labelled(match, time, rest, "tight" if tight else "colon")
    return None if one is None or (likely and one.doubtful) else one


def head_of(line: str) -> str:
    """Return the text before a colon at the start of a line, likely a label or not; or ``""``."""
    if not _has_colon(line, _FARTHEST_HEAD):
        return ""
    match = _HEAD.match(_narrow_colon(split_time(line.strip())[1]))
    if match is None or _no_label(match.group("rest")):
        return ""
    head = bare(match.group("label"))
    return head if any(c.isalnum() for c in head) and not _half_in_brackets(head) else ""


def _has_colon(text: str, within: int) -> bool:
    return text.find(":", 0, within) >= 0 or text.find(_WIDE_COLON, 0, within) >= 0


def _narrow_colon(line: str) -> str:
    """Return a line with a colon and a space for its first colon, if that is a wide one."""
    if _WIDE_COLON not in line:
        return line
    before, _, after = line.partition(_WIDE_COLON)
    return f"{before}: {after}" if ":" not in before else line


def _no_label(rest: str) -> bool:
    # "10:30" and "https://" are not labels.
    return rest[:1].isdigit() or rest[:1] in ("/", "\\")


def lone_label(line: str) -> Labelled | None:
    """Return the label of a line that holds a label and perhaps a time, but no colon."""
    line = line.strip()
    if len(line) > FARTHEST or line[-1:] in ".?!,;:…-–":
        return None
    time, line = split_time(line)
    match = _ALONE.match(line)
    # Of "00:05:43" alone the first digit is no label.
    if match is None or _heard(line) or ONLY_TIME.fullmatch(line):
        return None
    marked = bool(match.group("mark").strip() or match.group("time") or time is not None)
    found = labelled(match, time, "", "marked" if marked else "alone")
    if found is None or label_is_neutral(found.label) or name_like(found.label):
        return found
    # "Key worker": not "it rained", nor a sentence without its full stop.
    short = len(found.label.split()) <= _LONE_WORDS and not lower_case(found.label)
    return replace(found, doubtful=True) if short and may_recur(found.label) else None


def _heard(line: str) -> bool:
    """Return whether a line is a sound in brackets, not a label: "[Laughter.]", "(CROSSTALK)"."""
    if line[:1] + line[-1:] not in ("[]", "()"):
        return False
    return line[-2:-1] in "." or bool(HEARD.search(line))


def stopped_label(line: str) -> str:
    """Return a label followed by a full stop: "Q. Where?", "Mr. Lee. I do"; or ``""``.

    Only "Q", "Interviewer" and similar labels, and names of at least two words or with a title.
    """
    match = _STOPPED.match(line)
    if match is None:
        return ""
    label = match.group("label")
    named = len(label.split()) > 1 and name_like(label) and plausible(label)
    return label if named or surely_speaker(label) else ""


def within_labels(line: str) -> list[str]:
    """Return the names before a colon that follow the end of a sentence within a line."""
    if ":" not in line:
        return []
    # The full stop of a title does not end a sentence.
    untitled = _TITLE_DOT.sub(lambda title: title[0][:-1] + _DOT, line)
    found = (label.replace(_DOT, ".") for label in _WITHIN.findall(untitled))
    return [label for label in found if name_like(label) and may_recur(label)]


def labelled(match: re.Match[str], time: int | None, rest: str, shape: str) -> Labelled | None:
    """Return the label that a pattern found, if it could be one; ``time`` stands before it."""
    label, likely = _understood(match["label"])
    if not label:
        return None
    behind = match["time"] if "time" in match.re.groupindex else None
    start = milliseconds(behind) if behind else time
    return Labelled(label, start, rest.strip(), shape, not likely)


@lru_cache(maxsize=4096)
def _understood(label: str) -> tuple[str, bool]:
    """Return a label without marks, ``""`` if it can be none, and whether it is likely."""
    label = bare(label)
    if _half_in_brackets(label) or ("/" in label and CHOICE.search(label)):
        return "", False
    likely = plausible(label)
    if likely or may_recur(label) or NUMBERED_QUESTION.fullmatch(label):
        return label, likely
    return "", False


#: A field of a form, with its answers: "Probe used (yes/no)".
CHOICE = re.compile(
    r"\((?:y|yes|n|no|s[ií]?|ja|j|oui|o)\s?/\s?(?:n|no|nein|nee|non|nage)\)", re.IGNORECASE
)


def _half_in_brackets(label: str) -> bool:
    # "(Shout from the left: No!)" is an interjection, "Lee):" the end of "The Chair (Ann Lee):".
    # What counts paragraphs, "1) Ann", is neither.
    text = _COUNTED.sub("", label)
    return text.count("(") != text.count(")")


def bare(label: str) -> str:
    """Return a label without the marks around it: "**[P1]**" is "P1"."""
    label = label.strip().strip("*_").strip()
    framed = label[:1] + label[-1:]
    if framed in ("[]", "()") or (framed == "<>" and not re.search("[<>]", label[1:-1])):
        label = label[1:-1].strip()
    return label


@lru_cache(maxsize=4096)
def plausible(label: str) -> bool:
    """Return whether a text could be a speaker label wherever it stands, even once."""
    # "Carys Lee (she/her)": text in brackets is not part of the name.
    words = (ASIDE.sub("", label).strip() or label).split()
    if not words or len(words) > 7 or _SCHOOL_YEARS.fullmatch(label):
        return False
    if NUMBERED_QUESTION.fullmatch(label) or _HALF_MARKED.match(label) or _is_sound(words):
        return False
    if DATE.fullmatch(label):
        return False
    # "P?" is the typist's "one of the participants".
    if surely_speaker(label):
        return True
    if _BAD.search(_TITLE_DOT.sub("x", " ".join(words))) or not any(c.isalnum() for c in label):
        return False
    if lower_case(label) and len(words) > 3:
        return False
    if _in_capitals(label):
        return True
    if words[0].lower().rstrip(".,") in _NOBODY:
        return False
    if len(words) == 1:
        return True
    # "I said", but "I 1" and "Interviewer".
    if words[0] == "I" and not all(w.isdigit() for w in words[1:]):
        return False
    folded = [w.casefold().replace("’", "'").strip(",()") for w in words]
    return not any(
        w in _SPEECH and (at == 0 or words[at][0].islower()) for at, w in enumerate(folded)
    )


@lru_cache(maxsize=4096)
def may_recur(label: str) -> bool:
    """Return whether a text is a speaker label if it recurs as speakers do.

    "Key worker", "June" and "Participant no. 3" are. "Note", "Date of birth", "Part 2" and "Key
    points" are things, "So then" and "The thing is" are speech, however often they stand there.
    """
    words = (ASIDE.sub("", label).strip() or label).split()
    if not words or len(words) > 7 or not any(c.isalpha() for c in label):
        return False
    # Not "4. Tests", nor what is left of a line's Markdown.
    if re.search(r"[?!;…]|^\d{1,3}[.)]\s", label) or _HALF_MARKED.match(label):
        return False
    if _SCHOOL_YEARS.fullmatch(label):
        return False
    if NUMBERED_QUESTION.fullmatch(label) or _is_sound(words):
        return False
    # "MM" are initials.
    if len(words) == 1 and _INITIALS.fullmatch(words[0]):
        return words[0] not in ("NB", "NO", "OK")
    folded = [w.casefold().replace("’", "'").strip(".,()[]\"“”'") for w in words]
    # The name of a thing comes last, or before "of": "start time", "place of birth".
    of = next((at for at, w in enumerate(folded) if at and w in ("of", "de")), len(folded))
    named = folded[:of]
    spelt = [w for w in named if not w.isdigit()]
    # "Participant no. 3"
    if len(named) > 2 and named[-2] in ("no", "nr", "number") and named[-1].isdigit():
        spelt.pop()
    months = len(spelt) == 1 < len(words) and spelt[0] in _MONTHS
    if not spelt or months or spelt[-1] in _THINGS or spelt[-1].removesuffix("s") in _THINGS:
        return False
    if folded[0] in _OPENINGS and not (len(words) > 1 and name_like(label)):
        return False
    return not any(w in _SPEECH and words[at][:1].islower() for at, w in enumerate(folded))


def _is_sound(words: Sequence[str]) -> bool:
    """Return whether the words of a label say what is heard: "Long pause"."""
    spelt = {w.casefold().strip(".,()[]") for w in words}
    return not spelt.isdisjoint(_SOUNDS) and spelt <= _SOUNDS | _OF_SOUNDS


def opens_speech(label: str) -> bool:
    """Return whether words before a dash or alone are how speech begins: "Well", "Okay so"."""
    first = label.split(maxsplit=1)[0].casefold().replace("’", "'").strip(".,()[]") if label else ""
    return first in _OPENINGS or first in _SPEECH


def lower_case(label: str) -> bool:
    """Return whether a label begins like no name, and is none of the usual labels either."""
    first = label.lstrip("([")[:1]
    return not (first.isupper() or first.isdigit() or label_is_neutral(label))


def _in_capitals(label: str) -> bool:
    words = label.split()
    return label.isupper() and len(words) > 1 and words[0].lower() not in _NOBODY


def name_like(label: str) -> bool:
    """Return whether every word of a label begins like a word of a name."""
    words = [w for w in re.split(r"[\s/()&+]+", ASIDE.sub("", label) or label) if w]
    return bool(words) and all(
        w[:1].isupper() or w[:1].isdigit() or w.lower() in _PARTICLES for w in words
    )


def surely_speaker(label: str) -> bool:
    """Return whether a label is a speaker's wherever it stands: "I", "Interviewer", "P3"."""
    if _SURE_CODE.fullmatch(label):
        return True
    words = [w for w in re.split(r"[\s/&+]+", label.rstrip("?")) if w]
    if len(words) > 1 and words[0].casefold() == "the":
        words = words[1:]
    spelt = [w.casefold().strip(".,()[]") for w in words if not w.isdigit()]
    # "Interviewer2", but not "a1".
    spelt = [w if len(bare := w.rstrip("0123456789")) < _SPELT_OUT else bare for w in spelt]
    if not spelt or not all(w in _SURE for w in spelt):
        return False
    # "A child" is speech, and so are "a", "i" and "s" in lower case.
    if len(spelt) > 1:
        return all(len(w) > 1 for w in spelt)
    return len(spelt[0]) > 2 or words[0][0].isupper()


def header_key(label: str) -> bool:
    """Return whether a label is a key of an interview's header: "Date", "Location of interview"."""
    words = label.split()
    return bool(words) and any(w.casefold().strip("()") in _HEADER_KEYS for w in words[:4])
