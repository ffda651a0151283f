"""Pages for everybody: the catalogue of procedures and the calculator of return dates."""
