"""REST doors of the dossiers: translate, make one call, translate back."""
