"""From samples to the page: targets, verdicts, figures, and what they do not say."""

import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

MISSED = "**MISSED**"
MET = "met"


def begin():
    """What must be noted before the load begins."""
    return {"date": time.strftime("%Y-%m-%d %H:%M %Z"), "load": os.getloadavg()[0]}


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values, unit=""):
    """Median and range, such as `12.1 us (11.9-12.6)`."""
    middle = number(statistics.median(values)) + unit
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}–{number(max(values))})"


def at_most(values, limit):
    return MET if statistics.median(values) <= limit else MISSED


def under(values, limit):
    return MET if statistics.median(values) < limit else MISSED


def at_least(values, limit):
    return MET if statistics.median(values) >= limit else MISSED


def check_rows(s, facts):
    cpu = s.of("check", "cpu_us")
    bare = s.ratio("check", "axum", "cpu_us")
    authjs = s.ratio("Auth.js check", "check", "cpu_us")
    model = s.ratio("LibreChat model check", "check", "cpu_us")
    at_once = facts["revoked at once"]
    yield "session check", "at most 15 µs CPU", spread(cpu, " µs"), at_most(cpu, 15)
    yield "", "at most 2 × bare axum JSON (CPU)", spread(bare, " ×"), at_most(bare, 2)
    yield "", "70 × less CPU than Auth.js", spread(authjs, " ×"), at_least(authjs, 70)
    yield "", "45 × less CPU than the LibreChat model", spread(model, " ×"), at_least(model, 45)
    endpoint = s.ratio("Auth.js check", "session endpoint", "cpu_us")
    answer = "refused on the next request" if at_once else "still accepted"
    yield "", "the same endpoint: 60 × less CPU than Auth.js", spread(endpoint, " ×"), at_least(endpoint, 60)
    yield "", "revocation visible on the next request", answer, MET if at_once else MISSED


def refresh_rows(s):
    loop = s.ratio("refresh", "rotation loop", "rate")
    cpu = s.of("refresh", "cpu_us")
    model = s.ratio("refresh", "LibreChat model refresh", "rate")
    yield "refresh, durable, 32 clients", "at least 0.5 × the bare group-commit loop", spread(loop, " ×"), at_least(loop, 0.5)
    yield "", "at most 120 µs CPU", spread(cpu, " µs"), at_most(cpu, 120)
    yield "", "10 × the durable peer (LibreChat model, FULL)", spread(model, " ×"), at_least(model, 10)


def login_rows(s):
    raw = s.ratio("login", "raw argon2id", "cpu_us")
    kept = [100 * share for share in s.ratio("check during logins", "quiet check", "rate")]
    p99 = s.of("check during logins", "p99_ms")
    yield "password login", "at most 1.05 × raw argon2id (CPU)", spread(raw, " ×"), at_most(raw, 1.05)
    yield "checks while 4 clients log in", "at least 75 % of their quiet rate", spread(kept, " %"), at_least(kept, 75)
    yield "", "p99 at most 10 ms", spread(p99, " ms"), at_most(p99, 10)


def still_rows(s, facts, options):
    """Memory, start, growth."""
    for what, fact, limit, unit in (
        ("memory at start", "memory at start", 15, " MB"),
        ("memory, 100,000 sessions in use", "memory in use", 40, " MB"),
        (f"memory of an idle connection, {options.connections:,} open", "memory of an idle connection", 8, " kB"),
        ("start on an existing store", "start, existing store", 25, " ms"),
        ("start in an empty folder", "start, empty folder", 150, " ms"),
    ):
        yield what, f"at most {limit}{unit}", spread(facts[fact], unit), at_most(facts[fact], limit)
    grown = s.ratio("check, many sessions", "check, few sessions", "cpu_us")
    verdict = at_most(grown, 1.5) if options.growth >= 10_000_000 else f"not judged: {options.growth:,} sessions only"
    yield "check with 10 million sessions", "at most 1.5 × its CPU with a thousand", spread(grown, " ×"), verdict


