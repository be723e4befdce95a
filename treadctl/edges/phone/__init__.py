"""The second screen: a phone on the same network that watches, and may stop. Off by default."""
