#!/usr/bin/env python3
"""Measures Doorward beside its limits and its peers, in one run, in interleaved rounds.

    bench/run.py [--quick] [--rounds N] [--seconds N] [--growth SESSIONS] [--output FILE]

`scripts/bench` builds what this needs. CPU per request comes first: on a busy machine it is the figure that
stands still. A ratio is taken inside each round; what is reported is the median and the range.
"""

import argparse
import json
import os
from pathlib import Path

import doorward
import lua
import report
import subjects
from callbacks import callbacks
from gateway import gateway
from house import house
from measure import allow_many_files, load
from still import growth, memory_and_start
from subjects import BINARY, CHECKING, CLIENTS, LOGGING_IN, ROOT, RUN, fresh

IDLE_CONNECTIONS = 5_000


class Samples(dict):
    """For each cell, what each round gave."""

    def add(self, cell, sample):
        self.setdefault(cell, []).append(sample)
        cpu = f"{sample.cpu_us:10.1f} us CPU" if sample.cpu_us else " " * 17
        print(f"  {cell:<34} {sample.rate:10.0f}/s {cpu}  p99 {sample.p99_ms:8.2f} ms", flush=True)

    def of(self, cell, figure):
        return [getattr(sample, figure) for sample in self[cell]]

    def ratio(self, cell, other, figure):
        return [a / b for a, b in zip(self.of(cell, figure), self.of(other, figure))]


class SideBySide:
    """All servers of the interleaved rounds, started once; they cost nothing while idle."""

    def __init__(self):
        self.axum = subjects.axum("axum", 1)
        self.axum_wide = subjects.axum("axum-wide", os.cpu_count())
        self.doorward = doorward.Doorward(BINARY, fresh("doorward"))
        self.authjs = subjects.node("authjs", "authjs.mjs", "/auth/csrf")
        self.model = subjects.node("librechat-model", "librechat-model.cjs", "/health")
        for server in (self.doorward, self.model):
            doorward.register(server)
        self.login = lua.post_json(RUN, "login", doorward.LOGIN)
        _, _, token = doorward.request(self.axum, "GET", "/token")
        self.jwt = doorward.bearer(token)
        self.cookie = {"Cookie": (self.authjs.folder / "authjs.cookie").read_text()}

    def round(self, samples, seconds):
        token, model_token = (
            doorward.bearer(doorward.sign_in(server)[0]) for server in (self.doorward, self.model)
        )
        door, model, login = self.doorward, self.model, self.login
        samples.add("axum", load(self.axum, "/", seconds, CLIENTS))
        samples.add("check", load(door, "/api/user", seconds, CLIENTS, token))
        samples.add("axum, all cores", load(self.axum_wide, "/", seconds, CLIENTS))
        samples.add("axum with HS256", load(self.axum, "/jwt", seconds, CLIENTS, self.jwt))
        samples.add("Auth.js check", load(self.authjs, "/auth/session", seconds, CLIENTS, self.cookie))
        cookie = doorward.authjs_cookie(door)
        samples.add("session endpoint", load(door, "/api/auth/session", seconds, CLIENTS, cookie))
        samples.add("LibreChat model check", load(model, "/api/user", seconds, CLIENTS, model_token))
        samples.add("refresh", subjects.chains(door, seconds))
        samples.add("rotation loop", subjects.rotation_loop(seconds))
        samples.add("LibreChat model refresh", subjects.chains(model, seconds))
        samples.add("raw argon2id", subjects.raw_hash())
        samples.add("login", load(door, "/api/auth/login", seconds, LOGGING_IN, script=login))
        samples.add("LibreChat model login", load(model, "/api/auth/login", seconds, LOGGING_IN, script=login))
        samples.add("quiet check", load(door, "/api/user", seconds, CHECKING, token))
        for cell, sample in zip(("check during logins", "login during checks"), subjects.storm(door, seconds, token, login)):
            samples.add(cell, sample)

    def stop(self):
        for server in (self.axum, self.axum_wide, self.doorward, self.authjs, self.model):
            server.stop()


def side_by_side(samples, facts, options):
    servers = SideBySide()
    try:
        facts["revoked at once"] = doorward.revocation_is_immediate(servers.doorward)
        print("warming up", flush=True)
        servers.round(Samples(), 1)
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            servers.round(samples, options.seconds)
    finally:
        servers.stop()


def arguments():
    parser = argparse.ArgumentParser(description="Measures Doorward beside its limits and its peers.")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 2 s and a smaller store: a trial")
    parser.add_argument("--rounds", type=int, help="interleaved rounds (5)")
    parser.add_argument("--seconds", type=int, help="length of each closed loop (5)")
    parser.add_argument("--growth", type=int, help="sessions of the large store (10,000,000)")
    parser.add_argument("--output", type=Path, help="where the table goes (docs/BENCHMARKS.md; none when quick)")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (2 if options.quick else 5)
    options.growth = options.growth or (100_000 if options.quick else 10_000_000)
    options.connections = 1_000 if options.quick else IDLE_CONNECTIONS
    if not options.quick:
        options.output = options.output or ROOT / "docs/BENCHMARKS.md"
    return options


def main():
    options = arguments()
    allow_many_files()
    RUN.mkdir(exist_ok=True)
    samples, facts = Samples(), {}
    began = report.begin()
    side_by_side(samples, facts, options)
    memory_and_start(facts, options)
    growth(samples, facts, options)
    callbacks(samples, facts, options)
    house(samples, facts, options)
    gateway(samples, facts, options)
    text = report.render(samples, facts, options, began)
    if options.output:
        options.output.write_text(text)
    (RUN / "results.json").write_text(json.dumps(
        {"samples": {cell: [vars(one) for one in all_] for cell, all_ in samples.items()}, "facts": facts}, indent=1,
    ))
    print(text)
    return 1 if report.MISSED in text else 0


if __name__ == "__main__":
    raise SystemExit(main())
