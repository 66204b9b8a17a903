"""Pictures of the import graph, for other programs and for people."""
