"""The edges process: the page, history, voice, phones and MQTT. Each may fail alone."""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from treadctl.board.places import PIN, VOICE
from treadctl.board.socket import far_window
from treadctl.board.window import Window
from treadctl.edges.before import local_day
from treadctl.edges.card_reader import add_card_reader
from treadctl.edges.look import USUAL, Look
from treadctl.edges.mqtt import publish
from treadctl.edges.mqtt_address import BrokerConfig
from treadctl.edges.people.people import People
from treadctl.edges.phone.address import Listen
from treadctl.edges.phone.invitation import Invitations, add_invitation
from treadctl.edges.phone.server import serve_phones
from treadctl.edges.professional.office import Office
from treadctl.edges.professional.routes import add_professional
from treadctl.edges.recorder.recorder import Recorder
from treadctl.edges.voice.aloud import aloud
from treadctl.edges.voice.prompts import Prompts, voices
from treadctl.edges.web import Extra, serve_page
from treadctl.errors import BadInput
from treadctl.pulse import beat
from treadctl.tasks import keep_running

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PHONES_RETRY_S = 10.0


@dataclass(frozen=True, slots=True)
class Edges:
    """What one edges process serves, beside the belt room at `socket`.

    Without a `history` nothing is kept, there is no voice, and what waits for the broker waits in
    memory. `phone`: where a second screen is served; `card_reader`: the device of one that types.
    """

    socket: Path
    port: int
    broker: BrokerConfig | None = None
    history: Path | None = None
    look: Look = USUAL
    phone: Listen | None = None
    card_reader: Path | None = None

    async def serve(self) -> None:
        """Serve until cancelled. Raises LinkLost once the belt room is gone."""
        recorder = self._recorder()
        spoken = self._voices()
        async with far_window(self.socket) as window, asyncio.TaskGroup() as tasks:
            tasks.create_task(window.run(), name="window")
            tasks.create_task(beat(), name="pulse")
            people = None if recorder is None else People(recorder)
            more = self._staff(people) + self._aloud(window, spoken)
            if self.phone is not None:
                invitations = Invitations()
                more.append(partial(add_invitation, invitations=invitations, listen=self.phone))
                phones = partial(_phones, window, self.phone, invitations)
                tasks.create_task(keep_running("phones", phones))
            page = partial(serve_page, window, HOST, self.port, people, spoken, self.look, more)
            tasks.create_task(keep_running("page", page))
            for language, prompts in spoken.items():
                tasks.create_task(keep_running(f"voice {language}", prompts.keep))
            if recorder is not None:
                tasks.create_task(keep_running("history", partial(recorder.record, window)))
            if self.broker is not None:
                mqtt = partial(publish, window, self.broker, recorder)
                tasks.create_task(keep_running("mqtt", mqtt))

    def _recorder(self) -> Recorder | None:
        if self.history is None:
            return None
        return Recorder(self.history, publishes=self.broker is not None)

    def _voices(self) -> dict[str, Prompts]:
        if self.history is None:
            return {}
        return voices(self.history.parent / VOICE, self.look.words_per_minute)

    def _staff(self, people: People | None) -> list[Extra]:
        if people is None or self.history is None:
            return []
        office = Office(people, self.history.with_name(PIN), local_day)
        staff: list[Extra] = [partial(add_professional, office=office, look=self.look)]
        if self.card_reader is not None:
            staff.append(partial(add_card_reader, device=self.card_reader))
        return staff

    def _aloud(self, window: Window, spoken: dict[str, Prompts]) -> list[Extra]:
        if not spoken:
            return []
        return [aloud(window, spoken[self.look.language], self.look.language)]


async def _phones(window: Window, listen: Listen, invitations: Invitations) -> None:
    """Serve phones once their address is there: a network may come late, and go."""
    told = ""
    while True:
        try:
            await serve_phones(window, listen, invitations)
        except BadInput as error:
            if str(error) != told:
                log.warning("%s It is tried again every %g s.", error, PHONES_RETRY_S)
            told = str(error)
        await asyncio.sleep(PHONES_RETRY_S)