def callback_rows(s, facts):
    for who in ("OpenID", "GitHub"):
        own = s.of(f"callback, {who}", "own_p50_ms")
        what = f"callback, {who}: own work"
        yield what, "p50 under 2 ms", spread(own, " ms"), under(own, 2)
    several, at_once = facts["sign-ins at once"], facts["fetched at once"]
    yield (
        f"{several} sign-ins at once, nothing known yet", "discovery and JWKS fetched once each",
        " and ".join(map(str, at_once)), MET if at_once == [1, 1] else MISSED,
    )
    checks, asked = facts["checks beside a provider"], facts["asked during checks"]
    yield f"{checks:,} session checks", "nothing asked of the provider", f"{asked} requests", MET if asked == 0 else MISSED


def house_rows(s, facts):
    p99 = [p99 for cell in SEARCHES for p99 in s.of(cell, "p99_ms")]
    yield f"search and list, {facts['people']:,} people", "p99 under 50 ms", spread(p99, " ms"), under(p99, 50)
    sent = facts["mails a second"]
    yield f"{facts['letters']} mails to a local server", "at least 100 a second", spread(sent, "/s"), at_least(sent, 100)
    worse = s.ratio("check during guesses", "check, nobody guesses", "p99_ms")
    rate = round(min(facts["guesses a second"]))
    yield f"checks during {rate:,} wrong logins a second", "p99 below twice its quiet value", spread(worse, " ×"), under(worse, 2)


def gateway_rows(s, facts):
    cpu = s.ratio("gateway", "nginx and a checker", "cpu_us")
    alone = s.of("app alone, 1 client", "p50_ms")
    added = [1000 * (gate - app) for gate, app in zip(s.of("gateway, 1 client", "p50_ms"), alone)]
    bodies = [rate / 1000 for rate in s.of("gateway, large bodies", "rate")]
    yield "gateway with a session check", "less CPU than nginx and its checker", spread(cpu, " ×"), under(cpu, 1)
    yield "", "added p50 under 100 µs, 1 client", spread(added, " µs"), under(added, 100)
    yield "", "64 kB chunks at 1 GB a second", spread(bodies, " GB/s"), at_least(bodies, 1)
    own = s.of("forward-auth", "cpu_us")
    whole = s.ratio("nginx and Doorward", "nginx and a checker", "cpu_us")
    yield "forward-auth", "at most 15 µs CPU", spread(own, " µs"), at_most(own, 15)
    yield "", "nginx with it at most 1.1 × nginx with a bare 204 (CPU)", spread(whole, " ×"), at_most(whole, 1.1)
    direct, ours, others = (f"streams, {name}" for name in ("app alone", "gateway", "nginx"))
    late = [1000 * (gate - app) for gate, app in zip(s.of(ours, "p50_ms"), s.of(direct, "p50_ms"))]
    yield "200 streams through the gateway", "added p50 at most 100 µs", spread(late, " µs"), at_most(late, 100)
    worst = s.ratio(ours, others, "p99_ms")
    yield "", "p99 at most nginx's", spread(worst, " ×"), at_most(worst, 1)
    first = s.of(ours, "first_p99_ms")
    yield "", "first event within 1 ms (p99)", spread(first, " ms"), at_most(first, 1)
    quiet, ban = facts["memory of a quiet stream"], facts["ban to last byte"]
    yield f"{facts['quiet streams']:,} quiet streams", "at most 8 kB each", spread(quiet, " kB"), at_most(quiet, 8)
    yield "from a ban to a stream's last byte", "under 1 s", spread(ban, " ms"), under(ban, 1000)


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


SEARCHES = {
    "search, a whole address": "**Doorward** `/api/admin/users/search`, one whole address, 1 client",
    "search, a family of 200": "**Doorward** `/api/admin/users/search`, a later word of 200 names, 1 client",
    "search, what everybody has": "**Doorward** `/api/admin/users/search`, two letters that everybody has, 1 client",
    "list of people, a page": "**Doorward** `/api/admin/users`, the first page, 1 client",
}

