"""Everything that the benchmark knows of Doorward: settings, API, tokens, tables. Adjust it here."""

import base64
import hashlib
import hmac
import http.client
import json
import re
import sqlite3
import time
from pathlib import Path

from measure import Server, free_port

PERSON = {
    "name": "Bench",
    "username": "bench",
    "email": "bench@example.test",
    "password": "correct horse battery staple",
    "confirm_password": "correct horse battery staple",
}
LOGIN = {key: PERSON[key] for key in ("email", "password")}
ARGON2 = {"m": 19456, "t": 2, "p": 1}
ACCESS_SECRET = hashlib.sha256(b"bench access").hexdigest()
SESSIONS_OF_A_USER = 10
DAY_S = 86_400


def settings(folder, port):
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DOMAIN_CLIENT": f"http://localhost:{port}",
        "DOMAIN_SERVER": f"http://localhost:{port}",
        "DOORWARD_DATA": str(folder / "data"),
        "DOORWARD_ARGON2": ",".join(f"{key}={value}" for key, value in ARGON2.items()),
        "JWT_SECRET": ACCESS_SECRET,
        "JWT_REFRESH_SECRET": hashlib.sha256(b"bench refresh").hexdigest(),
        "NEXT_AUTH_SECRET": hashlib.sha256(b"bench authjs").hexdigest(),
        "SESSION_EXPIRY": f"1000 * {DAY_S}",
        "ALLOW_REGISTRATION": "true",
        "LOGIN_MAX": "1000000",
        "REGISTER_MAX": "1000000",
    }


class Doorward(Server):
    """The server, with its data in `folder`; the same folder again is an existing store."""

    def __init__(self, binary, folder, more=None, ready="/livez"):
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        super().__init__(
            "Doorward", [str(binary)], port, ready,
            env={**settings(folder, port), **(more or {})}, cwd=folder, log=folder / "doorward.log",
        )


def request(server, method, path, body=None, headers=None):
    """One request on a connection of its own: status, all Set-Cookie values, body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    sent = {"User-Agent": "bench", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/json"
        body = json.dumps(body)
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    cookies = answer.headers.get_all("Set-Cookie") or []
    connection.close()
    return answer.status, cookies, text


def expect_200(answer, what):
    if answer[0] != 200:
        raise SystemExit(f"{what}: {answer[0]} {answer[2][:500]}")
    return answer


def register(server):
    expect_200(request(server, "POST", "/api/auth/register", PERSON), f"registration at {server.name}")


def sign_in(server):
    """The access token and the refresh token of a new session."""
    _, cookies, text = expect_200(request(server, "POST", "/api/auth/login", LOGIN), f"sign-in at {server.name}")
    refresh = [match.group(1) for cookie in cookies if (match := re.match("refreshToken=([^;]+)", cookie))]
    return json.loads(text)["token"], refresh[0]


def authjs_cookie(server):
    """The session cookie of Auth.js's contract, of a new session."""
    _, cookies, _ = expect_200(request(server, "POST", "/api/auth/login", LOGIN), f"sign-in at {server.name}")
    cookie = [match.group(1) for line in cookies if (match := re.match("(authjs.session-token=[^;]+)", line))]
    headers = {"Cookie": cookie[0]}
    _, _, text = expect_200(request(server, "GET", "/api/auth/session", headers=headers), "a session by its cookie")
    if json.loads(text)["user"]["email"] != LOGIN["email"]:
        raise SystemExit(f"the session endpoint says {text[:500]}")
    return headers


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def revocation_is_immediate(server):
    """Signs in, is known, signs out, and asks again at once with a token that has not expired."""
    access, refresh = sign_in(server)
    expect_200(request(server, "GET", "/api/user", headers=bearer(access)), "a live session")
    leaving = {**bearer(access), "Cookie": f"refreshToken={refresh}; token_provider=librechat"}
    expect_200(request(server, "POST", "/api/auth/logout", headers=leaving), "signing out")
    status, _, _ = request(server, "GET", "/api/user", headers=bearer(access))
    return status == 401


