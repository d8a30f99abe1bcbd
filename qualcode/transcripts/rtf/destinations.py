"""Tells which groups of a rich-text file hold words of the page, and which hold other data."""

from __future__ import annotations

import re


def _names(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


#: Groups whose words are not part of the page's text, and what they are.
STORIES = {
    b"footnote": "footnote", b"annotation": "comment", b"shptxt": "box", b"dptxbxtext": "box",
    b"header": "header", b"headerl": "header", b"headerr": "header", b"headerf": "header",
    b"footer": "footer", b"footerl": "footer", b"footerr": "footer", b"footerf": "footer",
}  # fmt: skip
#: Groups that are counted, but not read.
COUNTED = {
    b"pict": "picture", b"NeXTGraphic": "picture", b"listtext": "list", b"pntext": "list",
    b"xe": "index", b"tc": "index", b"tcn": "index", b"rxe": "index", b"txe": "index",
}  # fmt: skip
#: Groups marked as "leave out if unknown" that still hold words of the page.
ENTERED = _names("shpinst shppict ud moMath moMathPara do")
#: Groups that hold settings, names of things, or a second version of nearby text.
SILENT = _names(
    """
    colortbl info filetbl listtable listoverridetable revtbl rsidtbl generator themedata
    colorschememapping latentstyles datastore xmlnstbl pgptbl mmathPr bkmkstart bkmkend atrfstart
    atrfend atnid atnauthor atndate atntime atnref atnparent atnicn fldinst formfield datafield
    fldtype fname objdata objclass objname objalias objsect objtime panose falt fontemb fontfile
    cs ts ds userprops docvar wgrffmtfilter background pn pnseclvl ftnsep ftnsepc ftncn aftnsep
    aftnsepc aftncn blipuid picprop template protusertbl oldcprops oldpprops oldsprops oldtprops
    defchp defpap ebcstart ebcend nesttableprops nonesttables hlinkbase passwordhash password
    factoidname expandedcolortbl fchars lchars pgdsctbl pgdsc pgdscno sp shprslt nonshppict
    mmathPict mctrlPr mbegChr mendChr msepChr mchr mtype mpos mlimLoc mlimloc mgrow mshp mvertJc
    maln mctrlpr moMathParaPr margPr mdPr mfPr mnaryPr mradPr mrPr msSubPr msSupPr msSubSupPr
    msPrePr mdegHide msubHide msupHide mmcs xmlopen xmlclose xmlname xmlattrname xmlattrvalue
    xform linkval propname staticval htmltag mhtmltag hsv gridtbl protstart protend movemarkstart
    mvfmf mvfml mvtof mvtol nextfile windowcaption writereservation writereservhash pxe svb
    listname liststylename levelnumbers leveltext lfolevel listpicture lsdlockedexcept
    mmconnectstr mailmerge company operator author title subject keywords comment doccomm category
    manager creatim revtim printim buptim ftnalt flymaincnt flyvert flyhorz flyanchor
    """
)
_CONTROL = re.compile(rb"\\[a-zA-Z]{1,32}-?\d{0,10} ?|[{}\r\n]+", re.DOTALL)
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]{2,40}[,.;:!?]? {1,3}[A-Za-z\x80-\xff]")
#: How much of an unknown group is searched for words.
_LOOKED_AT = 20_000


def is_blank(group: bytes) -> bool:
    """Return whether a short group shows nothing, as the number of an unnumbered heading."""
    return not _CONTROL.sub(b"", group[:_LOOKED_AT]).strip()


def holds_words(group: bytes) -> bool:
    """Return whether a skipped group seems to hold readable words."""
    return bool(_WORDS.search(_CONTROL.sub(b"", group[:_LOOKED_AT])))
