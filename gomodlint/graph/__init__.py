"""Packages and edges with the conditions under which they exist; reach, chains and cycles over them."""