# Seeding: rows like the one that the server itself has made, and the tokens that belong to them.

SESSION_ID = """substr(printf('%012x', :first_ms + i), 1, 8) || '-' || substr(printf('%012x', :first_ms + i), 9)
                || '-7000-8000-' || printf('%012x', i)"""
USER_ID = f"printf('%024x', 1 + i / {SESSIONS_OF_A_USER})"
SUBSTITUTED = {
    "sessions": {
        "id": SESSION_ID,
        "user_id": USER_ID,
        "cookie_hash": "lower(hex(randomblob(32)))",
        "refresh_hash": "lower(hex(randomblob(32)))",
    },
    "users": {
        "id": "printf('%024x', 1 + i)",
        "email": "printf('user%d@example.test', i)",
        "username": "printf('user%d', i)",
        "role": "'USER'",
    },
}
COUNTER = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"


def database(folder):
    for path in filter(Path.is_file, (folder / "data").iterdir()):
        with open(path, "rb") as file:
            if file.read(15) == b"SQLite format 3":
                return path
    raise SystemExit(f"no SQLite file in {folder / 'data'}")


def seed(folder, count):
    """Adds `count` live sessions to a store that a server has made and left. Durability is off meanwhile."""
    first_ms = int(time.time() * 1000) - count
    with sqlite3.connect(database(folder), isolation_level=None) as store:
        store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;")
        indexes = store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        indexes = indexes.fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        store.execute("BEGIN")
        users = -(-count // SESSIONS_OF_A_USER)
        for table, rows in (("users", users), ("sessions", count)):
            multiply(store, table, {"count": rows, "first_ms": first_ms})
        store.execute("COMMIT")
        for _, sql in indexes:
            store.execute(sql)
        store.execute("PRAGMA journal_mode=WAL")
    store.close()
    return first_ms


def seed_people(folder, count):
    """Adds `count` people, and the words that they are found by, to a store that a server has made and left."""
    with sqlite3.connect(database(folder), isolation_level=None) as store:
        store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; BEGIN")
        names = {"name": "printf('Person%d Family%d', i, i % 5000)"}
        multiply(store, "users", {"count": count}, names)
        new = "FROM users WHERE name LIKE 'Person%'"
        store.execute(
            "INSERT OR IGNORE INTO user_words (word, user_id) "
            f"SELECT lower(name), id {new} UNION SELECT substr(lower(name), instr(name, ' ') + 1), id {new} "
            f"UNION SELECT email, id {new} UNION SELECT username, id {new}"
        )
        store.execute("COMMIT")
        store.execute("PRAGMA journal_mode=WAL")
    store.close()


def multiply(store, table, arguments, more=None):
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    own = {**SUBSTITUTED[table], **(more or {})}
    values = ", ".join(own.get(column, f"model.{column}") for column in columns)
    store.execute(
        f"{COUNTER} INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {values} FROM n, (SELECT * FROM {table} LIMIT 1) AS model",
        {key: value for key, value in arguments.items() if f":{key}" in COUNTER + values},
    )


def access_token(index, first_ms):
    """The access token of the seeded session `index`, as the server would have made it."""
    stamp = f"{first_ms + index:012x}"
    now = int(time.time())
    claims = {
        "id": f"{1 + index // SESSIONS_OF_A_USER:024x}",
        "username": f"user{index // SESSIONS_OF_A_USER}",
        "provider": "local",
        "email": f"user{index // SESSIONS_OF_A_USER}@example.test",
        "sid": f"{stamp[:8]}-{stamp[8:]}-7000-8000-{index:012x}",
        "iat": now,
        "exp": now + DAY_S,
    }
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{encode(hmac.digest(ACCESS_SECRET.encode(), signed.encode(), 'sha256'))}"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
