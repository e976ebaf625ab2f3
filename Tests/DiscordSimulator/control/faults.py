"""Faults by name, for the control protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rest import RestFault

if TYPE_CHECKING:
    from ..simulator import Simulator
    from ..world import Guild

WHAT = (
    "region, kick, move, voice-end, voice-interrupt, voice-cut, gateway-cut, gateway-close, gateway-reconnect, "
    "gateway-invalidate, dave-version, forge, rest, knob"
)


async def break_something(simulator: Simulator, guild: Guild, command: dict[str, Any]) -> None:
    """Does what `command["what"]` names; `LookupError` for a name that is not known."""
    what = command.get("what")
    code = command.get("code")
    if what == "region":
        await simulator.voice.change_region(guild, gap=command.get("gap", 0.3))
    elif what == "kick":
        simulator.voice.kick(guild)
    elif what == "move":
        simulator.voice.move(guild, guild.channels[int(command["channel"])])
    elif what == "voice-end":
        simulator.voice.end(guild, code or 4006)
    elif what in ("voice-interrupt", "voice-cut"):
        simulator.voice.interrupt(guild, None if what == "voice-cut" else code or 4015)
    elif what == "gateway-cut":
        simulator.gateway.cut()
    elif what == "gateway-close":
        simulator.gateway.close(code or 4000)
    elif what == "gateway-reconnect":
        simulator.gateway.ask_reconnect()
    elif what == "gateway-invalidate":
        simulator.gateway.invalidate(resumable=bool(command.get("resumable")))
    elif what == "dave-version":
        simulator.voice.force_dave_version(guild, command.get("version"))
    elif what == "forge":
        session = simulator.voice.session(guild)
        if session is None or session.call.delivery is None:
            raise LookupError("the bot is in no call")
        session.call.delivery.forge(command["kind"], session.user_id)
    elif what == "rest":
        simulator.rest.knobs.faults.append(RestFault(**command["fault"]))
    elif what == "knob":
        _turn(simulator, command)
    else:
        raise LookupError(f"unknown fault {what!r}; known: {WHAT}")


def _turn(simulator: Simulator, command: dict[str, Any]) -> None:
    areas: dict[str, object] = {
        "gateway": simulator.gateway.knobs,
        "voice": simulator.voice.knobs,
        "dave": simulator.voice.knobs.dave,
        "rest": simulator.rest.knobs,
    }
    knobs = areas[command["area"]]
    if not hasattr(knobs, command["name"]):
        raise LookupError(f"no knob {command['name']!r} in {command['area']}")
    setattr(knobs, command["name"], command["value"])
