"""Tests of what composes the product."""
