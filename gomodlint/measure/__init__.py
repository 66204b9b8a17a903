"""Measures what imports cost: builds and runs the programs of a repository, which nothing else here does."""
