"""`python -m treadctl`."""

from treadctl.cli import main

main()
