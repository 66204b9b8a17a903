"""A Verdict as text in many formats; pure functions."""
