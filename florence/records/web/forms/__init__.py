"""The forms of the chart."""
