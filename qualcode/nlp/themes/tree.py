"""Arranges themes in a tree by similarity, and cuts it into families."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.passages.graph_clusters import unit
from qualcode.nlp.themes.result import Branch

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Up to this many themes are read one by one.
_LEAST = 4


def theme_tree(
    ids: Sequence[str], centres: Array, label: Callable[[Sequence[int]], str]
) -> tuple[Branch | None, list[Branch]]:
    """Return the tree of themes and its families, with similar themes next to each other.

    ``centres``, shape (themes, features), are the themes' mean passages, joined by Ward's method
    (J. H. Ward, "Hierarchical Grouping to Optimize an Objective Function", 1963). There are as many
    families as the square root of the number of themes. ``label`` names the themes at given places.
    Returns ``(None, [])`` for fewer than four themes.
    """
    import numpy as np
    from scipy.cluster.hierarchy import linkage, optimal_leaf_ordering
    from scipy.spatial.distance import pdist

    count = len(ids)
    if count < _LEAST:
        return None, []
    # Rounded: the last bits of a sum must not decide which pair is joined first.
    apart = pdist(unit(centres)).round(6)
    joins = optimal_leaf_ordering(linkage(apart, "ward"), apart)
    nodes = [(Branch((name,), ""), [n]) for n, name in enumerate(ids)]
    for left, right, distance, _ in joins:
        (one, first), (other, second) = nodes[int(left)], nodes[int(right)]
        both = first + second
        nodes.append((
            Branch(
                tuple(ids[n] for n in both), "" if len(both) == count else label(sorted(both)),
                float(distance), (one, other)
            ),
            both,
        ))  # fmt: skip
    root = nodes[-1][0]
    families = [root]
    wanted = max(2, round(math.sqrt(count)))
    while len(families) < wanted:
        # Next the branch whose halves are most different is cut; a single theme never is.
        at = int(np.argmax([branch.apart if branch.below else -1.0 for branch in families]))
        families[at : at + 1] = families[at].below
    return root, families
