"""Where the page gets its voice: a list of what can be said, and a file for each sentence."""

from aiohttp import web

from treadctl.edges.voice.prompts import Prompts

LIST_PATH = "/api/v1/voice"
FILES = "/voice/"


def add_voice(app: web.Application, prompts: Prompts | None) -> None:
    """Serve `prompts`; without any the list is empty, and the page does without."""
    routes = _Routes(prompts)
    app.router.add_get(LIST_PATH, routes.list)
    app.router.add_get(FILES + "{name}", routes.file)


class _Routes:
    """The addresses of the voice."""

    def __init__(self, prompts: Prompts | None) -> None:
        self._prompts = prompts

    async def list(self, _request: web.Request) -> web.Response:
        """`files`: the address for each sentence. `complete`: no more will come."""
        if self._prompts is None:
            return web.json_response({"complete": True, "files": {}})
        self._prompts.wish()
        files = {words: FILES + file.name for words, file in self._prompts.files.items()}
        return web.json_response({"complete": self._prompts.complete, "files": files})

    async def file(self, request: web.Request) -> web.FileResponse:
        """Only what is on the list: a name cannot lead anywhere else."""
        files = self._prompts.files.values() if self._prompts else ()
        for file in files:
            if file.name == request.match_info["name"]:
                return web.FileResponse(file, headers={"Content-Type": "audio/wav"})
        raise web.HTTPNotFound(text="Nobody says that.")
