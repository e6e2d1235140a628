"""What needs no rounds of several servers: memory, start, and what the number of sessions does."""

import socket

import doorward
import lua
from measure import load
from subjects import BINARY, CLIENTS, RUN, fresh

STARTS = 10
SESSIONS_IN_USE = 100_000
FEW_SESSIONS = 1_000


def seeded(name, count):
    """A store with `count` live sessions, and the time of the first."""
    folder = fresh(name)
    server = doorward.Doorward(BINARY, folder)
    doorward.register(server)
    doorward.sign_in(server)
    server.stop()
    print(f"seeding {count} sessions", flush=True)
    return folder, doorward.seed(folder, count)


def spread(count, first_ms, of):
    """The tokens of `count` sessions, evenly spread over a store that has `of`."""
    return [doorward.access_token(number * of // count, first_ms) for number in range(count)]


def visit_all(server, script, count, seconds=4):
    """Loads until each of `count` tokens has been presented; gives the CPU of the first load."""
    first = done = load(server, "/api/user", seconds, CLIENTS, script=script)
    while done.count < count:
        seconds *= 2
        done = load(server, "/api/user", seconds, CLIENTS, script=script)
    return first.cpu_us


def idle_kilobytes(server, headers, connections):
    """Memory that an idle keep-alive connection holds after one request."""
    before = server.resident_mb()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    ask = f"GET /api/user HTTP/1.1\r\nHost: localhost:{server.port}\r\nUser-Agent: bench\r\n{lines}\r\n".encode()
    peers = []
    for _ in range(connections):
        peer = socket.create_connection(("127.0.0.1", server.port))
        peer.sendall(ask)
        if not peer.recv(65536).startswith(b"HTTP/1.1 200"):
            raise SystemExit("an idle connection was refused")
        peers.append(peer)
    grown = (server.resident_mb() - before) * 1000 / connections
    for peer in peers:
        peer.close()
    return grown


def memory_and_start(facts, options):
    folder, first_ms = seeded("in-use", SESSIONS_IN_USE)
    existing, empty = [], []
    for _ in range(STARTS):
        server = doorward.Doorward(BINARY, folder)
        existing.append(server.start_ms)
        server.stop()
        server = doorward.Doorward(BINARY, fresh("empty"))
        empty.append(server.start_ms)
        server.stop()
    facts["start, existing store"], facts["start, empty folder"] = existing, empty
    server = doorward.Doorward(BINARY, folder)
    try:
        facts["memory at start"] = [server.resident_mb()]
        headers = doorward.bearer(doorward.access_token(0, first_ms))
        load(server, "/api/user", 1, CLIENTS, headers)
        facts["memory of an idle connection"] = [idle_kilobytes(server, headers, options.connections)]
    finally:
        server.stop()
    server = doorward.Doorward(BINARY, folder)
    try:
        tokens = spread(SESSIONS_IN_USE, first_ms, SESSIONS_IN_USE)
        visit_all(server, lua.bearers(RUN, "in-use", tokens), SESSIONS_IN_USE)
        facts["memory in use"] = [server.resident_mb()]
    finally:
        server.stop()


def growth(samples, facts, options):
    """The check with a thousand sessions, all in use, beside one with millions, 100,000 of them in use."""
    cells = []
    for name, count, used in (
        ("check, few sessions", FEW_SESSIONS, FEW_SESSIONS),
        ("check, many sessions", options.growth, min(options.growth, SESSIONS_IN_USE)),
    ):
        folder, first_ms = seeded(name.replace(", ", "-").replace(" ", "-"), count)
        script = lua.bearers(RUN, name.replace(" ", "-"), spread(used, first_ms, count))
        server = doorward.Doorward(BINARY, folder)
        facts[f"first visits, {name}"] = [visit_all(server, script, used)]
        cells.append((name, server, script))
    try:
        for _ in range(options.rounds):
            for name, server, script in cells:
                samples.add(name, load(server, "/api/user", options.seconds, CLIENTS, script=script))
        facts["memory, many sessions"] = [cells[-1][1].resident_mb()]
    finally:
        for _, server, _ in cells:
            server.stop()
