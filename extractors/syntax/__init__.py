"""What the syntax tree says: units, directives, MPI calls, programming models."""
