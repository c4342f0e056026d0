"""What phone and server must agree on: pure decisions, no database, no clock, no randomness (see README.md)."""
