import csv
import io
import re

from lxml import html

from qualcode.report.themes_csv import themes_csv
from qualcode.report.themes_html import themes_html

PASSAGE = {"document": "d", "start": 3, "end": 40, "text": "<script>x</script> & =1", "person": "P1",
           "group": "yp", "typical": True}  # fmt: skip
DATA = {
    "model": "m", "seed": 0, "segments": 9, "outliers": 0, "left_out": 2, "method": "how",
    "themes": [
        {"id": "T1", "label": "taxi, car", "terms": ["taxi", "car"], "size": 2, "people": 1,
         "stability": None, "groups": {"yp": 1}, "covered": False, "nearest": "nothing near",
         "near": [{"code": "moves", "name": "Moves", "similarity": 0.3}],
         "passages": [PASSAGE, {**PASSAGE, "typical": False, "text": "=2+2"}]},
        {"id": "T2", "label": "grant", "terms": ["grant"], "size": 1, "people": 1,
         "stability": None, "groups": {}, "covered": True, "nearest": "grants",
         "near": [{"code": "grants", "name": "Grants", "similarity": 1.3}], "passages": [PASSAGE]},
    ],
}  # fmt: skip


def page() -> str:
    return themes_html(DATA, study="A <study>", group_names={"yp": "Young people"})


def test_what_was_said_is_escaped_and_nothing_is_fetched():
    text = page()
    assert "<script" not in text
    assert "&lt;script&gt;x&lt;/script&gt; &amp; =1" in text
    assert not re.search(r"(src|href)=\"(?!#)", text)
    assert "http" not in text


def test_themes_the_codebook_misses_come_first_and_every_passage_is_there():
    tree = html.fromstring(page())
    (box,) = tree.find_class("new")
    assert [a.text for a in box.iter("a")] == ["taxi, car"]
    assert tree.get("lang") == "en"
    assert [h.text for h in tree.iter("h1")] == ["Suggested themes"]
    assert len(list(tree.iter("blockquote"))) == 3
    for link in tree.iter("a"):
        assert tree.xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert "Young people 1" in page()


def test_csv_has_a_row_a_passage_and_runs_nothing():
    rows = list(csv.DictReader(io.StringIO(themes_csv(DATA))))
    assert [(r["theme"], r["in_codebook"], r["typical"]) for r in rows] == [
        ("T1", "no", "yes"), ("T1", "no", "no"), ("T2", "yes", "yes")]  # fmt: skip
    assert rows[1]["text"] == "'=2+2"
