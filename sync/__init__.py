"""What phone and server must agree on: pure decisions; no database, clock or randomness (see README.md)."""
