"""Migrations of the records (记录库结构变更)."""

__all__: list[str] = []
