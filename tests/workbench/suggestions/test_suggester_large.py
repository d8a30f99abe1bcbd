"""``suggest`` in very large studies, by their way taken on the sample study: learnt from a part."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qualcode.nlp.codes import comparison as compared
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.passages import sampling as large
from qualcode.store.study import Study
from qualcode.workbench.suggestions import suggester as suggesting
from qualcode.workbench.suggestions.suggester import Suggester, Suggestion
from qualcode.workbench.themes.embedder import study_embedder

pytestmark = pytest.mark.slow

#: The sample study has 311 passages, of 12 documents; by this way no more than so many at once.
PART = 40


def ranks_agree(one: np.ndarray, other: np.ndarray) -> float:
    """Return Spearman's rank correlation; scipy.stats takes a second to load."""
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)


@pytest.fixture(scope="module")
def half(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study, of which Anwen has coded every second document."""
    path = shutil.copytree(demo_once, tmp_path_factory.mktemp("large") / "half")
    for log in sorted((path / "codings" / "anwen").glob("[!+]*.jsonl"))[::2]:
        log.unlink()
    return path


class Sparing:
    """Vectors of which no more than a part and those around it are given at a time."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept

    def rows(self, which: Any = slice(None)) -> Any:
        given = self._kept.rows(which)
        # Stretches of passages are read with two before and two after each.
        assert len(given) <= 2 * PART
        return given


class SparingEmbedder:
    """Gives the vectors of codes at once, of passages in parts only."""

    def __init__(self, embedder: CachedEmbedder) -> None:
        self._embedder = embedder
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self.source, self.quick = embedder.source, embedder.quick

    def embed(self, texts: Any) -> Any:
        assert len(texts) <= PART
        return self._embedder.embed(texts)

    def kept(self, texts: Any) -> Sparing:
        return Sparing(self._embedder.kept(texts))


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "MOST_AT_ONCE", 90)
    monkeypatch.setattr(large, "_STRETCH", 10)
    monkeypatch.setattr(large, "_CHUNK", PART)
    monkeypatch.setattr(compared, "_BLOCK", PART)
    monkeypatch.setattr(suggesting, "_EXPLAINED", PART // 4)
    monkeypatch.setattr(
        suggesting, "study_embedder", lambda *given: SparingEmbedder(study_embedder(*given))
    )


@pytest.fixture(scope="module")
def usual(half: Path) -> Suggester:
    return Suggester(Study.open(half), "anwen")


@pytest.fixture
def found(half: Path, in_parts: None) -> Suggester:
    return Suggester(Study.open(half), "anwen")


def probability(suggester: Suggester) -> Any:
    return suggester._learnt.probability


def learnt_from(suggester: Suggester) -> Any:
    return suggester._learnt.compared.rows


def places(found: list[Suggestion]) -> set[tuple[str, int, str]]:
    return {(one.document, one.start, one.code) for one in found}


def test_it_agrees_with_the_usual_way(usual: Suggester, found: Suggester):
    rows = learnt_from(found)
    assert len(rows) < len(found.segments) == len(usual.segments)
    assert set(np.flatnonzero(found.labelled)) <= set(rows)
    assert not found.labelled.all()
    assert probability(found).dtype == np.float32
    assert probability(found).shape == probability(usual).shape
    others = np.setdiff1d(np.arange(len(found.segments)), rows)
    for some in (rows, others):
        both = [probability(one)[some].ravel() for one in (usual, found)]
        assert ranks_agree(*both) > 0.9
    surest = [places(one.suggestions(most=60)) for one in (usual, found)]
    assert len(surest[0] & surest[1]) >= 40
    assert [s.examples for s in found.states] == [s.examples for s in usual.states]
    assert found.valence.speaks == usual.valence.speaks


def test_suggestions_stand_on_their_words_and_nothing_coded_is_suggested(
    found: Suggester, half: Path
):
    study = Study.open(half)
    texts = {name: study.text(study.document(name)) for name in study.document_ids()}
    own = study.codings(coder="anwen")
    silent = {s.code.id for s in found.states if s.state == "silent"}
    made = found.suggestions()
    assert len(made) > 20
    assert [s.probability for s in made] == sorted((s.probability for s in made), reverse=True)
    assert sum(bool(one.words) for one in made) > 0.9 * len(made)
    assert any(one.nearest for one in made)
    assert any(one.valence for one in made) == found.valence.speaks
    for one in made:
        assert one.code not in silent
        assert texts[one.document][one.start : one.end] == one.text
        assert all(word.lower() in one.text.lower().replace("looked after", "looked-after")
                   for word in one.words)  # fmt: skip
        assert not any(
            c.document == one.document and c.code == one.code
            and c.event.start <= one.start and c.event.end >= one.end for c in own
        )  # fmt: skip
        for document, start, end in one.nearest:
            assert any(
                c.document == document and study.codebook.resolve(c.code) == one.code
                and c.event.start < end and c.event.end > start for c in found.codings
            )  # fmt: skip
    assert found.suggestions(most=5) == made[:5]
    narrowed = found.suggestions(documents=[made[0].document], code=made[0].code)
    assert narrowed[0] == made[0]
    assert {(s.document, s.code) for s in narrowed} == {(made[0].document, made[0].code)}


def test_second_looks_are_at_passages_gone_through_and_what_is_next_at_others(found: Suggester):
    looks = found.second_look()
    at = {(s.document, s.start): n for n, s in enumerate(found.segments)}
    code = {c.id: n for n, c in enumerate(found.codes)}
    assert looks
    for what, one in looks:
        passage = at[one.document, one.start]
        assert found.labelled[passage]
        assert found.coded[passage, code[one.code]] == (what == "coded")
    assert found.second_look(most=2) == looks[:2]
    document = looks[0][1].document
    assert found.second_look(documents=[document]) == [
        look for look in looks if look[1].document == document
    ]
    following = found.to_learn_most(4)
    assert len({one.document for one in following}) == 4
    assert not any(found.labelled[at[one.document, one.start]] for one in following)


def test_the_same_study_gives_the_same(found: Suggester, half: Path):
    again = Suggester(Study.open(half), "anwen")
    assert again.suggestions() == found.suggestions()
    assert again.second_look() == found.second_look()
    assert again.to_learn_most(50) == found.to_learn_most(50)


def test_of_too_many_gone_through_a_part_of_all_documents_is_learnt_from(
    usual: Suggester, half: Path, in_parts: None, monkeypatch
):
    monkeypatch.setattr(large, "MOST_LABELLED", 120)
    found = Suggester(Study.open(half), "anwen")
    rows = learnt_from(found)
    taught = rows[found.labelled[rows]]
    assert len(taught) == 120 < found.labelled.sum()
    documents = {found.segments[at].document for at in np.flatnonzero(found.labelled)}
    assert {found.segments[at].document for at in taught} == documents
    both = [probability(one).ravel() for one in (usual, found)]
    assert ranks_agree(*both) > 0.7


def test_what_must_not_be_seen_is_not_learnt_from(half: Path, tmp_path: Path, in_parts: None):
    """Dewi codes three documents blind beside Anwen: hers of those tell him nothing."""
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        shutil.copytree(half, path)
        for mark in path.glob("codings/*/+done.jsonl"):
            mark.unlink()
    blind = {c.document for c in Study.open(half).codings(coder="dewi")}
    logs = [other / "codings" / "anwen" / f"{name}.jsonl" for name in blind]
    assert any(log.exists() for log in logs)
    for log in logs:
        log.unlink(missing_ok=True)
    with_hers, without = (Suggester(Study.open(path), "dewi") for path in (one, other))
    assert with_hers.hidden
    assert not without.hidden
    assert with_hers.suggestions() == without.suggestions()


def test_features_are_those_of_the_passage_whichever_others_are_asked_for(found: Suggester):
    """A passage is read with those around it, also where a block or a document ends."""
    source = found._learnt.compared
    every = source.of(range(len(found.segments))[:PART])
    assert np.allclose([source.of([at])[0] for at in range(PART)], every, atol=1e-6)
    assert np.allclose(source.of([7, 3, 7]), every[[7, 3, 7]], atol=1e-6)
    for part, features, _ in source.all_parts():
        assert np.allclose(features, source.of(range(part.start, part.stop)), atol=1e-6)


def test_before_anything_is_coded_suggestions_are_by_definition(
    half: Path, tmp_path: Path, in_parts: None
):
    path = tmp_path / "fresh"
    shutil.copytree(half, path)
    shutil.rmtree(path / "codings")
    fresh = Suggester(Study.open(path), "new")
    assert len(learnt_from(fresh)) == 90
    assert {s.state for s in fresh.states} <= {"by definition", "silent"}
    made = fresh.suggestions(most=10)
    assert len(made) == 10
    assert not any(one.nearest for one in made)
    assert len(fresh.to_learn_most(12)) == 12
    assert fresh.second_look() == []


@pytest.mark.parametrize("labelled", [0.0, 0.3, 1.0])
def test_what_is_learnt_from_is_all_of_a_small_study_and_a_part_of_a_large_one(
    labelled: float, monkeypatch
):
    monkeypatch.setattr(large, "MOST_AT_ONCE", 60)
    monkeypatch.setattr(large, "_STRETCH", 5)
    monkeypatch.setattr(large, "MOST_LABELLED", 50)
    gone_through = np.random.default_rng(0).random(300) < labelled
    small = large.to_learn_from(gone_through[:60], 0)
    assert small.tolist() == list(range(60))
    rows = large.to_learn_from(gone_through, 0)
    assert rows.tolist() == sorted(set(rows.tolist()))
    assert gone_through[rows].sum() == min(50, gone_through.sum())
    assert (~gone_through[rows]).sum() <= 60
    assert (~gone_through[rows]).any() == (labelled < 1)
