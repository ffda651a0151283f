"""REST doors of the catalogue and the calculator, open to everybody."""
