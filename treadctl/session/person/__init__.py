"""One walker: what is known of them, and which walks they may be offered today. Pure."""
