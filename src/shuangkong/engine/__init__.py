"""Engine (计算引擎): one SQL text over frozen Parquet tables, answered in fixed-point numbers only."""

from shuangkong.engine.dialect import in_spark
from shuangkong.engine.duck import DuckEngine
from shuangkong.engine.parquet import read_parquet, write_parquet
from shuangkong.engine.protocol import Engine, Parameters
from shuangkong.engine.spark import SparkEngine

__all__ = ["DuckEngine", "Engine", "Parameters", "SparkEngine", "in_spark", "read_parquet", "write_parquet"]
