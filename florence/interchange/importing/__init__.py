"""Imports of whole collections of records: read, checked and stored in parts by several processes."""
