"""Suggested themes as a page and as CSV."""

import copy
import csv
import io
import itertools
import re

import pytest
from lxml import html

from qualcode.report.themes_csv import themes_csv
from qualcode.report.themes_html import themes_html
from tests.report.contrast import contrast

NASTY = '<script>x</script> & "q" =1\x00\x1b\u202e 🙂 http://example.org'
GROUPS = {"sc": "Social care", "yp": "Young <people>", "unheard": "Unheard"}


def passage(number, text="She rang every Monday.", *, typical=False, group="yp"):
    return {"document": f"d{number}", "start": number, "end": number + 40, "text": text,
            "person": f"P{number}", "group": group, "typical": typical}  # fmt: skip


def theme(identity, label, passages, **more):
    return {"id": identity, "label": label, "terms": label.split(", "), "size": len(passages),
            "people": len(passages), "stability": None, "groups": {}, "covered": True,
            "nearest": "", "near": [], "passages": passages, **more}  # fmt: skip


DATA = {
    "model": "m", "seed": 0, "segments": 9, "outliers": 1, "left_out": 2, "method": "how it was done",
    "themes": [
        theme("T1", "grant, money", [passage(n, typical=n < 3) for n in range(8)],
              groups={"yp": 3, "sc": 2, "": 1}, stability=0.8125,
              near=[{"code": "grants", "name": "Grants", "similarity": 1.3},
                    {"code": "moves", "similarity": -0.004}]),
        theme("T2", "taxi, car", [passage(1, NASTY, typical=True), passage(2, "=2+2")],
              covered=False, groups={"yp": 1},
              near=[{"code": "moves", "name": "Moves & <b>", "similarity": -0.31}]),
    ],
}  # fmt: skip


def page(data=DATA, **more):
    return themes_html(data, study="A <study>", group_names=GROUPS, **more)


def tree(data=DATA, **more):
    return html.fromstring(page(data, **more))


def words(element):
    return " ".join(element.text_content().split())


def test_what_was_said_is_escaped_and_nothing_is_fetched():
    text = page()
    assert "<script" not in text
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &#34;q&#34; =1 🙂" in text
    assert not set(text) & {"\x00", "\x1b", "\u202e"}
    assert not re.search(r"(src|href|srcset|action|data)=\"(?!#)", text)
    assert not re.search(r"url\(|@import|<link|<script|<iframe|<img|<object", text)
    assert "default-src 'none'" in text
    assert re.findall("https?://[^ <]+", text) == ["http://example.org"]


def test_themes_the_codebook_misses_come_first():
    made = tree()
    (box,) = made.find_class("new")
    assert [a.text for a in box.iter("a")] == ["taxi, car"]
    order = [h.text.strip() for h in made.iter("h2")]
    assert order == ["Not in your codebook", "Who speaks of what", "All themes", "grant, money", "taxi, car",
                     "How this was made"]  # fmt: skip
    assert "Suggestions are not codings until a person accepts them." in words(made)


def test_the_table_has_every_theme_with_people_by_group():
    (table,) = tree().iter("table")
    assert [words(th) for th in table.find("thead").iter("th")] == [
        "Theme", "Passages", "People", "Social care", "Young <people>", "Group not given",
        "Stability", "Nearest code"]  # fmt: skip
    rows = [[words(c) for c in row] for row in table.find("tbody")]
    assert rows == [
        ["grant, money", "8", "8", "2", "3", "1", "stable", "Grants"],
        ["taxi, car", "2", "2", "0", "1", "0", "–", "Not in your codebook"],
    ]  # fmt: skip
    assert all(th.get("scope") for th in table.iter("th"))


def test_a_theme_has_its_terms_speakers_codes_and_every_passage():
    first, second = tree().xpath("//section[@class='theme'][.//dl]")
    assert "Terms grant · money" in words(first)
    assert "8 people in 8 passages: Social care 2, Young <people> 3" in words(first)
    assert "Grants (1.30), moves (0.00)" in words(first)
    assert "Stability 0.81, stable" in words(first)
    assert len(first.xpath("./figure")) == 3
    assert len(first.xpath("./details/figure")) == 5
    assert words(first.find("details/summary")) == "5 more passages"
    assert words(first.find("figure/figcaption")) == "P0, Young <people>, d0, from character 0"
    assert "Moves & <b> (−0.31): none is near" in words(second)


def test_the_page_can_be_walked_by_keyboard_and_reader():
    made = tree()
    ids = [element.get("id") for element in made.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    for link in made.iter("a"):
        assert link.get("href")[1:] in ids
    skip = next(made.iter("a"))
    assert (skip.get("class"), skip.get("href")) == ("skip", "#themes")
    levels = [int(h.tag[1]) for h in made.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for region in made.xpath("//*[@aria-labelledby]"):
        assert region.get("aria-labelledby") in ids
    assert len(list(made.iter("main"))) == 1


def test_only_what_was_said_is_marked_as_another_language():
    made = tree(language="cy")
    assert made.get("lang") == "en"
    assert {b.get("lang") for b in made.iter("blockquote")} == {"cy"}
    assert {b.get("lang") for b in tree().iter("blockquote")} == {None}


def test_colours_have_contrast_enough_in_light_and_dark():
    schemes = re.findall(r":root \{([^}]*--ink[^}]*)\}", page())
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+):(#\w{6})", scheme))
        for ink in ("ink", "quiet", "accent"):
            for paper in ("page", "soft"):
                assert contrast(colours[ink], colours[paper]) >= 4.5
        for ink in ("ink", "new", "accent"):
            assert contrast(colours[ink], colours["newbg"]) >= 4.5


@pytest.mark.parametrize("kept", [("passages",), ("id", "passages"), ("label", "near"), ()])
def test_missing_keys_leave_gaps_and_no_error(kept):
    data = {"themes": [{k: v for k, v in t.items() if k in kept} for t in DATA["themes"]]}
    if "passages" in kept:
        data["themes"][0]["passages"] = [{"text": "Only words."}]
    made = tree(data)
    assert len(made.xpath("//section[@class='theme']")) == 3
    assert list(csv.DictReader(io.StringIO(themes_csv(data)))) is not None


def test_a_study_without_themes_or_without_gaps_says_so():
    assert "No themes were found." in words(tree({**DATA, "themes": []}))
    covered = copy.deepcopy(DATA)
    covered["themes"] = covered["themes"][:1]
    assert not tree(covered).find_class("new")


def test_csv_has_a_row_a_passage_and_runs_nothing():
    text = themes_csv(DATA)
    assert "\r" not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert [(r["theme"], r["in_codebook"], r["typical"], r["nearest_code"]) for r in rows[7:]] == [
        ("T1", "yes", "no", "grants"), ("T2", "no", "yes", "moves"), ("T2", "no", "no", "moves")]  # fmt: skip
    assert rows[8]["text"] == '<script>x</script> & "q" =1 🙂 http://example.org'
    assert rows[9]["text"] == "'=2+2"
    assert (rows[9]["start"], rows[9]["end"], rows[9]["person"]) == ("2", "42", "P2")
