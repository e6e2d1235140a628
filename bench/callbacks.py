"""Sign-ins at a provider: what the callback costs beside waiting for the provider, and how often that is asked."""

import statistics
import subprocess
import time
from dataclasses import dataclass

import doorward
from measure import Server, free_port, load
from subjects import BINARY, CLIENTS, LIMITS, RUN, Loop, fresh

FEW_CLIENTS = 4
AT_ONCE = 200
BACKGROUND = ("/.well-known/openid-configuration", "/jwks")
OPENID, GITHUB = "/oauth/openid", "/oauth/github"
# Cell, provider, people, clients.
CELLS = (
    ("callback, OpenID", OPENID, "same", 1),
    ("callback, GitHub", GITHUB, "same", 1),
    ("callback, OpenID, new people", OPENID, "new", 1),
    ("callback, OpenID, several", OPENID, "same", FEW_CLIENTS),
    ("callback, GitHub, several", GITHUB, "same", FEW_CLIENTS),
)


@dataclass
class Callbacks(Loop):
    """A closed loop of callbacks; what each spent at the provider is taken off that very one."""

    provider_p50_ms: float = 0.0
    own_p50_ms: float = 0.0
    own_p99_ms: float = 0.0


class Provider(Server):
    """The stand-in. Its log says what it was asked for, by which sign-in, and how long it took."""

    def __init__(self):
        port = free_port()
        super().__init__("provider", [str(LIMITS / "provider"), str(port)], port, "/ready", log=RUN / "provider.log")

    def settings(self):
        return {
            "ALLOW_SOCIAL_LOGIN": "true",
            "ALLOW_SOCIAL_REGISTRATION": "true",
            "OPENID_ISSUER": self.url,
            "OPENID_CLIENT_ID": "bench",
            "OPENID_CLIENT_SECRET": "bench secret",
            "GITHUB_CLIENT_ID": "bench",
            "GITHUB_CLIENT_SECRET": "bench secret",
            "DOORWARD_GITHUB_BASE_URL": self.url,
        }

    def asked(self):
        """For each request so far: path, flow, microseconds."""
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [(path, flow, float(took)) for path, flow, took in lines if path != "/ready"]

    def hits(self, path):
        return sum(asked == path for asked, _, _ in self.asked())

    def spent_on(self, flows):
        """The microseconds that it spent on each of these sign-ins."""
        spent = dict.fromkeys(flows, 0.0)
        for _, flow, took in self.asked():
            if flow in spent:
                spent[flow] += took
        return spent


def sign_ins(server, path, people, seconds, clients):
    """Many sign-ins: all are begun first, then ended. Gives the microseconds of each callback, and the CPU of all."""
    name = f"{time.monotonic_ns():x}"
    command = [str(LIMITS / "sign_ins"), *map(str, (server.port, path, name, people, seconds, clients))]
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    client.stdout.readline()
    before = server.cpu_s()
    output, fault = client.communicate("go\n", timeout=seconds + 60)
    if client.returncode:
        raise SystemExit(f"sign-ins at {path}: {fault}\n{server.tail()}")
    took = {flow: float(microseconds) for flow, microseconds in map(str.split, output.splitlines())}
    return took, server.cpu_s() - before


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) * percent // 100]


def measured(server, provider, path, people, seconds, clients):
    took, cpu_s = sign_ins(server, path, people, seconds, clients)
    spent = provider.spent_on(took)
    if not all(spent.values()):
        raise SystemExit("a callback has left no line in the provider's log")
    whole = [microseconds / 1e3 for microseconds in took.values()]
    own = [(took[flow] - spent[flow]) / 1e3 for flow in took]
    # A closed loop: its clients are busy all the time.
    rate = clients * 1e3 / statistics.mean(whole)
    return Callbacks(
        rate, cpu_s / len(took) * 1e6, percentile(whole, 50), percentile(whole, 99),
        provider_p50_ms=percentile(spent.values(), 50) / 1e3,
        own_p50_ms=percentile(own, 50), own_p99_ms=percentile(own, 99),
    )


def cold_start(facts):
    """How often the provider is asked when everybody comes at once, and while sessions are checked."""
    provider = Provider()
    server = doorward.Doorward(BINARY, fresh("callbacks-cold"), provider.settings())
    try:
        took, _ = sign_ins(server, OPENID, "new", 0, AT_ONCE)
        facts["sign-ins at once"] = len(took)
        facts["fetched at once"] = [provider.hits(path) for path in BACKGROUND]
        doorward.register(server)
        token = doorward.bearer(doorward.sign_in(server)[0])
        before = len(provider.asked())
        facts["checks beside a provider"] = load(server, "/api/user", 1, CLIENTS, token).count
        facts["asked during checks"] = len(provider.asked()) - before
    finally:
        server.stop()
        provider.stop()


def callbacks(samples, facts, options):
    cold_start(facts)
    provider = Provider()
    server = doorward.Doorward(BINARY, fresh("callbacks"), provider.settings())
    try:
        for cell, path, people, clients in CELLS:
            measured(server, provider, path, people, 1, clients)
        for _ in range(options.rounds):
            for cell, path, people, clients in CELLS:
                samples.add(cell, measured(server, provider, path, people, options.seconds, clients))
        facts["fetched in all rounds"] = [provider.hits(path) for path in BACKGROUND]
    finally:
        server.stop()
        provider.stop()
