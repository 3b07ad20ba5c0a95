"""Paper: PDF by Typst, with fonts shipped here and tags for screen readers."""
