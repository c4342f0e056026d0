"""The only place where sync meets the database: what phones send, and what they are told."""
