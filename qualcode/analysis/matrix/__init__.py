"""The matrix, assembled from codings: evidence, summaries, quotations."""
