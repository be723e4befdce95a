"""The section `[phone]` of a service's configuration."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from treadctl.edges.phone.address import parse
from treadctl.errors import BadInput


def _listen(text: str) -> str:
    try:
        parse(text)
    except BadInput as error:
        raise PydanticCustomError("listen", "{why}", {"why": str(error)}) from error
    return text


class PhoneConfig(BaseModel):
    """A phone as a second screen: it watches and may stop. Without this section there is none.

    It opens one port on that network, without encryption. There anyone can stop the belt; only a
    phone that scanned the screen's code can watch, and no phone can start or speed up anything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    listen: Annotated[str, AfterValidator(_listen)] = Field(
        description="This machine's own address on the network and a port: 192.168.1.5:8081."
    )
