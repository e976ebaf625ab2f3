"""`python -m DiscordSimulator`: a simulated Discord for another process to drive by JSON lines (see README.md)."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys

from .control import Controller, serve
from .simulator import Simulator


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m DiscordSimulator", description=__doc__)
    parser.add_argument("--guilds", type=int, default=1, help="guilds to begin with, each with a listener in voice")
    parser.add_argument("--dave", type=int, choices=(0, 1), default=0, help="the highest DAVE version offered")
    parser.add_argument("--plain", action="store_true", help="http and ws instead of https and wss")
    parser.add_argument("--regions", type=int, default=2, help="voice servers")
    parser.add_argument("--udp-sockets", type=int, default=2, help="UDP sockets shared by all voice sessions")
    parser.add_argument("--send-limit", type=int, default=120, help="gateway messages a client may send in 60 s")
    parser.add_argument("--count-only", action="store_true", help="count and time packets, don't decrypt or keep them")
    parser.add_argument("--verbose", action="store_true", help="log to standard error")
    return parser.parse_args()


async def main() -> None:
    """Starts the simulator and serves commands until standard input ends."""
    options = arguments()
    logging.basicConfig(stream=sys.stderr, level=logging.DEBUG if options.verbose else logging.ERROR)
    async with Simulator(tls=not options.plain, regions=options.regions, udp_sockets=options.udp_sockets) as simulator:
        simulator.gateway.knobs.send_limit = options.send_limit
        simulator.voice.knobs.dave_version = options.dave
        simulator.voice.knobs.record = not options.count_only
        async with Controller(simulator) as controller:
            for number in range(options.guilds):
                controller.add_guild(f"Guild {number + 1}")
            await serve(controller)


if __name__ == "__main__":
    asyncio.run(main())
