from treadctl.edges.fleet.boots import MOST_BOOTS, TOLD_FOR_S, Boots


def heard(*boots: str | None) -> Boots:
    """Introductions a second apart."""
    found = Boots()
    for now, boot in enumerate(boots):
        found.hear(boot, f"Model {boot}", float(now))
    return found


def test_one_machine_and_its_restarts_are_one() -> None:
    assert heard("a", "a", "b", "b", "c").two(5.0) is None


def test_an_old_boot_that_comes_back_is_a_second_machine() -> None:
    assert heard("a", "b", "a").two(3.0) == "Model a and Model b"


def test_two_machines_of_an_old_version_cannot_be_told_apart() -> None:
    assert heard(None, None, None).two(3.0) is None


def test_once_one_of_them_is_gone_it_is_forgotten() -> None:
    assert heard("a", "b", "a").two(3.0 + TOLD_FOR_S) is None


def test_many_restarts_are_forgotten_and_the_newest_is_not() -> None:
    boots = heard("a", *(f"b{n}" for n in range(MOST_BOOTS + 3)), "a")
    assert boots.two(20.0) is None
    boots.hear("b10", None, 20.0)
    assert boots.two(20.0) is not None
