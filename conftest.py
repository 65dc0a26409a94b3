"""What pytest leaves alone: modules that Django must load itself."""

collect_ignore_glob = ["src/shuangkong/records/models.py", "src/shuangkong/records/migrations/*"]
