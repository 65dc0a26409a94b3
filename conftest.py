"""What pytest leaves alone: modules that Django must load itself, and the cache of whoever runs it."""

import os
import tempfile

_CACHE = tempfile.TemporaryDirectory(prefix="shuangkong-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name

collect_ignore_glob = ["src/shuangkong/records/models.py", "src/shuangkong/records/migrations/*"]
