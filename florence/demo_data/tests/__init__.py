"""Tests of the demo hospital's people."""
