"""What imports cost before main starts: the file of figures, levels, and sums over the import graph."""
