"""Where the page gets its voice: a list of what can be said, and a file for each sentence."""

from collections.abc import Mapping

from aiohttp import web

from treadctl.edges.voice.prompts import Prompts
from treadctl.edges.words import ENGLISH

LIST_PATH = "/api/v1/voice"
FILES = "/voice/"


def add_voice(app: web.Application, voices: Mapping[str, Prompts]) -> None:
    """Serve each language of `voices`; one that is missing has an empty list."""
    routes = _Routes(voices)
    app.router.add_get(LIST_PATH, routes.list)
    app.router.add_get(FILES + "{language}/{name}", routes.file)


class _Routes:
    """The addresses of the voice."""

    def __init__(self, voices: Mapping[str, Prompts]) -> None:
        self._voices = voices

    async def list(self, request: web.Request) -> web.Response:
        """`files`: the address for each sentence. `complete`: no more will come."""
        language = request.query.get("language", ENGLISH)
        prompts = self._voices.get(language)
        if prompts is None:
            return web.json_response({"complete": True, "files": {}})
        prompts.wish()
        files = {words: f"{FILES}{language}/{file.name}" for words, file in prompts.files.items()}
        return web.json_response({"complete": prompts.complete, "files": files})

    async def file(self, request: web.Request) -> web.FileResponse:
        """Only what is on the list: a name cannot lead anywhere else."""
        prompts = self._voices.get(request.match_info["language"])
        for file in prompts.files.values() if prompts else ():
            if file.name == request.match_info["name"]:
                return web.FileResponse(file, headers={"Content-Type": "audio/wav"})
        raise web.HTTPNotFound(text="Nobody says that.")
