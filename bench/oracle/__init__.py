"""What `go list` and git say of a change: the other side of bench/base_oracle.py. Nothing here imports gomodlint."""
