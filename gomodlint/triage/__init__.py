"""Marks findings (ignored, known, new against a base); never drops them."""
