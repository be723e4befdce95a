import pytest

from simulators.noise import Noise

FRAME = bytes(range(19))


def received(noise: Noise, frames: int = 2000) -> list[tuple[bytes, ...]]:
    return [noise(FRAME) for _ in range(frames)]


def test_a_quiet_radio_changes_nothing() -> None:
    assert set(received(Noise(1))) == {(FRAME,)}


def test_the_same_seed_spoils_the_same_frames() -> None:
    first, again, other = (
        received(Noise(seed, garbage=0.1, truncate=0.1, duplicate=0.1)) for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


def test_each_fraction_is_kept() -> None:
    got = received(Noise(3, garbage=0.1, truncate=0.2, duplicate=0.3))
    doubled = sum(len(frames) == 2 for frames in got)
    shortened = sum(len(frames[0]) < len(FRAME) for frames in got)
    garbled = sum(len(frames[0]) == len(FRAME) and frames[0] != FRAME for frames in got)
    fractions = [count / len(got) for count in (garbled, shortened, doubled)]
    assert fractions == pytest.approx([0.1, 0.2, 0.3], abs=0.03)


def test_a_shortened_frame_is_the_beginning_of_the_whole_one() -> None:
    assert all(FRAME.startswith(frames[0]) for frames in received(Noise(3, truncate=1.0)))
