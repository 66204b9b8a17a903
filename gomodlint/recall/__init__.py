"""Gives the last answer again when nothing that it came from has changed, without loading what would find it anew."""
