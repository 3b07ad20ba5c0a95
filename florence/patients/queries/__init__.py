"""Reads of people: who somebody is, whom one cares for, and finding them again."""
