"""The codebook: edited, compared, reviewed, split, exchanged."""
