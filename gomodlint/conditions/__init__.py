"""The algebra of build configurations: ports, cgo, tags; and, or, not, satisfiable, witness, shortest label."""
