"""Benchmarks at a province's scale; `make bench` runs them, no test does. See README.md."""
