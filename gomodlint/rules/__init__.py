"""One file per rule; its docstring is its manual page."""
