"""Where an exploration begins: with nothing, or at the turns of an ordinary walk."""

from collections.abc import Iterator

from tests.proof.promises import Judge
from tests.proof.scene import Scene
from tests.proof.worlds import CEILING_BPM, HIGHEST_KMH, Topic, World
from treadctl.model import Answer, SetTargetSpeed, StopCause
from treadctl.safety.supervisor import Supervisor

SETTLED_S, RISEN_S, STOOD_S = 9.0, 20.0, 4.0
CONFIRMED_S = 6.0  # until the machine is known to count in kilometres
IGNORED_S = 16.0  # more than twice what a belt at 2.2 km/h may need
NEARLY_DUE_S = 1.5  # a step takes 3.5 s: doubt, 1.25 s, and a lost page, 2 s, come before it


def beginnings(world: World, make: type[Supervisor], judge: Judge) -> Iterator[tuple[str, Scene]]:
    """A belt that stands; one just before its next rise; one at its limit; one stopped for pain;
    one that is stopped and goes on; one that stood since. Where that matters, a deck off level.
    """
    scene = Scene(world, world.supervisor(make), judge)
    if world.cold:
        yield "the beginning", scene
        return
    scene.hear(0.0)
    scene.hear(0.0)
    scene.connect()
    yield "a belt that stands", scene.copy()
    if world.has(Topic.DECK):
        sloped = scene.copy()
        sloped.percent = 0.6
        _live(sloped, 0.0, STOOD_S)
        yield "a deck that is off level", sloped.copy()
        sloped.level()
        yield "a deck that was tapped for", sloped
    _make_ready(scene)
    scene.start()
    _rise(scene, int(world.highest_kmh >= HIGHEST_KMH))
    _live(scene, _asked_kmh(scene), CONFIRMED_S)
    scene.aim(SetTargetSpeed(9.0))
    _live(scene, _asked_kmh(scene), NEARLY_DUE_S)
    yield "a belt that is due to rise", scene.copy()
    _rise(scene, 3)
    yield "a belt at its limit", scene.copy()
    speed_kmh = _asked_kmh(scene)
    scene.stop(StopCause.PAIN)
    yield "a belt that is stopped", scene.copy()
    ignoring = scene.copy()
    _live(ignoring, speed_kmh, IGNORED_S)
    yield "a belt that does not stop", ignoring
    _live(scene, 0.4, world.period_s)
    _live(scene, 0.0, STOOD_S)
    yield "a belt that stood for a while", scene


def _make_ready(scene: Scene) -> None:
    """All that a start needs."""
    if scene.world.tested:
        scene.press()
        scene.hear(0.0)
        scene.release()
    _live(scene, 0.0, SETTLED_S if scene.world.has(Topic.HEART) else scene.world.period_s)


def _asked_kmh(scene: Scene) -> float:
    targets = scene.rules.targets
    return targets.speed_kmh if targets else 0.0


def _rise(scene: Scene, rises: int) -> None:
    """So many rises, each asked for and obeyed; or as many as there are."""
    targets, until = scene.rules.targets, scene.now + RISEN_S
    if targets is None:
        return
    asked_kmh = targets.speed_kmh
    scene.take()
    scene.answer(Answer.ACCEPTED)
    while rises and scene.now < until and scene.rules.drive is not None:
        _live(scene, targets.speed_kmh, scene.world.period_s)
        scene.aim(SetTargetSpeed(9.0))
        scene.take()
        scene.answer(Answer.ACCEPTED)
        if targets.speed_kmh > asked_kmh:
            asked_kmh, rises = targets.speed_kmh, rises - 1
    _live(scene, targets.speed_kmh, 2 * scene.world.period_s)


def _live(scene: Scene, speed_kmh: float, seconds: float) -> None:
    """All that there is tells for a while that all is well."""
    until = scene.now + seconds
    while scene.now < until:
        if scene.world.has(Topic.PAGE):
            scene.page()
        if scene.world.has(Topic.HEART):
            scene.heart(CEILING_BPM - 30 + int(scene.now) % 2)
        scene.hear(speed_kmh)
