"""Engine (计算引擎): one SQL text over frozen Parquet tables, answered in fixed-point numbers only."""

from shuangkong.engine.duck import DuckEngine
from shuangkong.engine.parquet import read_parquet, write_parquet
from shuangkong.engine.protocol import Engine, Parameters

__all__ = ["DuckEngine", "Engine", "Parameters", "read_parquet", "write_parquet"]
