"""The recorder: every walk kept, in a database of this machine that no walk ever waits for."""
