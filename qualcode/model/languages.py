"""The codes of languages, of ISO 639, with the English names of those that have two letters."""

from __future__ import annotations

import difflib
import re

from qualcode.errors import BadInputError

#: The two letters, what has three for them, and the names, the usual one first.
_NAMED = """
aa aar Afar; ab abk Abkhazian; ae ave Avestan; af afr Afrikaans; ak aka Akan; am amh Amharic; an
arg Aragonese; ar ara Arabic; as asm Assamese; av ava Avaric; ay aym Aymara; az aze Azerbaijani;
ba bak Bashkir; be bel Belarusian; bg bul Bulgarian; bh bih Bihari languages; bi bis Bislama; bm
bam Bambara; bn ben Bengali; bo bod/tib Tibetan; br bre Breton; bs bos Bosnian; ca cat
Catalan/Valencian; ce che Chechen; ch cha Chamorro; co cos Corsican; cr cre Cree; cs ces/cze
Czech; cu chu Church Slavic/Old Slavonic/Church Slavonic/Old Bulgarian/Old Church Slavonic; cv chv
Chuvash; cy cym/wel Welsh; da dan Danish; de deu/ger German; dv div Divehi/Dhivehi/Maldivian; dz
dzo Dzongkha; ee ewe Ewe; el ell/gre Greek; en eng English; eo epo Esperanto; es spa
Spanish/Castilian; et est Estonian; eu eus/baq Basque; fa fas/per Persian; ff ful Fulah; fi fin
Finnish; fj fij Fijian; fo fao Faroese; fr fra/fre French; fy fry Western Frisian; ga gle Irish;
gd gla Scottish Gaelic/Gaelic; gl glg Galician; gn grn Guarani; gu guj Gujarati; gv glv Manx; ha
hau Hausa; he heb Hebrew; hi hin Hindi; ho hmo Hiri Motu; hr hrv Croatian; ht hat Haitian/Haitian
Creole; hu hun Hungarian; hy hye/arm Armenian; hz her Herero; ia ina Interlingua; id ind
Indonesian; ie ile Interlingue/Occidental; ig ibo Igbo; ii iii Sichuan Yi/Nuosu; ik ipk Inupiaq;
io ido Ido; is isl/ice Icelandic; it ita Italian; iu iku Inuktitut; ja jpn Japanese; jv jav
Javanese; ka kat/geo Georgian; kg kon Kongo; ki kik Kikuyu/Gikuyu; kj kua Kuanyama/Kwanyama; kk
kaz Kazakh; kl kal Kalaallisut/Greenlandic; km khm Khmer/Central Khmer; kn kan Kannada; ko kor
Korean; kr kau Kanuri; ks kas Kashmiri; ku kur Kurdish; kv kom Komi; kw cor Cornish; ky kir
Kyrgyz/Kirghiz; la lat Latin; lb ltz Luxembourgish/Letzeburgesch; lg lug Ganda; li lim
Limburgan/Limburger/Limburgish; ln lin Lingala; lo lao Lao; lt lit Lithuanian; lu lub
Luba-Katanga; lv lav Latvian; mg mlg Malagasy; mh mah Marshallese; mi mri/mao Maori; mk mkd/mac
Macedonian; ml mal Malayalam; mn mon Mongolian; mr mar Marathi; ms msa/may Malay; mt mlt Maltese;
my mya/bur Burmese; na nau Nauru; nb nob Norwegian Bokmål; nd nde North Ndebele; ne nep Nepali; ng
ndo Ndonga; nl nld/dut Dutch/Flemish; nn nno Norwegian Nynorsk; no nor Norwegian; nr nbl South
Ndebele; nv nav Navajo/Navaho; ny nya Chichewa/Chewa/Nyanja; oc oci Occitan/Provençal; oj oji
Ojibwa; om orm Oromo; or ori Oriya; os oss Ossetian/Ossetic; pa pan Punjabi/Panjabi; pi pli Pali;
pl pol Polish; ps pus Pashto/Pushto; pt por Portuguese; qu que Quechua; rm roh Romansh; rn run
Rundi; ro ron/rum Romanian/Moldavian/Moldovan; ru rus Russian; rw kin Kinyarwanda; sa san
Sanskrit; sc srd Sardinian; sd snd Sindhi; se sme Northern Sami; sg sag Sango; si sin
Sinhala/Sinhalese; sk slk/slo Slovak; sl slv Slovenian; sm smo Samoan; sn sna Shona; so som
Somali; sq sqi/alb Albanian; sr srp Serbian; ss ssw Swati; st sot Southern Sotho; su sun
Sundanese; sv swe Swedish; sw swa Swahili; ta tam Tamil; te tel Telugu; tg tgk Tajik; th tha Thai;
ti tir Tigrinya; tk tuk Turkmen; tl tgl Tagalog; tn tsn Tswana; to ton Tonga; tr tur Turkish; ts
tso Tsonga; tt tat Tatar; tw twi Twi; ty tah Tahitian; ug uig Uyghur/Uighur; uk ukr Ukrainian; ur
urd Urdu; uz uzb Uzbek; ve ven Venda; vi vie Vietnamese; vo vol Volapük; wa wln Walloon; wo wol
Wolof; xh xho Xhosa; yi yid Yiddish; yo yor Yoruba; za zha Zhuang/Chuang; zh zho/chi Chinese; zu
zul Zulu
"""
#: Codes of three letters, of living languages without two: the first two letters, then every third.
#: Among them ``mul`` is several languages, ``und`` an unknown one.
_THREE = """
aaabcdefghiklnopstuwxz ababcdefghilmnopqrstuvwxyz acabdefhmnpqrtuvwxyz adabdefghijlnoqrstuwxyz
aebcdeklmnqruwyz afbdegiknopstuz agbcdefghijklmnoqrstuvwxyz ahabghiklmnprst aiabcefghijklmnopqrwxy
ajaginpsuz akbcdefghilopqrstuvwz alacdefhijklmnopqrstuwxyz ambcefgijklmnopqrstuvwxy
ancdefhijklmnopqrtuvwxyz aoabcdefgijklmnstuxz apbcdefghijklmnopqrstuwxyz aqcdgkmnrtz
arbehiklnopqrsvwxyz asabcefgijklnopqrstuvwxyz atabdegijklmnopqrstuvwxyz auabcdghijklmnpqrtuwyz
avbdilntuv awabcehimnorstuvwxy axkx ayabceghiklnopqrstuz azabdgjmnotz baabcfghjlnoprsuvwxy
bbabcdefghijklmnopqrstuvwxy bcabcdefghijklmnopqrstuvwyz bdabcdefghijklmnopqrstuvwxyz
beabcdefghijkmopqstuvwxyz bfabcdefghijklmnopqrstuwxyz bgabcdefgijklnopqrstuvwxyz
bhabcdefghijlmnopqrstuvwxyz biabdefgklmnopqrtuvwxyz bjacefghijklmnoprstuvwxz
bkacdfghijklmnopqrstuvwxyz blabcdefhijkmnopqrstvwxyz bmabcdefghijklmopqrstuvwxz
bnabcdefgijklmnopqrsuvwxyz boabefghjklmnopqrtuvxyz bpacdeghijklmnopqrsuvwxyz
bqabcdghijklmnopqrstuvwxyz brabdfghijlmnopqrstuvwxyz bsabcefghijkmnopqrstuwxy
btacdfghijmnopqrstuvwxyz buabcdfghijkmnopqstuvwxyz bvabcdefghijklmnopqrtuwxyz
bwabcdefghijklmnopqrstuwxyz bxabcdefghjklmnopqrsuvwz byabcdefhijklmnoprsvwxz
bzabcdefghijklmnopqsuvwxyz caabcdefghklmnopqrsvwxy cbbcdgijklnoqrstuvwy cccdeghjlmop
cdaefhijmnorsyz cebgknty cfadgm cgacgk chdfjklmnopqrwxyz ciabcehkmnprwy cjaeikmnopsvy
ckbhlmnoqrstuvxyz clacdehijklmotuwy cmaeilnort cnabcghiklopqrstuw coacdefghklmnotuvxz cpabcinosuxy
cqd cracdghijklmnoqstvwxy csabcdefghjklmnopqrtvwxyz ctadeghlnopstuyz cuabchijklqrtuvwxy cvgn
cwabdegt cyao czhnot daacdeghijklmoqrsuvwxz dbabdefgijlmnopqrtuvwy dcc dddegijnosw
decdefghiklmnqrsvz dgabcdeghiklorsxz dhdgilmnorsvwx diabcdghijklmnopqrsuwxyz djbcdeijkmnoru
dkagkrsx dlgkn dmabcegklmorsuvwxy dnadegijknortuvwy doabcefhiklnopqrstvwxyz dpp drbcdegilnostuy
dsbehiloqz dtabdikmnoprstuy duabcefghiklnopqrsuvwx dva dwakruwyz dyaimnouy dzagln ebcgkoru ecs eee
efaei egalmo ehsu eiptv eja ekaegiklmopry elehkmou emabegiknpqsuwxz enabcdfhlnoqruvwx eot epi
eraghikostw eseghiklnosuy etbhnorsuxz evehn ewo ext eyo ezae faabdfghijklmnprtuxyz fbl fcs fer
ffim fgr fiaeflprtw fkkv flahilry fmpu fnbgi fodimnr fpe fqs frcdpqrst fsels fubcdefhijmnqrtuvy
fvr fwae gaabcdefghijklmnopqrstuwxyz gbabdefghijklmnopqrsuvwxyz gccflnrt gdabdefghijklmnoqrsux
geabcdfghijklqsvwxy gfk ggabegltuw ghaehklnrst giabcdeghilmnpqrstuwxyz gjknru gkadenp glbcdhjkoruw
gmbdgmnruvxz gnabdeghijkmnoqtuwz goabcdefgijklmnopqrsuvwxyz gpaen gqairu grabdghijmoqrstuvwxyz
gseglmnopsw gta guabcdefghiklmnopqrstuwxz gvacefjlmnoprs gwabcdefgijnrtwx gxx gyabdegilmnorz gzain
haabcdefghijklmnopqrsvwxyz hbabnu hcah hdnsy headghim hgmw hhiry hiadfghijklorwx hji hkaehkns
hlabdet hmabcdefghijlmnpqrstuvwyz hnadeghijnosu hoabcehijlopstvwyz hps hracekmotuwxz hsbhlns htosu
hubcdefghijlmopqrstuvxyz hvceknv hwaco hyaw iainr ibabdeghlmnruy icahlr idabcdeirstu ifabekmuy
igbeglmnow ihbip ijcejns ikeiklopstvwxz ilabikmopsuv imainort inbghjlnopst ioru ipio iquw
irehiknruxy isacdeghikmnortu itbdiklmorstvwxyz ium ivbv iwkmos ixcl iyaox izhrz
jaabcdefhjklmoqstuxyz jbejkmnrtu jcst jdagt jebehiklnrtu jgeko jhis jiabcdeghilmoqtuvy jjer
jkamoprsu jles jmabcdilnrswx jnadijls jobdgsw jpr jqr jrabrtu jsl juabdhklmnoprsuwy jvdn jwi jyaey
kaabcdfghijkmopqvxy kbcdeghijklmnopqrstuvwxyz kcabcdefghijklmnopqrstuvwxyz kdcdefghijklmnpqrtuwxyz
keabcdefghijklmnopqrstuvwxyz kfabcdefghijklmnopqrstuvwxyz kgabefgijknopqrstuvwxy
khabcdefghjklnpqrstuvwxyz kiabcdefghjlmopqstuvwxyz kjabcdeghijklmnopqrstuxyz
kkabcdefghijklmnopqrstuvwxyz klbcdefghijklmnopqrstuvwxyz kmabcdefghijklmnopqrstuvwxyz
knabcdefgijklmnopqrstuvwxyz koadeghiklopqstuvwyz kpabcdefghijklmoqrstuvwxyz
kqabcdefghijklmnopqrstvwxy kracdefhijlnprstuvwxyz ksabcdefghijklmnopqrstuvwxyz
ktabcdefhijlmnopstuvxyz kubcdefghijklmnopqstuvwxy kvabcdefghijklmnopqrtuvwxyz
kwabcdefghijklmnoprstuvwxy kxabcdfhijkmnpqrstvwxyz kyabcdefghijklmnopqrstuvwxyz
kzabcdefgilmnopqrsuvyz laacdefghijlmnpqrsuwxy lbbcefgijklmnoqrstuvwxz lccdefhlmpqs ldabdghijklmopq
leabcdefhijklmopqrstuvwxyz lfa lgabghiklmnoqrtuz lhahilmnptu liabcdefghjklopqrsuvwxyz ljeilpw
lkabcdehijlnorsty llabcdeghilmnpqsux lmabdefghijklnopqruvwxy lnabdhilmnsuz
loabcefghijklmnopqrstuvwxyz lpaenox lqr lraciklmnortvz lsabcdehilmnoprstvwy ltghinosu
luacdefjklmnopqrstuvwyz lvaiksu lwaeghlmostuw lxm lyagn lzlnz maabdefgijkmnqstuvwxz
mbabcdfhijklmnopqrstuvwxyz mcabcdefghijkmnopqrstuvwxyz mdabcdefghijklmnpqrstuvwxyz
meabcdefhijklnopqrstuvwyz mfabcdefghijklmnopqrstuvxyz mgbcdefghijklmnopqrstuvwyz
mhabcdefgijklmnopqrstuwxyz miabcdefghijklmnopqrstuwxyz mjbcdghijklmnoprstuvwxz
mkabcefgijklmnoprstuvwxyz mlabcefhijklmnopqrsuvwxz mmabcdefghijklmnopqrtuwxyz
mnabcdefghijklmnpqrsuvwxyz moaceghijkopqrstuvwxyz mpabcdeghijklmnopqrstuvwxyz
mqabcefghijklmnopqrstuvwxyz mrabcdfghjklmnopqrstuvwxyz msbcdefghijklmnoqrsuvwxyz
mtabcdefghijklopqrstuvwxy muabcdeghijklmopqrstuvxyz mvadefghiknopqrstuvwxyz
mwabcefghiklmnopqrstvwz mxabcdefghjklmnopqrstuvwxyz mybcefghjklmopruvwxy
mzabcdeghijklmnpqrstuvwxyz naabcfgjklmnopqrstwxz nbabcdeghijkmnopqrstuvwy ncabcdefghjklmnoqrstux
ndabcdghijklmnpqrstuvwxyz neabcdefghjkmnoqrstvwxyz nfadlru ngabcdeghijklmnpqrstuwxyz
nhabdefghikmnopqrtuvwxyz niabefhijklmnoqrstuvwxyz njabdhijlmnorstuxyz nkabcdefghijkmnoqrstuvwxz
nlacegijklmoquvxyz nmabcdefghijklmnoqstuwxyz nnabcdefghijklmnpquwz noacdefghijpqstuwyz
npabghilnosuxy nqgklmnoqty nrabefgiklmuz nsacdefghiklmnopqrstuvwxyz ntdeijkmopruxyz
nuadefhijkmnopqrstuvwxyz nvhmo nwbeimrw nxadegikloqrx nybcdefghijklmnoqrsuwy nzabdikmsuyz oaac
obklou ocau odaku ofu ogbcgou oiaen ojbcgsvw okabcdehiknrsuvx olademoru omabgilotw
onabegijknoprstux oodgnr opakmoy oraceghnorstuwxyz osaiotu otdelmnqrstwxz ouabe ovd owi oybdmy ozm
pabcdeghikmopqrsuvwy pbbcefhilmnoprstuvy pcabcdefghijklmnpw pdacinotu peadeghiklmpqsvxyz pfael
pgagiksuz phadghjklmoqrtuvw piabcdfghlnoprsuvwxyz pjt pkbghnoprstu plabcdeghjklnorstuvwyz
pmabefijmnoqrstwxy pnabcdeghiklmnpqrstuvwxyz pocefhikmnpqstvwy ppeiklmnopqst pqam
prcdefghiklmnpqstuwxz psacdeghilnopqrstw ptainopqrtuvy puabcdfgijmoprtuwx pwabgmnorw pxm pyemnsuy
pzhn quabcdfghiklmpqrsvwxyz qvacehijlmnopswyz qwahs qxachlnopqrstuw raabcdfghijklmnopqrstuvwxyz
rbbkl rcf rdb reabegijlnsty rgaenrsu rhgp riabflmnrtu rjgis rkabhimt rmabcefghiklmnopqstuwxyz
rnbdglnpw robcdefglmopruw rpnt rrio rsbklmn rtchmw rubcefghikopqtuyz rwaklmor rxd rynsu rzh
saabcdefhjkoqstuvwxyz sbabcdefghijklmnopqrstuwxyz scbefghiklnopqstuvw sdabcefghjklnopqruxz
seabcdefghijklnopqrstuvwyz sfbemsw sgbcdeghijkprstuwxyz shabcdeghijklmnopqrsuvwxyz
sibdefghijklmpqruvwxyz sjabdeglmoprtuw skabcdefghijmnopqrstuvxyz slcdefghijlmprstuwxyz
smabfghjklmnqrstvwxyz sncefgjklmnopqrsuvwxyz soabcdehijklopqrsuvwxyz spbcdegiklmnopqrstuvy
sqahkmoqstux srabcefghiklmnoqrstuvwxyz ssbcdefghijklmnopqrstuvxyz stabdefghijklmnopqrstuvwy
suabcegijkoqrsvwyz svabcekms swbcfghijklmnopqrstuvxy sxbegmnrsuw syabiklmnorswxy szabceglnpsvwy
taabcdefgjklnopqruvwxyz tbacdefgijklmnoprstvwxyz tcabcdefghikmnopqstuwxyz tdabcdefghijklmnoqrstvxy
teacdefghikmoqrstuvwxyz tfinort tgabcdefhijnopqrstuwx thdefhiklmnpqrstuvyz tiacfghijkmnopqstuvwxyz
tjagijlopsw tkbdeglnpqrstuvwxz tlabcdfgijklmnopqrstuvxy tmabcdfhijklmnoqstuvwy
tnabcdghiklmnoprstuvwxyz tobcdfghijmopqrsuvwxyz tpacefgijlmopqrtuvxyz tqblmnopqtu
trabcdefghijlmnopqrstuvwx tsabcdeghijklmpqrstuvwxyz ttbcdefghijklmnopqrstuvwyz
tuacefghijlmnoqsuvyz tvadeklmnostuw twbdefghlmnopqruwxy txaeijmnoqstuxy tyaehijlnrstuvxyz
tzahjmnox uanr ubailru udaegijlmu ues ufi ugehnoy uhan uisv uji ukaghiklpqsuvw ulabcfiklmnuw
umabimnpsu unadegiknruxz upiv urabeghiklmnoprtwxyz usahikpsu utaehpru uumru uvehl uwa uya uzns
vaaefghijlmnoprsuvy vbbk vecdlmpr vgrt vicdfglnstv vkjklnoptuz vlps vmacdefghjkmpqrwxyz vnkmp vort
vraost vsilv vto vumnt vwa waabdeghijlnpqrstuvwxyz wbabefhijklmpqrstvw wcai wddgjt wecdghimoprstuw
wfg wgbioy whagku wibghijkmnuv wjai wkbdlru wlaceghilorsvwx wmbcdeghmostwx wnbcegikopuwy
woabcdefgikmnorsw wpc wrklmnprsuvxy wsagikrs wtfikmw wuabdhlmntuvxy wwaow wxa wybmnry xabclnotuvwy
xbiry xdaoqy xedlmrstu xgu xhev xiisy xkabcdefgijklnopqstuvwxyz xla xmabcdfghjlmostvwxyz
xnbhjnqrsyz xodgikmnprw xpek xrabeiuw xsbehijlmnpqruy xtabcdeijlmnpstuwy xuabgjou xvi xwaeglr xxk
xyy yaabcdefghijklmnopqrstuvwxyz ybabehijklmoxy ychlnp yddegk yeacejlrstuvy yglmprsuw yhadls
yiafgijkmnpqrstuvxz ykagiklmnortuy ylabegilmnouy ymbcdghiklmnopqrxz ynaegkloqs yogikmntxy
ypabghmnopz yrabeklmnoswy ysdglmnopsy ytalpw yuacdefijlmnpqtwxyz yva ywaglnqrtu yyuz yzgk
zaabcdefghijklmopqrstuvwxyz zbcetuw zcadh zdj zeaghn zgabhmnr zhbdinw ziabklmnwz zkadnru zlajmnq
zmabdfgijmnopqrstwxyz znaegs zochmoqrs zpabcdefghijklmnopqrstuvwxyz zqe zrgnos zsalmru
zteglmnpqstuxy zuahmny zwa zxx zybgjnp zzaj
"""
_OWN_NAMES = {
    "cymraeg": "cy", "deutsch": "de", "español": "es", "français": "fr", "gaeilge": "ga",
    "polski": "pl", "mandarin": "zh", "kurmanji": "ku", "farsi": "fa", "bangla": "bn",
}  # fmt: skip
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]\w{2,8}){0,2}")


