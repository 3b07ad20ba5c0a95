"""The staff's face of Florence: the home page of each role, the search box, and the chart."""
