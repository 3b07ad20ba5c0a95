"""Pages of the interface itself: the component page and the error pages."""
