"""Finds what may be a person's name in the name of a file, or in an id made from one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qualcode.model.personal_names import plain
from qualcode.model.text.transliteration import in_ascii
from qualcode.nlp.names.given_names import GIVEN_NAMES

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile("['’]s$")
#: Where a word ends without a gap: "GwenParry".
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-ÞŴŶ][a-zß-öø-ÿŵŷ])")
#: Between a given name and a surname there is no more than this.
_JOINED = re.compile(r"[ _.\-]{1,2}|, ?")
_TITLES = frozenset("mr mrs ms miss dr mx sir prof cllr auntie nain taid mister".split())
#: Words that names of files have, and nobody is called by.
_ORDINARY = frozenset(
    # Documents and recordings.
    "interview interviews interviewer intvw int transcript transcripts "
    "transcribed recording recordings recorded audio video meeting meetings zoom teams otter rev "
    "whisper descript talk talks conversation conversations session sessions call calls focus "
    "group groups fg discussion discussions diary diaries note notes fieldnotes field memo memos "
    "letter essay survey surveys response responses answers answer question questions "
    "questionnaire panel podcast episode ep part pt chapter section volume file files "
    "document documents doc docs text texts data dataset raw draft drafts final version copy "
    "corrected edited clean "
    "cleaned verbatim anonymised anonymized anon redacted pseudonymised summary minutes report "
    "appendix annex edit new old test pilot sample example untitled consent form schedule guide "
    "topic topics wave round phase week day month year date time number no nr id ref code codes "
    "coding set batch series study research evaluation review case cases english welsh "
    "cymraeg translation translated original signed page pages full short long intro introduction "
    "conclusion history oral archive collection wiki readme index list table book cfp "
    "cyfweliad cyfweliadau grwp ffocws trawsgrifiad recorder memory voice track take "
    "entretien entrevista intervista intervju gesprach wywiad rozmowa beszelgetes haastattelu "
    "razgovor intervyu interviu mulakat fangtan dyddiadur "
    # People by what they do.
    "participant participants respondent respondents speaker speakers subject person "
    "people child children young youth pupil pupils student students teen teenager adult adults "
    "parent parents mother mothers mum mums father fathers dad carer carers foster kinship family "
    "families sibling siblings baby teacher teachers head heads headteacher deputy senior "
    "assistant lead leads leader leaders leadership manager managers management team teams staff "
    "worker workers social care carers health nurse nurses doctor gp psychologist therapist "
    "counsellor mentor coach tutor governor governors officer officers coordinator co director "
    "chief executive council councillor councillors authority authorities local government policy "
    "practitioner practitioners professional professionals stakeholder stakeholders expert experts "
    "key designated virtual school schools college university academy primary secondary "
    "comprehensive high nursery education educational special needs learning support service "
    "services unit department office centre center board trust charity foundation volunteer "
    "interim acting independent reviewing youth worker lace lac iro senco alnco camhs yp cyp sw "
    "man woman boy girl male female user users customer client patient patients admin it hr "
    # When and where.
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday mon tue wed thu fri sat sun morning afternoon evening spring summer autumn "
    "winter am pm gmt bst utc age aged years old born north south east west mid central upper "
    "lower northern southern eastern western wales england scotland ireland britain british uk "
    "usa london cardiff caerdydd swansea abertawe newport casnewydd wrexham wrecsam bangor "
    "gwynedd mon anglesey conwy denbighshire flintshire powys ceredigion pembrokeshire "
    "carmarthenshire neath port talbot bridgend vale glamorgan rhondda cynon taf merthyr tydfil "
    "caerphilly blaenau gwent torfaen monmouthshire aberystwyth llandudno valleys county city "
    "town street road rural urban area region site home house "
    # Small words, and what interviews are about.
    "a an the and or of for in on at to from with without by about as is are was be been not who "
    "what when where why how which it its this that these those we i you they our my your their "
    "one two three four five six seven eight nine ten first second third fourth last next all "
    "some more less before after during between into over under up out off via per re vs y yr ar "
    "am gyda gan mewn o i de la le du des et en el los las der die das und von van zu mit "
    "framework assessment assessments placement placements permanence moves moving leaving "
    "changing transition transitions exclusion attendance attainment behaviour wellbeing mental "
    "safeguarding contact future work working life lives story stories experience experiences "
    "views voices matters plan plans planning practice principle principles training system "
    "systems change changes impact outcome outcomes good best bad big small open online remote "
    "face phone telephone".split()
) | {"interviewee", "transcription", "project", "projects", "informant"}
#: Given names that are words as well: they count only beside a surname, or with nothing else.
_WORDS_TOO = frozenset(
    "will mark grace hope faith joy rose daisy lily summer autumn dawn eve page grant frank guy "
    "jack rob bill sue pat art dean earl gene miles max ray victor drew dale chance chase hunter "
    "mason taylor tanner parker porter carol christian crystal amber ruby pearl jade ivy iris "
    "violet olive holly heather hazel ginger melody harmony destiny brook lane clay cliff forest "
    "glen reed rusty sandy sunny sky king duke angel bob nick rich rick dick don ed ted ken ben "
    "dot may june april august jan mel sage robin josh matt van gay barb bud buck norm harry "
    "patience constance prudence felicity verity charity trinity haven lane precious terry jean "
    "carter archer cooper major jordan chad jerry randy rusty stew star tony long lee".split()
)
_GIVEN = GIVEN_NAMES | _WORDS_TOO


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    low: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def likely_person(name: str, labels: Iterable[str] = (), said: str = "") -> str:
    """Return what in the name of a file, without its ending, may be a person's name; else "".

    That is a title with a name; a usual given name, with a surname or without one; a word of one
    of the speakers' ``labels``; or two words with capitals that the transcript, ``said``, never
    has in lower case, and one of which it has. In an id, which has no capitals, it finds less.
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFC", name))
    tokens = [
        _Token(match.group(), match.start(), match.end(), _low(match.group()))
        for match in _TOKEN.finditer(spaced)
    ]
    cased = any(token.capital for token in tokens)
    words = frozenset(_low(word) for label in labels for word in _TOKEN.findall(label))
    spoken = words - _ORDINARY
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        joined = after is not None and _JOINED.fullmatch(spaced, token.end, after.start)
        following = after if joined else None
        end = _end_of_name(tokens, at, following, cased=cased, spoken=spoken, said=said)
        if end:
            found = _POSSESSIVE.sub("", spaced[token.start : end])
            # In an id all gaps are dashes; in a name one may belong to a surname.
            return re.sub(r"[_.]+" if cased else r"[_.\-]+", " ", found)
    return ""


