"""Expressions (表达式): a small typed, safe language for row rules, limits, indicators and prices."""
