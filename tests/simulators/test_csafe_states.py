import pytest

from simulators.csafe_states import State, after

GO_IDLE, GO_HAVE_ID, GO_IN_USE, GO_FINISHED, GO_READY, BAD_ID = 0x82, 0x83, 0x85, 0x86, 0x87, 0x88


def test_the_usual_path_leads_through_all_states_of_a_walk() -> None:
    state: State | None = State.READY
    path = []
    for command in (GO_IDLE, GO_HAVE_ID, GO_IN_USE, GO_FINISHED, GO_READY):
        assert state is not None
        state = after(command, state)
        path.append(state)
    assert path == [State.IDLE, State.HAVE_ID, State.IN_USE, State.FINISHED, State.READY]


@pytest.mark.parametrize("command", [GO_IDLE, GO_HAVE_ID, GO_IN_USE, GO_FINISHED, GO_READY, 0x99])
@pytest.mark.parametrize("state", [State.ERROR, State.MANUAL, State.OFF_LINE])
def test_nothing_leads_out_of_the_states_that_a_host_does_not_own(
    command: int, state: State
) -> None:
    assert after(command, state) is None


@pytest.mark.parametrize("state", [state for state in State if state is not State.HAVE_ID])
def test_only_a_machine_with_an_id_goes_in_use(state: State) -> None:
    assert after(GO_IN_USE, state) in {None, state}


def test_a_bad_id_leads_back() -> None:
    assert after(BAD_ID, State.HAVE_ID) is State.IDLE
    assert after(BAD_ID, State.IDLE) is None
