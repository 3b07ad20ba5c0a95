"""The people cared for: registration, their numbers and names, and finding them again."""
