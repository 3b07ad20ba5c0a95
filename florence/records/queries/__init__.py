"""What is read from the record: lists, summaries, values over time, versions."""
