"""Says whether one name is a misspelt, misheard, short or familiar form of another."""

from __future__ import annotations

import re
from functools import lru_cache

from qualcode.model.personal_names import plain

#: Familiar forms in English and Welsh, one name per line.
_FAMILIAR = """
abigail abi abby gail · alexander alex alec sandy lex · alexandra alex lexi sandra · alice ali ·
andrew andy drew · angharad hari · ann anne annie nan anwen · anthony tony ant · arthur art
artie · benjamin ben benji · bethan beth · bronwen bron · cadwaladr cad · carys caz · catherine
cathy kate katie cath cat kitty catrin · ceridwen ceri · charles charlie chas chaz · charlotte
charlie lottie · christine chris chrissie tina · christopher chris kit topher · dafydd dai daf
dave deio dafs · daniel dan danny · david dave dai davey · deborah debbie deb debs · delyth del
· dorothy dot dotty dolly · edward ed eddie ted ned · eleanor ellie nell nora · elin ely ·
elizabeth liz lizzie beth betty eliza betsan lisa bess · emily em emmie · emma em · ffion ffi ·
frances fran frankie · francis frank fran · frederick fred freddie · gareth gaz gar · geraint
ger · gwendolyn gwen gwenno · gwenllian gwen llian · gwilym gwil wil gwilyn · harold harry hal ·
harry harri · helen nell elen · huw hugh · hywel hyw · ioan io ianto · isabel isabelle izzy
bella bel · jacob jake jac · jacqueline jackie jacqui · james jim jimmy jamie jem · janet jan ·
jennifer jen jenny jenni · jessica jess jessie · john jack johnny jon sion ianto · jonathan jon
jonny · joseph joe joey · josephine jo josie · joshua josh · judith judy jude · katherine
kathryn kathy kate katie kath kat kay · kenneth ken kenny · laura lowri · leonard len lenny ·
lewis lew llew · llewelyn llew lyn · lowri lows · margaret maggie meg megan peggy marged madge
mags · marged magi · mari mary mair · matthew matt matty · megan meg megs · meredith merry ·
michael mike mick mickey mikey · morgan mog · myfanwy myf · natalie nat · nathaniel nathan nat
nate · nia ni · nicholas nick nicky · nicola nicky nic · oliver ollie · osian osh · owain owen
ows · pamela pam · patricia pat patsy tricia trish · patrick pat paddy · peter pete · philip
phil pip · rebecca becky becca bec beca · rhiannon rhi annon · rhys rhysi · richard rick ricky
dick rich richie · robert rob bob bobby robbie bert · ronald ron ronnie · rosemary rose rosie ·
samantha sam sammy · samuel sam sammy · sarah sally sal sara · sian shan siani · sion shon ·
stephanie steph · stephen steven steve ste · susan sue susie suzie · theodore theo ted · theresa
teresa terry tess · thomas tom tommy twm · timothy tim timmy · tomos tom twm · tudur tud ·
victoria vicky vic tori · william will bill billy wil liam willie gwilym · zachary zac zach
"""
_FORMS: dict[str, set[str]] = {}
for _line in _FAMILIAR.split("·"):
    _full, *_short = _line.split()
    for _name in _short:
        _FORMS.setdefault(_full, set()).add(_name)
        _FORMS.setdefault(_name, set()).add(_full)
# Rules that bring Welsh and English spellings of one sound together, the longest first.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph|ff", "F"), (r"f", "v"), (r"F", "f"), (r"dd|th", "t"), (r"ll|thl|fl", "l"),
        (r"rh", "r"), (r"ch|ck|k|q|x", "c"), (r"ce|se", "se"),
        (r"ci(?=[aou])|si(?=[aou])|sh", "s"),
        (r"ng", "n"), (r"mh", "m"), (r"nh", "n"), (r"ie|ei|ey|ee|ea|y|ii", "i"),
        (r"oo|w|uw|ew", "u"),
        (r"ai|ae|ay", "e"), (r"au|aw|ou|ow", "o"), (r"j|g(?=e)", "j"), (r"z", "s"), (r"h", ""),
        (r"(.)\1+", r"\1"), (r"e$", ""), (r"(?<=.)[aeiou]+", "a"),
    )
]  # fmt: skip


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Return a key shared by spellings of one sound: "Davith" and "Dafydd", "Shan" and "Siân"."""
    key = plain(word)
    for pattern, by in _SOUNDS:
        key = pattern.sub(by, key)
    return key


def is_familiar(short: str, full: str) -> bool:
    """Return whether one first name is a familiar form of another: "Daf" of "Dafydd"."""
    return plain(short) in _FORMS.get(plain(full), ())


def likeness(word: str, name: str) -> int:
    """Return how likely a word is a misspelling of a name, from 0 to 100; 0 below 70.

    Source: Damerau-Levenshtein distance (rapidfuzz's), and equality of ``sound``. Words under
    four letters are too short to tell.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    one, other = plain(word), plain(name)
    if one == other:
        return 100
    shorter = min(len(one), len(other))
    if shorter < 4 or abs(len(one) - len(other)) > 3:
        return 0
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=3)
    same_sound = sound(one) == sound(other) and len(sound(one)) > 2
    if distance == 1 and (shorter > 4 or one[0] == other[0]):
        return 95 if same_sound else 88
    if same_sound and one[0] in _ALIKE_FIRST.get(other[0], other[0]):
        return 85 if distance <= 3 else 75
    if distance == 2 and shorter >= 7 and one[0] == other[0]:
        return 80
    return 0


_ALIKE_FIRST = {
    "c": "ck", "k": "kc", "f": "fpv", "p": "pf", "v": "vf", "s": "sz", "j": "jsg", "g": "gj",
    "l": "lft", "i": "iye", "y": "yi", "e": "ei",
}  # fmt: skip
