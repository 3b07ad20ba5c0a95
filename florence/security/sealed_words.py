"""Words that people typed, sealed in a column of a row that names its own data key."""

from typing import Any

from florence.foundation import keys


def seal_words(row: Any, column: str, words: str) -> bytes:
    """The words, without the space around them, closed for one column of the row."""
    cipher = keys.cipher_for(row.key_id)
    return cipher.seal(words.strip().encode(), table=row._meta.db_table, column=column, row_id=row.id)


def open_words(row: Any, column: str) -> str:
    """The words of a column, or "" when there are none; raises KeyDestroyed when the record was erased."""
    sealed = getattr(row, column)
    if not sealed:
        return ""
    cipher = keys.cipher_for(row.key_id)
    opened = cipher.open(bytes(sealed), table=row._meta.db_table, column=column, row_id=row.id)
    return opened.decode()
