"""gomodlint.lock as it should read: the third-party part of a graph, and what each program contains."""
