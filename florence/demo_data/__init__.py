"""The people of the demo hospital: 200 shipped synthetic lives and a cast written by hand, always as of now."""
