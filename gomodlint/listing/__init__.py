"""`go list` for one build configuration, without Go: what `gomodlint list` prints."""
