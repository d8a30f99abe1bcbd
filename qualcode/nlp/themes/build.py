"""Builds themes from clusters of passages: labels, ordered passages, people, near codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.nearness import Coverage
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.themes.result import Passage, Theme
from qualcode.nlp.themes.theme_names import LOOKED_AT, evenly, label_of, phrased, terms_of, typical

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Clustered:
    """Passages clustered by BERTopic's steps.

    ``model`` is BERTopic's model; ``topics``, shape (passages clustered,), holds the topic of each,
    and ``segments`` these passages. ``labels`` and ``close``, shape (all passages,), hold the topic
    of each passage of the study, and how near its own words are to the topic's centre.
    """

    model: Any
    segments: Sequence[Segment]
    topics: Array
    labels: Array
    close: Array

    @property
    def order(self) -> list[int]:
        """The topics that are themes, the largest first."""
        import numpy as np

        found, sizes = np.unique(self.labels[self.labels >= 0], return_counts=True)
        return [int(found[n]) for n in np.lexsort((found, -sizes))]

    def clustered_in(self, topic: int) -> Array:
        """Return the indices of a topic's passages among those clustered."""
        import numpy as np

        return np.flatnonzero(self.topics == topic)


def themes_of(
    made: Clustered,
    segments: Sequence[Segment],
    firm: dict[int, float],
    leaning: dict[int, dict[str, float]],
    coverage: Coverage,
    stops: Sequence[str],
) -> list[Theme]:
    """Return the themes in the order of ``made.order``; ``segments`` holds all passages."""
    import numpy as np

    found: list[Theme] = []
    named: set[str] = set()
    for topic in made.order:
        members = np.flatnonzero(made.labels == topic)
        order = members[np.argsort(-made.close[members].round(9), kind="stable")]
        inside = made.clustered_in(topic)
        spoken = [made.segments[int(i)] for i in inside]
        terms = phrased(terms_of(made.model.get_topic(topic), spoken), spoken, stops)
        label = label_of(terms, named)
        named.add(label)
        found.append(
            _theme(
                (f"T{len(found) + 1}", label, terms),
                firm[topic],
                leaning.get(topic, {}),
                [segments[int(i)] for i in order],
                coverage.near(inside),
            )
        )
    return found


def joint_label(made: Clustered, stops: Sequence[str]) -> Callable[[Sequence[int]], str]:
    """Return a label for several themes together: terms that set them apart from all others."""
    import numpy as np

    model, topics = made.model, made.order
    words = model.vectorizer_model.get_feature_names_out()
    lowest = min(model.topic_labels_)  # rows of class TF-IDF begin with the outliers, if any
    rows = model.c_tf_idf_[[topic - lowest for topic in topics]].toarray()

    def label(places: Sequence[int]) -> str:
        inside = np.isin(np.arange(len(topics)), places)
        weights = rows[inside].mean(axis=0)
        if not inside.all():
            weights -= rows[~inside].mean(axis=0)
        best = np.lexsort((words, -weights.round(9)))[:60]
        inside_all = [i for n in places for i in made.clustered_in(topics[n])]
        spoken = [made.segments[int(i)] for i in evenly(inside_all, LOOKED_AT)]
        terms = terms_of([(str(words[i]), float(weights[i])) for i in best], spoken)
        return label_of(phrased(terms, spoken, stops), set())

    return label


def _theme(
    name: tuple[str, str, list[str]],
    firm: float,
    leaning: dict[str, float],
    ranked: list[Segment],
    near: Any,
) -> Theme:
    theme_id, label, terms = name
    first = typical(ranked)
    shown = {id(s) for s in first}
    groups: dict[str, set[str]] = {}
    for segment in ranked:
        groups.setdefault(segment.group, set()).add(segment.person)
    passages = [Passage.of(s, typical=True) for s in first]
    passages += [Passage.of(s, typical=False) for s in ranked if id(s) not in shown]
    return Theme(
        id=theme_id,
        label=label,
        terms=tuple(terms),
        size=len(ranked),
        people=len({s.person for s in ranked}),
        groups={g: len(people) for g, people in sorted(groups.items())},
        stability=firm,
        near=near.codes,
        covered=near.covered,
        nearest=near.line,
        passages=tuple(passages),
        leaning=leaning,
    )
