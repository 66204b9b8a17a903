"""Keeps on disk what a run read, for the next one. Knows nothing of Go: it keeps lines of text under names."""
