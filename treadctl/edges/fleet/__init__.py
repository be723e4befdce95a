"""All machines of a gym, as their broker tells of them."""
