"""BERTopic's two middle steps: coordinates from a graph of neighbours, then clusters.

Both are deterministic for the same passages, seed and library versions, and leave no outliers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

COMPONENTS = 15
NEIGHBOURS = 25
#: Neighbours are searched in this many principal components.
_SEARCHED = 64
#: Above this many passages the graph's eigenvectors are found by iteration, not all at once.
_DENSE_LIMIT = 1000
#: Above this many passages Ward's method starts from k-means' small clusters instead.
_WARD_LIMIT = 4000
_SMALL_CLUSTERS = 1000
_CHUNK = 1000
_DIGITS = 6


def unit(rows: Array) -> Array:
    """Return rows scaled to unit length; rows of zeros stay so."""
    import numpy as np

    scaled: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled


def _largest(rows: Array, count: int) -> Array:
    """Return the columns of each row's largest values, ascending; of equal values the first."""
    import numpy as np

    least = -np.partition(-rows, count - 1, axis=1)[:, count - 1 : count]
    above = rows > least
    level = rows == least
    wanted = count - above.sum(axis=1, keepdims=True)
    chosen = above | (level & (level.cumsum(axis=1) <= wanted))
    return np.nonzero(chosen)[1].reshape(len(rows), count)


class NeighbourMap:
    """BERTopic's reduction step: the leading eigenvectors of the graph of nearest passages.

    UMAP starts from the same (Belkin & Niyogi 2003, Laplacian eigenmaps); without its random
    descent, the same passages always get the same coordinates, and nothing is compiled.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def fit(self, values: Array, y: object = None) -> NeighbourMap:
        """Place the rows of ``values``, shape (passages, features)."""
        import numpy as np

        graph = self._graph(values)
        wanted = min(COMPONENTS, len(values) - 2)
        found, vectors = self._leading(graph, wanted + 1)
        # The first is the same for every passage, apart from its number of neighbours.
        order = np.argsort(-found, kind="stable")[1:]
        self._places = unit(vectors[:, order] * np.maximum(found[order], 0))
        return self

    def transform(self, values: Array) -> Array:
        """Return the coordinates of the fitted rows, shape (passages, up to 15)."""
        return self._places

    def _graph(self, values: Array) -> Any:
        """Return the normalised symmetric graph of cosine similarities, sparse."""
        import numpy as np
        from scipy import sparse
        from sklearn.decomposition import PCA

        count = len(values)
        most = min(_SEARCHED, count - 1, values.shape[1])
        # In double precision: in single, sums depend on how the work is divided.
        points = unit(
            PCA(most, svd_solver="covariance_eigh").fit_transform(values.astype(np.float64))
        )
        nearest = min(NEIGHBOURS, max(2, count // 4))
        columns = np.empty((count, nearest), dtype=np.int64)
        weights = np.empty((count, nearest))
        for at in range(0, count, _CHUNK):
            rows = np.arange(at, min(at + _CHUNK, count))
            # Rounded, and the first of equal values taken: the last bits of a sum depend on where
            # in memory its terms lie, and must not decide who is whose neighbour.
            similar = (points[rows] @ points.T).round(_DIGITS)
            similar[rows - at, rows] = -np.inf
            columns[rows] = _largest(similar, nearest)
            weights[rows] = np.take_along_axis(similar, columns[rows], axis=1)
        # A little more than nothing, so that a passage unlike all others still gets a place.
        weights = np.maximum(weights, 1e-3)
        ends = np.arange(0, count * nearest + 1, nearest)
        directed = sparse.csr_array((weights.ravel(), columns.ravel(), ends), (count, count))
        graph = (directed + directed.T) / 2
        degrees = np.asarray(graph.sum(axis=1)).ravel()
        scale = sparse.diags_array(1 / np.sqrt(degrees))
        return (scale @ graph @ scale).tocsr()

    def _leading(self, graph: Any, wanted: int) -> tuple[Array, Array]:
        """Return the largest eigenvalues and their vectors, in columns."""
        import numpy as np
        from scipy.linalg import eigh
        from scipy.sparse.linalg import ArpackNoConvergence, eigsh

        count = graph.shape[0]
        if count > _DENSE_LIMIT:
            start = np.random.default_rng(self._seed).standard_normal(count)
            try:
                found: tuple[Array, Array] = eigsh(graph, wanted, which="LA", v0=start)
                return found
            except ArpackNoConvergence:
                pass
        exact: tuple[Array, Array] = eigh(
            graph.toarray(), subset_by_index=[count - wanted, count - 1]
        )
        return exact


class WardThenMeans:
    """BERTopic's clustering step: Ward's method, then k-means from its centres.

    Ward's merges are final; a few rounds of k-means let passages move to the centre that turned out
    to be nearest. Measured against Ward alone and k-means from random starts in
    docs/decisions/0007.
    """

    def __init__(self, themes: int, seed: int) -> None:
        self._themes = themes
        self._seed = seed

    def fit(self, values: Array, y: object = None) -> WardThenMeans:
        """Cluster the rows of ``values``, shape (passages, coordinates)."""
        import numpy as np
        from sklearn.cluster import AgglomerativeClustering, KMeans

        ward = AgglomerativeClustering(self._themes, linkage="ward")
        if len(values) <= _WARD_LIMIT:
            labels = ward.fit_predict(values)
        else:
            # Ward needs every pair of passages at once; small clusters stand for them.
            small = KMeans(
                _SMALL_CLUSTERS, n_init=1, max_iter=20, random_state=self._seed, init="random"
            ).fit(values)
            labels = ward.fit_predict(small.cluster_centers_)[small.labels_]
        centres = np.stack([values[labels == n].mean(axis=0) for n in range(self._themes)])
        self.labels_ = KMeans(self._themes, init=centres, n_init=1).fit_predict(values)
        return self

    def predict(self, values: Array) -> Array:
        """Return the cluster of each fitted row, shape (passages,)."""
        labels: Array = self.labels_
        return labels
