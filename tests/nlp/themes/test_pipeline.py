import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.nlp.codes.nearness import CodeText
from qualcode.nlp.embed.choice import default_embedder
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.passages.features import less_own_voice
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.stop_words import stem
from qualcode.nlp.themes.pipeline import find_themes
from qualcode.nlp.themes.stability import stability

pytestmark = pytest.mark.slow

TOPICS = {
    "travel": "The taxi driver was late again and the journey to school took an hour by car",
    "music": "She plays the guitar in a band and they practise songs with drums and a piano",
    "food": "The cook made soup and bread and fruit for lunch in the canteen kitchen",
    "money": "The grant funding panel decides how the budget and the money is spent each spring",
}
EXTRA = ["in the rain", "on most mornings", "with my brother", "after the holidays", "as I recall",
         "near the river", "before the meeting", "like the others", "for a while", "so they told me"]  # fmt: skip


def passages() -> list[Segment]:
    found = []
    for n, extra in enumerate(EXTRA):
        for topic, text in TOPICS.items():
            words = f"{text} {extra}."
            found.append(Segment(f"{topic}-{n}", 0, len(words), words, f"P{n % 5}", "g"))
    return found


CODES = [
    CodeText(
        "grants", "Grant funding", "Grant funding. What the grant and its budget are spent on."
    ),
    CodeText("meals", "Meals", "Meals. Food in school, the canteen, lunch."),
]


@pytest.fixture(scope="module")
def embedder():
    return default_embedder()


def test_planted_topics_are_recovered_and_held_against_the_codebook(embedder):
    model = find_themes(passages(), embedder, CODES, themes=4)
    assert model.outliers == 0
    found = {}
    for theme in model.themes:
        topics = {p.document.split("-")[0] for p in theme.passages}
        assert len(topics) == 1
        found[topics.pop()] = theme
    assert set(found) == set(TOPICS)
    assert all(theme.stability == 1 for theme in model.themes)
    assert (found["money"].covered, found["money"].nearest) == (True, "grants")
    assert (found["food"].covered, found["food"].nearest) == (True, "meals")
    for topic in ("travel", "music"):
        assert found[topic].nearest == "nothing near: not in your codebook"
    assert "taxi driver" in found["travel"].terms
    assert found["travel"].people == 5
    assert len({p.person for p in found["music"].passages if p.typical}) == 3


