"""The cast: people of the demo hospital written by hand, each for something one can try or must not get wrong."""
