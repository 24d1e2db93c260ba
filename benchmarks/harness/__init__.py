"""The comparison of ./benchmark: see docs/benchmarks.md."""
