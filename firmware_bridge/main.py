"""What a Pico starts: this file lies at the root of its flash, all others in firmware_bridge/."""

from firmware_bridge.board_pico import main

main()
