from treadctl.protocols.ftms_tables import EVENTS, OPERATIONS, RESULTS, TRAINING


def test_the_tables_have_every_code_of_the_standard_and_no_other() -> None:
    assert set(OPERATIONS) == set(range(0x15))
    assert set(EVENTS) == {*range(0x01, 0x16), 0xFF}
    assert set(RESULTS) == set(range(0x01, 0x06))
    assert set(TRAINING) == set(range(0x10))


def test_no_two_codes_have_the_same_name() -> None:
    for rows in (OPERATIONS, EVENTS):
        assert len({row.name for row in rows.values()}) == len(rows)
    for names in (RESULTS, TRAINING):
        assert len(set(names.values())) == len(names)
