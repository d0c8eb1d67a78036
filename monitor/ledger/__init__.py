"""The life of a finding: who did what with it and why, kept in a chain of hashes. No I/O: the store keeps, the command tells."""
