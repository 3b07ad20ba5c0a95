"""The people of the demo hospital: shipped synthetic lives and a cast written by hand, always as of now."""
