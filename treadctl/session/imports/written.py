"""A profile as the TOML file it could be loaded from. Pure."""

import json
from collections.abc import Sequence

from treadctl.session.profile import Profile


def written(profile: Profile, remarks: Sequence[str] = ()) -> str:
    """The text, with the remarks as comments at the top. For profiles without variable parts."""
    lines = [f"# {remark}" for remark in remarks]
    lines += [""] if remarks else []
    for key in ("name", "title", "tier", "purpose"):
        lines.append(f"{key} = {_text(getattr(profile, key))}")
    lines.append(f"check_ins_min = {json.dumps(list(profile.check_ins_min))}")
    for segment in profile.segments:
        lines += ["", "[[segments]]", f"name = {_text(segment.name)}"]
        lines.append(f"minutes = {segment.minutes:g}")
        lines.append(f"speed_kmh = {segment.speed_kmh}")
        if segment.inclination_percent:
            lines.append(f"inclination_percent = {segment.inclination_percent}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML string: for printable text JSON writes the same."""
    return json.dumps(value, ensure_ascii=False)