FIGURES = {
    "axum": "bare axum, JSON, 1 worker",
    "axum, all cores": "bare axum, JSON, a worker for each core",
    "axum with HS256": "axum, HS256 bearer checked, JSON, 1 worker (cannot be revoked)",
    "check": "**Doorward** `GET /api/user`",
    "Auth.js check": "Auth.js `GET /auth/session`",
    "session endpoint": "**Doorward** `GET /api/auth/session`, the cookie written anew",
    "LibreChat model check": "LibreChat model `GET /api/user`",
    "rotation loop": "bare group-commit loop, SQLite FULL",
    "refresh": "**Doorward** `POST /api/auth/refresh`",
    "LibreChat model refresh": "LibreChat model `POST /api/auth/refresh`, FULL",
    "raw argon2id": "raw argon2id, one thread",
    "login": "**Doorward** `POST /api/auth/login`, 4 clients",
    "LibreChat model login": "LibreChat model `POST /api/auth/login`, bcryptjs 10, 4 clients",
    "quiet check": "**Doorward** check, 16 clients, quiet",
    "check during logins": "**Doorward** check, 16 clients, 4 more log in",
    "login during checks": "**Doorward** login, 4 clients, 16 more check",
    "check, few sessions": "**Doorward** check, 1,000 sessions, all in use",
    "check, many sessions": "**Doorward** check, the large store, 100,000 sessions in use",
    **SEARCHES,
    "check, nobody guesses": "**Doorward** check, 16 clients, nobody guesses",
    "app alone": "an axum app alone",
    "gateway": "**Doorward** as its gateway, with a session check",
    "nginx and a checker": "nginx with `auth_request` and an axum 204 in front of it, together",
    "nginx and Doorward": "nginx with `auth_request` and **Doorward** in front of it, together",
    "forward-auth": "**Doorward**, asked by forward-auth, 204",
    "app alone, 1 client": "the app alone, 1 client",
    "gateway, 1 client": "**Doorward** as its gateway, 1 client",
    "nginx and a checker, 1 client": "nginx and the checker, 1 client",
    "streams, app alone": "200 streams of the app, 50 events a second each: an event",
    "streams, gateway": "the same through **Doorward**",
    "streams, nginx": "the same through nginx with `auth_request`",
    "check during guesses": "**Doorward** check, 16 clients, somebody guesses 1,000 passwords a second",
}


def figures(s):
    for cell, what in FIGURES.items():
        columns = (s.of(cell, figure) for figure in ("cpu_us", "rate", "p50_ms", "p99_ms"))
        yield [what, *(spread(values) if any(values) else "" for values in columns)]


CALLBACKS = {
    "callback, OpenID": "OpenID (token, userinfo), 1 client",
    "callback, OpenID, several": "OpenID, 4 clients",
    "callback, OpenID, new people": "OpenID, 1 client, an account made each time",
    "callback, GitHub": "GitHub (token, user, emails), 1 client",
    "callback, GitHub, several": "GitHub, 4 clients",
}


def callback_figures(s):
    columns = ("cpu_us", "rate", "p50_ms", "p99_ms", "provider_p50_ms", "own_p50_ms", "own_p99_ms")
    for cell, what in CALLBACKS.items():
        yield [what, *(spread(s.of(cell, figure)) for figure in columns)]


def output_of(*command):
    try:
        return subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL).strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def field(path, name):
    for line in Path(path).read_text().splitlines():
        if line.startswith(name):
            return line.split(":" if ":" in line else "=", 1)[1].strip().strip('"')
    return "unknown"


