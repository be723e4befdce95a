"""What is behind `treadctl install`, `update` and `uninstall`: a gym's machine, without internet.

Needs nothing but click: a computer whose Python changed runs this out of the wheels themselves.
"""