def _read() -> tuple[dict[str, str], dict[str, str]]:
    """Return the names by code, and the codes by all that may be said for them."""
    names: dict[str, str] = {}
    meant = dict(_OWN_NAMES)
    for row in " ".join(_NAMED.split()).split("; "):
        code, others, called = row.split(" ", 2)
        names[code] = called.split("/")[0]
        meant |= dict.fromkeys([*others.split("/"), *called.lower().split("/")], code)
    return names, meant


_NAMES, _MEANT = _read()
_THREE_LETTERS = frozenset(row[:2] + last for row in _THREE.split() for last in row[2:])


def is_language(code: str) -> bool:
    """Return whether something is the code of a language."""
    return code in _NAMES or code in _THREE_LETTERS


def language_name(code: str) -> str:
    """Return the English name of a language; its code, if no name is known here."""
    return _NAMES.get(code, code)


def language_code(said: str) -> str:
    """Return the code of the language that somebody means: "en-GB", "Welsh", "cym"; else ""."""
    low = said.strip().lower()
    tag = _TAG.fullmatch(low)
    for one in (low, tag[1] if tag else low):
        if is_language(one):
            return one
        if one in _MEANT:
            return _MEANT[one]
    return ""


def checked_language(said: str, option: str = "--language") -> str:
    """Return the code that was given, in small letters.

    Raises:
        BadInputError: it is none; with the code that may be meant.
    """
    low = said.strip().lower()
    if is_language(low):
        return low
    meant = language_code(low)
    if not meant:
        near = difflib.get_close_matches(low, [name for name in _MEANT if len(name) > 3], 1, 0.75)
        meant = _MEANT[near[0]] if near else ""
    mend = (
        f"For {language_name(meant)} write {option} {meant}"
        if meant
        else "Give the code of ISO 639, such as en for English or cy for Welsh"
    )
    raise BadInputError(f"{option} {said!r} is not the code of a language", mend=mend)
