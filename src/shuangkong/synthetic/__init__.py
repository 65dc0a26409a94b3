"""Synthetic data (演示数据): an invented region, the same on every machine, that says so in every row."""
