"""Suggested themes as a page and as CSV."""

import copy
import csv
import io
import itertools
import re

import pytest
from lxml import html

from qualcode.report.html.themes import themes_html
from qualcode.report.text.themes_csv import themes_csv
from tests.report.contrast import contrast

pytestmark = pytest.mark.slow

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


@pytest.mark.slow
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


# ---- held against codes and codings -------------------------------------------------------------


def told():
    """Return themes with all that the codings, groups and codes say of them, nasty as can be."""
    data = copy.deepcopy(DATA)
    first, second = data["themes"]
    first |= {"coded": 0.64, "valence": {"works_well": 3, "mixed": 1}, "leaning": {"yp": 0.01}}
    second |= {"coded": 0.0, "valence": {}, "leaning": {}}
    return data | {
        "tree": {"label": NASTY, "apart": 1, "below": [{"theme": "T2"}, {"theme": "T1"}]},
        "families": [{"label": NASTY, "themes": ["T2"]}, {"label": "", "themes": ["T1"]}],
        "groups": [{"group": "", "people": 1, "passages": 1},
                   {"group": "sc", "people": 4, "passages": 3},
                   {"group": "yp", "people": 1, "passages": 5}],
        "codes_without_theme": [
            {"code": "bus", "name": NASTY, "nearest_theme": "T2", "similarity": -0.2},
            {"code": "x", "name": "", "nearest_theme": "T9", "similarity": 0.4}],
        "gaps": [{"kind": "uncoded", "document": "d1", "start": 10, "end": 900, "words": 200,
                  "people": ["P1", NASTY], "themes": ["T1", "T9"], "text": NASTY + " word" * 200},
                 {"kind": "no code near", "document": NASTY, "start": 0, "end": 9, "words": 1,
                  "people": [], "themes": [], "text": "=1+1"}],
    }  # fmt: skip


def section(made, heading):
    (found,) = made.xpath(f"//section[@aria-labelledby='{heading}']")
    return found


def test_nothing_of_the_new_parts_gets_out_of_its_place():
    text = page(told())
    assert "<script" not in text
    assert not set(text) & {"\x00", "\x1b", "\u202e"}
    assert not re.search(r"(src|href|srcset|action|data)=\"(?!#)", text)
    assert text.count("&lt;script&gt;x&lt;/script&gt;") == 6


def test_the_headings_come_in_the_order_in_which_one_reads():
    made = tree(told())
    assert [h.text.strip() for h in made.iter("h2")] == [
        "Not in your codebook", "Who speaks of what", "All themes", "grant, money", "taxi, car",
        "Codes with no theme near", "Parts that no code covers", "How this was made"]  # fmt: skip