def _low(word: str) -> str:
    own = _POSSESSIVE.sub("", word)
    return plain(in_ascii(own)).replace("'", "")


def _end_of_name(
    tokens: Sequence[_Token], at: int, after: _Token | None, *, cased: bool,
    spoken: frozenset[str], said: str,
) -> int:  # fmt: skip
    """Return where a name ends that begins with a token, 0 if none does."""
    token = tokens[at]
    surname = after if after and _may_be_surname(after, cased=cased) else None
    if token.low in _TITLES and surname:
        return surname.end
    if token.low in _ORDINARY or (_is_acronym(token) and token.low not in _GIVEN | spoken):
        return 0
    if token.low in spoken and len(token.low) > 2:
        return surname.end if surname else token.end
    if token.low in _GIVEN:
        return _end_of_given_name(tokens, token, surname, cased=cased)
    if surname and surname.low in GIVEN_NAMES - _WORDS_TOO and token.capital:
        return surname.end
    if surname and token.capital and _is_said_as_name(said, token.text, surname.text):
        return surname.end
    return 0


def _end_of_given_name(
    tokens: Sequence[_Token], token: _Token, surname: _Token | None, *, cased: bool
) -> int:
    if token.low not in _WORDS_TOO:
        return surname.end if surname else token.end
    if surname and token.capital:
        return surname.end
    alone = all(other.low in _ORDINARY | _WORDS_TOO for other in tokens)
    return token.end if alone and token.capital and cased else 0


def _may_be_surname(token: _Token, *, cased: bool) -> bool:
    if token.low in _ORDINARY or (cased and not token.capital):
        return False
    return not _is_acronym(token) or len(token.text) == 1


def _is_acronym(token: _Token) -> bool:
    return len(token.text) <= 4 and token.text.isupper() and token.text.isascii()


def _is_said_as_name(said: str, *words: str) -> bool:
    """Return whether a text has one of the words with a capital, and none without."""
    if not said:
        return False
    if any(re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", said) for word in words):
        return False
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in words)


def with_capitals(slugged: str) -> str:
    """Return an id as words, with capitals where a name may stand: "interview with Gwen"."""
    words = re.split(r"[-_+./ ]+", slugged)
    return " ".join(w if w in _ORDINARY else w[:1].upper() + w[1:] for w in words)


def is_ordinary(word: str) -> bool:
    """Return whether a word of a name is one that any file's name may have."""
    return plain(word) in _ORDINARY or plain(word) in _WORDS_TOO


def has_given_name(name: str) -> bool:
    """Return whether one of the words is a usual given name."""
    return any(_low(word) in _GIVEN for word in _TOKEN.findall(name))


def is_given_name(word: str) -> bool:
    """Return whether a word with a capital is a usual given name."""
    return _low(word) in _GIVEN
