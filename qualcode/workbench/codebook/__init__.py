"""The codebook: editing, comparing, reviewing, splitting, exchanging it."""
