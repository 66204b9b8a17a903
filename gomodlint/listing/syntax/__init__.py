"""Whole Go files: whether go/parser takes them, and which functions they declare."""
