"""A terminal that takes nothing in keeps nobody waiting. Real pipes and a real pty."""

import io
import os
import pty
import threading
from contextlib import suppress

import pytest

from treadctl.cli.aside import FRAMES, Aside


def test_what_is_written_comes_out_in_order() -> None:
    file = io.StringIO()
    aside = Aside(file)
    for word in ("one ", "two ", "three"):
        assert aside.write(word) == len(word)
    aside.flush()
    aside.close()
    assert file.getvalue() == "one two three"


@pytest.mark.realtime
def test_a_reader_that_never_reads_costs_frames_and_no_time() -> None:
    """4 MB into a pipe that holds 64 kB: without the thread this would wait for ever."""
    reading, writing = os.pipe()
    file = os.fdopen(writing, "w")
    aside = Aside(file)
    done = threading.Event()

    def write_much() -> None:
        for _ in range(40):
            aside.write("x" * 100_000)
        done.set()

    threading.Thread(target=write_much, daemon=True).start()
    assert done.wait(60.0)
    assert os.read(reading, 3) == b"xxx"
    assert aside._waiting.qsize() <= FRAMES
    os.close(reading)
    aside._thread.join(10.0)
    with suppress(OSError):
        file.close()


@pytest.mark.realtime
def test_a_reader_that_is_gone_is_an_error_of_the_next_write() -> None:
    reading, writing = os.pipe()
    file = os.fdopen(writing, "w")
    aside = Aside(file)
    os.close(reading)
    aside.write("x")
    aside._thread.join(10.0)
    with pytest.raises(OSError):
        aside.write("y")
    with suppress(OSError):
        file.close()


@pytest.mark.realtime
def test_it_is_a_terminal_if_what_is_behind_it_is_one() -> None:
    far, near = pty.openpty()
    file = os.fdopen(near, "w")
    aside = Aside(file)
    assert aside.isatty() and aside.fileno() == near and aside.encoding == file.encoding
    aside.close()
    file.close()
    os.close(far)