def test_the_same_passages_and_seed_give_the_same_bytes_in_fresh_processes(tmp_path: Path):
    script = (
        "import json, sys\nfrom tests.nlp.themes.test_pipeline import *\n"
        "print(json.dumps(find_themes(passages(), default_embedder(), CODES, seed=7).to_json()))\n"
        "unwanted = {'torch', 'sentence_transformers', 'transformers', 'huggingface_hub', 'umap'}\n"
        "assert not unwanted & set(sys.modules), unwanted & set(sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True,
            cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    data = json.loads(runs[0])
    assert {"model", "seed", "segments", "outliers", "themes"} <= set(data)
    assert {"id", "label", "terms", "size", "people", "stability", "near", "passages"} <= set(
        data["themes"][0]
    )
    assert sum(t["size"] for t in data["themes"]) == data["segments"]


def test_stability_tells_planted_topics_from_passages_of_one_kind():
    chance = np.random.default_rng(1)
    planted = np.repeat(np.eye(8)[:4], 20, axis=0) + chance.normal(0, 0.05, (80, 8))
    noise = chance.normal(size=(80, 8))
    documents = [Segment(f"d{n % 10}", 0, 1, "x", "P", "g") for n in range(80)]
    labels = np.repeat(np.arange(4), 20)
    firm = stability(documents, planted, labels, 4, 0)
    assert set(firm) == {0, 1, 2, 3}
    assert min(firm.values()) > 0.95
    assert max(stability(documents, noise, labels, 4, 0).values()) < 0.5


@pytest.mark.parametrize("documents", [1, 3, 4, 80])
def test_stability_is_a_share_whatever_the_study(documents: int):
    points = np.random.default_rng(2).normal(size=(80, 8))
    segments = [Segment(f"d{n * documents // 80}", 0, 1, "x", "P", "g") for n in range(80)]
    labels = np.arange(80) % 6
    firm = stability(segments, points, labels, 6, 0)
    assert set(firm) == set(range(6))
    assert all(0 < value <= 1 for value in firm.values())
    assert firm == stability(segments, points, labels, 6, 0)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_too_few_passages_get_one_line(embedder, count: int):
    with pytest.raises(BadInputError, match="too few for themes"):
        find_themes(passages()[:count], embedder, CODES)


def test_more_themes_than_passages_bear_are_refused(embedder):
    with pytest.raises(BadInputError, match="Ask for 10 at most"):
        find_themes(passages()[:20], embedder, CODES, themes=11)


def test_a_codebook_without_codes_and_passages_all_alike_do_not_break(embedder):
    same = [Segment("d", 0, 9, "the taxi was late today", "P", "g")] * 15
    model = find_themes(same, embedder, [])
    assert sum(t.size for t in model.themes) == 15
    assert not any(t.covered for t in model.themes)


def test_passages_of_filler_alone_get_one_line(embedder):
    filler = [Segment("d", 0, 9, "yeah you know like i mean it was like that", "P", "g")] * 15
    with pytest.raises(BadInputError, match="filler"):
        find_themes(filler, embedder, CODES)


def test_nothing_is_embedded_twice_and_a_damaged_cache_is_made_anew(embedder, tmp_path: Path):
    texts = ["one text", "another text", "one text"]
    first = CachedEmbedder(embedder, tmp_path)
    vectors = first.embed(texts)
    assert first.computed == 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    second = CachedEmbedder(embedder, tmp_path)
    assert np.array_equal(second.embed(texts), vectors)
    assert second.computed == 0
    for kind, whole in itertools.product(("keys", "vectors"), (True, False)):
        for broken in (b"", b"PK\x03\x04rubbish", b"\x00" * 100, b"\xff" * 9000):
            file = next(tmp_path.glob(f"*.{kind}"))
            file.write_bytes(broken if whole else file.read_bytes()[:-7] + broken)
            again = CachedEmbedder(embedder, tmp_path).embed(texts)
            assert np.allclose(again, vectors, atol=2e-5)
            third = CachedEmbedder(embedder, tmp_path)
            assert np.array_equal(third.embed(texts[:2]), third.embed(texts)[:2])
            assert third.computed == 0


def test_texts_embedded_earlier_get_the_vectors_they_would_get_now(embedder, tmp_path: Path):
    texts = [s.text for s in passages()]
    CachedEmbedder(embedder, tmp_path).embed(texts[::3])
    grown = CachedEmbedder(embedder, tmp_path)
    together = grown.embed(texts)
    assert grown.computed == len(set(texts)) - len(set(texts[::3]))
    assert np.allclose(together, embedder.embed(texts), atol=2e-5)


@pytest.mark.parametrize("library", ["bertopic", "sklearn"])
def test_a_missing_library_gets_one_line(library: str, embedder, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"pip install --no-deps -r requirements.txt") as e:
        find_themes(passages(), embedder, CODES)
    assert library in str(e.value)


def test_what_is_said_counts_for_more_than_who_says_it():
    """Before, passages of one speaker are as near as those of one topic; after, less so."""
    rng = np.random.default_rng(0)
    topics, voices = np.eye(12)[:4], np.eye(12)[4:8]
    found, rows = [], []
    for n in range(80):
        found.append(Segment("d", n, n + 1, "x", f"P{n // 4 % 4}", "g"))
        rows.append(topics[n % 4] + voices[n // 4 % 4] + rng.normal(0, 0.02, 12))
    less = less_own_voice(np.stack(rows), found)
    near = less @ less.T
    same_topic, same_voice = near[0, 4], near[0, 1]
    assert same_topic > same_voice + 0.1


def test_the_seed_does_not_decide_the_themes_of_a_small_study(embedder):
    first, other = (
        [{(p.document, p.start) for p in t.passages} for t in model.themes]
        for model in (find_themes(passages(), embedder, [], themes=6, seed=n) for n in (0, 5))
    )
    assert all(theme in other for theme in first)


def test_above_the_dense_limit_themes_are_the_same_kind(embedder, monkeypatch):
    """The ways for large studies, taken on small data, find the same planted topics."""
    from qualcode.nlp.passages import graph_clusters as clustering

    monkeypatch.setattr(clustering, "_DENSE_LIMIT", 20)
    monkeypatch.setattr(clustering, "_WARD_LIMIT", 20)
    monkeypatch.setattr(clustering, "_SMALL_CLUSTERS", 15)
    monkeypatch.setattr(clustering, "_CHUNK", 7)
    model = find_themes(passages(), embedder, [], themes=4)
    for theme in model.themes:
        assert len({p.document.split("-")[0] for p in theme.passages}) == 1


def test_labels_repeat_no_stem_and_no_label(embedder):
    model = find_themes(passages(), embedder, [], themes=8)
    labels = [t.label for t in model.themes]
    assert len(set(labels)) == len(labels)
    for theme in model.themes:
        stems = [w for term in theme.terms for w in stem(term).split()]
        assert len(set(stems)) == len(stems)


def test_the_real_committee_has_a_theme_of_looked_after_children(shared: Path, tmp_path: Path):
    """Turns 54–98 and 66–80, counted from 0, are on looked after and adopted children."""
    from qualcode.store.study import Study
    from qualcode.workbench.importing.importer import Importer
    from qualcode.workbench.importing.options import ImportOptions
    from qualcode.workbench.study.creation import make_study
    from qualcode.workbench.themes.run import ThemeOptions, suggest_themes

    study = make_study(tmp_path / "s").study
    Importer(study, ImportOptions()).import_files(sorted(shared.glob("*.txt")))
    ranges = {"senedd-education-23": range(54, 99), "senedd-education-0": range(66, 81)}
    documents = {d.id: d for d in Study.open(study.root).documents()}
    best = 0.0
    for theme in suggest_themes(study, ThemeOptions())["themes"]:
        inside = sum(
            documents[p["document"]].turn_at(p["start"]) in ranges[p["document"]]
            for p in theme["passages"]
        )
        if any(term.startswith("looked-after") for term in theme["terms"]):
            best = max(best, inside / theme["size"])
    assert best > 0.5


def test_of_a_large_study_a_part_is_clustered_and_all_passages_are_placed(
    embedder, tmp_path: Path, monkeypatch
):
    """The way for what does not fit in memory, taken on small data, finds the planted topics."""
    from qualcode.nlp.passages import sampling as large

    monkeypatch.setattr(large, "MOST_AT_ONCE", 24)
    monkeypatch.setattr(large, "_STRETCH", 4)
    monkeypatch.setattr(large, "_CHUNK", 7)
    reports = []
    kept = CachedEmbedder(embedder, tmp_path)
    model = find_themes(
        passages(), kept, CODES, themes=4, progress=lambda *step: reports.append(step)
    )
    assert model.segments == sum(t.size for t in model.themes) == 40
    assert len({(p.document, p.start) for t in model.themes for p in t.passages}) == 40
    for theme in model.themes:
        assert len({p.document.split("-")[0] for p in theme.passages}) == 1
        assert theme.people == 5
    assert "from 24 of the passages" in model.method
    assert ("Placing passages", 40, 40) in reports
    again = find_themes(passages(), kept, CODES, themes=4)
    assert again.to_json() == model.to_json()
    other = find_themes(passages(), embedder, CODES, themes=4, seed=3)
    assert [t.size for t in other.themes] == [10] * 4


@pytest.mark.parametrize("count", [1, 24, 25, 40, 1001])
def test_what_is_drawn_is_all_or_a_part_in_stretches(count: int, monkeypatch):
    from qualcode.nlp.passages import sampling as large

    monkeypatch.setattr(large, "MOST_AT_ONCE", 24)
    monkeypatch.setattr(large, "_STRETCH", 4)
    chosen = large.drawn(count, 1)
    assert len(set(chosen.tolist())) == len(chosen)
    assert sorted(chosen.tolist()) == chosen.tolist()
    assert chosen[0] >= 0
    assert chosen[-1] < count
    if count <= 24:
        assert len(chosen) == count
    else:
        assert 20 < len(chosen) <= 24
        runs = {int(at) // 4 for at in chosen}
        assert len(runs) == 6
