"""Arguments in, exit status out; one verb per file; the only place that prints."""
