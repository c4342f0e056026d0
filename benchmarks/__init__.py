"""Benchmarks: each file is one, with `run(engine) -> dict` of figures. Start: python -m benchmarks NAME --json."""
