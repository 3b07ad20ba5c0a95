"""Management commands of this slice, reached by `florence manage`."""
