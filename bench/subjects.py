"""What is measured, and where its files lie: servers, and the limits that no server can pass."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import doorward
from measure import Server, free_port, load, load_in_background

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RUN = HERE / "run"
BINARY = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/doorward"
LIMITS = RUN / "target/release"

CLIENTS = 32
LOGGING_IN = 4
CHECKING = 16
HASHES = 60


@dataclass
class Loop:
    """What a limit or a chain of refreshes gave: a rate, the CPU of each, latencies where they are known."""

    rate: float = 0.0
    cpu_us: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    first_p99_ms: float = 0.0


def fresh(name):
    folder = RUN / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def node(name, script, ready):
    folder, port = fresh(name), free_port()
    environment = {"PORT": str(port), "RUN": str(folder), "NODE_ENV": "production"}
    server = Server(name, ["node", script], port, ready, environment, HERE / "peers", folder / "log")
    server.folder = folder
    return server


def axum(name, workers):
    port = free_port()
    command = [str(LIMITS / "hello"), str(port), str(workers), doorward.ACCESS_SECRET]
    return Server(name, command, port, "/", log=RUN / f"{name}.log")


def chains(server, seconds):
    """Refresh rotation by CLIENTS closed loops, each over a session of its own."""
    tokens = "\n".join(doorward.sign_in(server)[1] for _ in range(CLIENTS))
    before = server.cpu_s()
    command = [str(LIMITS / "chains"), str(server.port), str(seconds)]
    done = subprocess.run(command, input=tokens, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"refreshes at {server.name}: {done.stderr}\n{server.tail()}")
    count, elapsed, p50, p99 = map(float, done.stdout.split())
    return Loop(count / elapsed, (server.cpu_s() - before) / count * 1e6, p50, p99)


def rotation_loop(seconds):
    command = [str(LIMITS / "rotation"), str(fresh("rotation-loop")), str(seconds), str(CLIENTS)]
    rate, cpu, _ = map(float, subprocess.check_output(command, text=True).split())
    return Loop(rate, cpu)


def raw_hash():
    command = [str(LIMITS / "argon2id"), *(str(doorward.ARGON2[key]) for key in "mtp"), str(HASHES)]
    cpu = float(subprocess.check_output(command, text=True))
    return Loop(1e6 / cpu, cpu)


def storm(server, seconds, headers, login):
    """Checks while others keep logging in; the logins begin first and end last."""
    finish = load_in_background(server, "/api/auth/login", seconds + 2, LOGGING_IN, script=login)
    checks = load(server, "/api/user", seconds, CHECKING, headers)
    logins = finish()
    # The CPU of the two cannot be told apart.
    return Loop(checks.rate, 0.0, checks.p50_ms, checks.p99_ms), Loop(logins.rate, 0.0, logins.p50_ms, logins.p99_ms)
