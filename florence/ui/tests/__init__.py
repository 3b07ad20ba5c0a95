"""Tests of the look: contrast, lint, budgets, words and components."""
