"""Pages of those who lead and watch over: figures that lead to the dossiers, no act."""
