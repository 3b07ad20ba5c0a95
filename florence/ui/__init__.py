"""The look of Florence: base pages, components, charts, styles and scripts. No table, no hospital rule."""
