"""A house full of people: searching among them, mailing to them, and guessing at their passwords."""

import os
import subprocess
import time

import doorward
import lua
from measure import Load, Server, free_port, load, wrk_command
from subjects import BINARY, CHECKING, ROOT, RUN, Loop, fresh

MILLION = 1_000_000
LETTERS = 500
# Connections that guess, and how long each waits before it guesses again, in milliseconds: 1,000 a second.
GUESSERS, PAUSE_MS = 50, 50
SEARCHES = (
    ("search, a whole address", "/api/admin/users/search?q=user654321%40example.test"),
    ("search, a family of 200", "/api/admin/users/search?q=family4321&limit=50"),
    ("search, what everybody has", "/api/admin/users/search?q=us&limit=50"),
    ("list of people, a page", "/api/admin/users?limit=50&offset=0"),
)


def search(samples, facts, options):
    """One administrator who searches among a million people."""
    people = MILLION if not options.quick else MILLION // 10
    folder = fresh("people")
    server = doorward.Doorward(BINARY, folder)
    doorward.register(server)
    server.stop()
    doorward.seed_people(folder, people)
    server = doorward.Doorward(BINARY, folder)
    facts["people"] = people
    try:
        headers = doorward.bearer(doorward.sign_in(server)[0])
        for cell, path in SEARCHES:
            for _ in range(options.rounds):
                samples.add(cell, load(server, path, 1, 1, headers))
    finally:
        server.stop()


def mails(facts, options):
    """How fast letters leave that have gathered while the mail server was away."""
    port = free_port()
    folder = fresh("mails")
    settings = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_FROM": "door@example.test"}
    server = doorward.Doorward(BINARY, folder, settings)
    letters = LETTERS if not options.quick else LETTERS // 5
    try:
        doorward.register(server)
        for n in range(1, letters):
            person = {**doorward.PERSON, "username": f"bench{n}", "email": f"bench{n}@example.test"}
            doorward.expect_200(doorward.request(server, "POST", "/api/auth/register", person), "registration")
        with Sink(port) as sink:
            environment = {**os.environ, **doorward.settings(folder, server.port), **settings}
            retry = [str(BINARY), "mail", "retry", "--all"]
            subprocess.run(retry, env=environment, cwd=folder, check=True, capture_output=True)
            facts["letters"], facts["mails a second"] = letters, [sink.rate(letters)]
    finally:
        server.stop()


class Sink:
    """The mail server of the tests."""

    def __init__(self, port):
        environment = {**os.environ, "MODE": "plain", "PORT": str(port)}
        command = ["/usr/bin/python3", str(ROOT / "tests/peers/mail/sink.py")]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.process.stdout.readline()

    def rate(self, letters):
        """Mails a second between the first and the last of `letters`."""
        self.process.stdout.readline()
        began = time.monotonic()
        for _ in range(letters - 1):
            self.process.stdout.readline()
        return (letters - 1) / (time.monotonic() - began)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def guessing(samples, facts, options):
    """Session checks while somebody guesses 1,000 passwords a second."""
    server = doorward.Doorward(BINARY, fresh("guessing"), {"LOGIN_MAX": "7"})
    try:
        doorward.register(server)
        headers = doorward.bearer(doorward.sign_in(server)[0])
        guess = lua.paced_post_json(RUN, "guess", {**doorward.LOGIN, "password": "not the password"}, PAUSE_MS)
        guesses = []
        for _ in range(options.rounds):
            samples.add("check, nobody guesses", load(server, "/api/user", options.seconds, CHECKING, headers))
            command = wrk_command(f"{server.url}/api/auth/login", options.seconds + 2, GUESSERS, None, guess)
            storm = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            checks = load(server, "/api/user", options.seconds, CHECKING, headers)
            guesses.append(Load(storm.communicate(timeout=options.seconds + 60)[0], 0.0).rate)
            # The CPU of the two cannot be told apart.
            samples.add("check during guesses", Loop(checks.rate, 0.0, checks.p50_ms, checks.p99_ms))
        facts["guesses a second"] = guesses
    finally:
        server.stop()


def house(samples, facts, options):
    search(samples, facts, options)
    mails(facts, options)
    guessing(samples, facts, options)