def machine(began):
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) * 1024 / 1e9
    filesystem = output_of("stat", "-f", "-c", "%T", str(Path(__file__).parent))
    return "\n".join((
        f"- Machine: {os.cpu_count()} cores of {field('/proc/cpuinfo', 'model name')}, {memory:.0f} GB, "
        f"{filesystem} file system",
        f"- System: {field('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release().split('-')[0]}, {output_of('rustc', '-V')}, "
        f"Node {output_of('node', '--version')}",
        f"- Commit: {output_of('git', 'rev-parse', '--short', 'HEAD')}",
        f"- Date: {began['date']}; load average before the start: {began['load']:.2f}",
        f"- Command: `{shlex.join(['scripts/bench', *sys.argv[1:]])}`",
    ))


def notes(s, facts, options):
    control = s.of("axum", "rate")
    moved = 100 * (max(control) / min(control) - 1)
    quiet = "" if moved <= 30 else " That is much: trust the CPU figures and the ratios, not the rates."
    first = statistics.median(facts["first visits, check, many sessions"])
    resident = statistics.median(facts["memory, many sessions"])
    return [
        f"The control (bare axum) moved by {number(moved)} % between rounds.{quiet}",
        "Load comes from one thread of wrk on the same machine, which takes a core of its own and is itself the limit "
        "of the fastest rows: compare those by CPU. Refreshes come from a small client of ours, since "
        "each needs the cookie of the answer before.",
        "CPU is that of the whole process tree, user and system, in hundredths of a second.",
        "The operations are each peer's nearest thing, not the same work. Auth.js encrypts its cookie anew on every "
        "read and cannot revoke it. The LibreChat model is a model from its npm dependencies, never LibreChat; it "
        "reads its user from SQLite in the process, which is cheaper than the database of the original.",
        "Login is compared with the same hash at the same cost "
        "(m=19456, t=2, p=1). bcryptjs at cost 10 is another policy, so no ratio is claimed.",
        "All refreshes are on disk before their answer, at Doorward, in the loop and in the model "
        "(WAL, synchronous=FULL). The loop does the least a rotation can: one look-up and one update by key, "
        "without HTTP, tokens or signatures.",
        f"In the large store ({options.growth:,} sessions) the 100,000 in use are spread evenly. Their first visits, "
        f"which read the disk, cost {number(first)} µs each on average of the first load; resident memory was "
        f"{number(resident)} MB then. Seeding wrote rows straight into SQLite.",
        "Memory is resident set size in units of a million (MB) and of a thousand (kB) bytes, without a limit on "
        "the allocator. Start is from exec to the first good answer of /livez.",
    ]


def callback_notes():
    return [
        "A callback's own work is its whole latency, less what the stand-in provider's log says that its requests "
        "took; the way there and back over loopback, and waiting for the disk, count as own work. The provider signs "
        "ID tokens with ES256. Sign-ins are begun beforehand: CPU and rate are those of callbacks alone.",
    ]


def render(samples, facts, options, began):
    rows = [
        *check_rows(samples, facts), *refresh_rows(samples), *login_rows(samples), *callback_rows(samples, facts),
        *house_rows(samples, facts), *gateway_rows(samples, facts),
        *still_rows(samples, facts, options),
    ]
    kind = "A quick trial, not for publication. " if options.quick else ""
    return f"""# Benchmarks

Written by `scripts/bench`; not edited by hand. {kind}Everything was measured in one run: {options.rounds} interleaved rounds
of {options.seconds} seconds for each cell, 32 clients where nothing else is said. Figures are medians, with the range over
the rounds; ratios are taken inside each round.

{machine(began)}

## Targets

{table(["what", "target", "measured", ""], [list(row) for row in rows])}

## Figures

{table(["what", "CPU µs each", "each second", "p50 ms", "p99 ms"], figures(samples))}

## Callbacks

{table(["sign-in at", "CPU µs each", "each second", "p50 ms", "p99 ms", "at the provider, p50 ms", "own p50 ms", "own p99 ms"], callback_figures(samples))}

## How to read them

{chr(10).join(f"- {note}" for note in [*notes(samples, facts, options), *callback_notes()])}
"""
