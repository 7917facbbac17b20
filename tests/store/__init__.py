"""The cache, tested on real files."""
