"""`treadctl profiles`: the guided walks there are, a check of files, and workouts of others."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from treadctl.session.profile import Profile
    from treadctl.session.segments import Tier


@click.group()
def profiles() -> None:
    """Session profiles: list them, show one, check your own, import a workout."""


@profiles.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_profiles(as_json: bool) -> None:
    """List the profiles that come with treadctl."""
    from treadctl.session import profile

    found = [profile.find(name) for name in profile.names()]
    if as_json:
        click.echo(json.dumps([_summary(one) for one in found]))
    else:
        _print_table(
            ("name", "tier", "minutes", "km", "top km/h", "purpose"),
            [_row(one) for one in found],
        )


@profiles.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(name: str, as_json: bool) -> None:
    """Show one profile, by its name or its file, minute by minute."""
    from treadctl.session.profile import find

    found = find(name)
    if as_json:
        document = found.model_dump(mode="json", exclude_none=True) | _summary(found)
        click.echo(json.dumps(document))
        return
    click.echo(f"{found.name}: {found.title} (tier {found.tier})\n{found.purpose}")
    if found.disabled_reason is not None:
        click.echo(f"Switched off: {found.disabled_reason}")
    rows, start_min = [], 0.0
    for segment in found.segments:
        span = f"{start_min:g}-{start_min + segment.minutes:g}"
        rows.append((span, segment.name, segment.speed_kmh, segment.inclination_percent))
        start_min += segment.minutes
    _print_table(("minutes", "segment", "km/h", "incline %"), rows)
    if found.variable is not None:
        least, most = found.variable.min_minutes, found.variable.max_minutes
        click.echo(f"{found.variable.segment}: {least:g} to {most:g} minutes, as you choose.")


@profiles.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Check profile files; stop at the first bad one with its line and field."""
    from pathlib import Path

    from treadctl.session.profile import load

    for file in files:
        load(Path(file))
        click.echo(f"ok: {file}")


@profiles.command("import")
@click.argument("file")
@click.option("--tier", type=click.Choice(["A", "B", "C"]), default="A", show_default=True)
def import_file(file: str, tier: "Tier") -> None:
    """Show a Zwift .zwo or QZ .xml workout as a walk for a tier, and what was changed for that.

    Prints the profile as TOML; the rest goes to standard error. So
    `treadctl profiles import FILE > my-walk.toml` keeps it.
    """
    from pathlib import Path

    from treadctl.session.imports.workout import load
    from treadctl.session.imports.written import written

    found = load(Path(file), tier)
    before_min = 0.0
    for segment in found.profile.segments:
        span = f"{before_min:g}-{before_min + segment.minutes:g} min"
        slope = f"  {segment.inclination_percent:g} %" if segment.inclination_percent else ""
        click.echo(f"{span:15} {segment.speed_kmh:g} km/h{slope}  {segment.name}", err=True)
        before_min += segment.minutes
    for change in found.changes or ("Nothing had to be changed.",):
        click.echo(f"- {change}", err=True)
    click.echo(written(found.profile, found.changes), nl=False)


def _summary(profile: "Profile") -> dict[str, object]:
    """Return a profile's key figures; `disabled_reason` is absent while it is enabled."""
    found: dict[str, object] = {
        "name": profile.name,
        "title": profile.title,
        "tier": profile.tier,
        "purpose": profile.purpose,
        "enabled": profile.enabled,
        "duration_s": profile.duration_s,
        "distance_m": round(profile.distance_m, 1),
        "peak_speed_kmh": max(one.speed_kmh for one in profile.segments),
        "peak_inclination_percent": max(one.inclination_percent for one in profile.segments),
    }
    if profile.disabled_reason is not None:
        found["disabled_reason"] = profile.disabled_reason
    return found


def _row(profile: "Profile") -> tuple[object, ...]:
    return (
        profile.name if profile.enabled else f"{profile.name} (off)",
        profile.tier,
        f"{profile.duration_s / 60:g}",
        f"{profile.distance_m / 1000:.2f}",
        max(segment.speed_kmh for segment in profile.segments),
        profile.purpose,
    )


def _print_table(headers: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*headers)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console(markup=False, highlight=False, emoji=False).print(table)