def test_the_whole_page_can_be_walked_by_keyboard_and_reader():
    made = tree(told())
    ids = [element.get("id") for element in made.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    assert all(link.get("href")[1:] in ids for link in made.iter("a"))
    levels = [int(h.tag[1]) for h in made.xpath("//h1|//h2|//h3|//h4")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for region in made.xpath("//*[@aria-labelledby]"):
        assert region.get("aria-labelledby") in ids
    (table,) = made.iter("table")
    columns = len(table.findall("thead/tr/th"))
    for row in table.findall("tbody/tr"):
        assert sum(int(cell.get("colspan", 1)) for cell in row) == columns
    assert {th.get("scope") for th in table.iter("th")} == {"col", "row", "rowgroup"}
    # Signs alone say nothing to those who hear them.
    assert all(abbr.get("title") for abbr in made.iter("abbr"))


def test_who_speaks_of_what_names_groups_with_more_and_with_none():
    lines = [words(li) for li in section(tree(told()), "groups").iter("li")]
    assert lines == [
        "Social care (4 people): nobody of taxi, car.",
        "Young <people> (1 person): more than the others of grant, money.",
    ]
    assert not tree({**DATA, "themes": DATA["themes"][:1]}).xpath(
        "//section[@aria-labelledby='groups']"
    )


def test_alike_themes_stand_together_under_the_name_of_their_family():
    (table,) = tree(told()).iter("table")
    rows = [[words(th) for th in body.iter("th")] for body in table.findall("tbody")]
    assert rows == [
        ['<script>x</script> & "q" =1 🙂 http://example.org', "taxi, car"],
        ["On its own", "grant, money"],
    ]


@pytest.mark.parametrize("families", [
    [], None, [{"label": "all", "themes": ["T1", "T2"]}],
    [{"label": "some", "themes": ["T2", "T7"]}], [{"label": "none", "themes": []}],
    [{"label": "twice", "themes": ["T1", "T2"]}, {"label": "again", "themes": ["T2", "T1"]}],
])  # fmt: skip
def test_every_theme_is_in_the_table_once_whatever_the_families(families):
    (table,) = tree({**DATA, "families": families}).iter("table")
    shown = [words(row.find("th")) for row in table.findall("tbody/tr")
             if row.find("th").get("scope") == "row"]  # fmt: skip
    assert sorted(shown) == ["grant, money", "taxi, car"]
    if families and families[0]["label"] == "some":
        assert [words(th) for th in table.xpath(".//th[@scope='rowgroup']")] == [
            "some",
            "Other themes",
        ]


def test_judgements_are_people_by_valence():
    made = tree(told())
    (table,) = made.iter("table")
    assert "Judged" in [words(th) for th in table.find("thead").iter("th")]
    cells = {words(row.find("th")): words(row.xpath("./td[@class='judged']")[0])
             for row in table.findall("tbody/tr") if row.find("th").get("scope") == "row"}  # fmt: skip
    assert cells == {"grant, money": "+ 3 ~ 1", "taxi, car": "–"}
    first, second = made.xpath("//section[@class='theme'][.//dl]")
    assert "Coded 64% of the passages; works well: 3 people, mixed: 1 person" in words(first)
    assert "Coded 0% of the passages" in words(second)
    (plain,) = tree().iter("table")
    assert "Judged" not in words(plain)


def test_codes_without_a_theme_point_to_the_nearest():
    found = [words(li) for li in section(tree(told()), "without").iter("li")]
    assert found == [
        '<script>x</script> & "q" =1 🙂 http://example.org (−0.20; nearest: taxi, car)', "x (0.40)"]  # fmt: skip


def test_parts_that_no_code_covers_say_where_who_and_which_theme():
    part = section(tree(told()), "gaps")
    first, second = part.findall("figure")
    assert len(words(first.find("blockquote"))) < 430
    assert words(first.find("blockquote")).endswith("word …")
    assert words(first.find("figcaption")) == (
        'Uncoded: P1, <script>x</script> & "q" =1 🙂 http://example.org, d1, characters 10 to 900, '
        "200 words; theme grant, money"
    )
    assert words(second.find("figcaption")).startswith("No code near: <script>x</script>")
    assert words(second.find("figcaption")).endswith("characters 0 to 9, 1 word")
    assert "somebody went through the transcript" in words(part)
    assert "nobody coded the transcript yet" in words(part)
    only = told()
    only["gaps"] = only["gaps"][:1]
    assert "nobody coded" not in words(section(tree(only), "gaps"))


def test_the_longest_parts_are_shown_and_the_others_counted():
    data = told()
    data["gaps"] = [data["gaps"][0] | {"start": n} for n in range(17)]
    part = section(tree(data), "gaps")
    assert len(part.findall("figure")) == 15
    assert "2 shorter parts are in the JSON." in words(part)


def test_what_was_said_in_a_part_is_marked_as_its_language():
    part = section(tree(told(), language="cy"), "gaps")
    assert {b.get("lang") for b in part.iter("blockquote")} == {"cy"}


def test_data_without_the_new_keys_make_the_page_they_always_made():
    old = copy.deepcopy(DATA)
    for one in old["themes"]:
        assert not set(one) & {"coded", "valence", "leaning"}
    made = tree(old)
    for heading in ("without", "gaps"):
        assert not made.xpath(f"//section[@aria-labelledby='{heading}']")
    assert "Coded" not in words(made)
    assert not made.xpath("//th[@scope='rowgroup']")
    empty = old | {"families": None, "gaps": None, "codes_without_theme": None, "groups": None}
    assert page(empty) == page(old)


def test_no_cell_of_the_csv_is_a_formula():
    data = told()
    for one in data["themes"]:
        one["id"], one["label"] = "=T", "+grant"
        one["near"] = [{"code": "@moves", "name": "x", "similarity": 1}]
        for said in one["passages"]:
            said |= {"document": "-d", "person": "=P", "group": "@g", "text": "\t=1+1", "start": -1}
    cells = [cell for row in csv.reader(io.StringIO(themes_csv(data))) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_a_theme_of_very_many_passages_says_how_many_are_not_on_the_page():
    many = theme("T1", "grant, money", [passage(n, typical=n < 3) for n in range(450)])
    (section,) = tree({**DATA, "themes": [many]}).xpath("//section[@class='theme'][.//dl]")
    assert len(section.xpath(".//figure")) == 300
    assert words(section.find("details/summary")) == "297 more passages of the nearest to the theme"
    assert "150 passages are not on this page" in words(section)
    assert themes_csv({**DATA, "themes": [many]}).count("\n") == 451
