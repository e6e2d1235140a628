"""What standing in front of an app costs: by the gateway, and by nginx that asks a checker."""

import http.client
import resource
import subprocess
import time

import doorward
import subjects
from measure import Server, free_port, load
from subjects import BINARY, CLIENTS, LIMITS, Loop, fresh

STREAMS = 200
# Doorward has two descriptors for each, and a process gets no more than the machine allows.
QUIET_STREAMS = min(10_000, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 1_000) // 2)
BANS = 5

NGINX = """
daemon off; user root; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream app {{ server 127.0.0.1:{app}; keepalive 64; keepalive_requests 100000000; }}
  upstream checker {{ server 127.0.0.1:{checker}; keepalive 64; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    location = /alone {{ proxy_pass http://app/; }}
    location = /check {{
      internal; proxy_pass http://checker{check}; proxy_pass_request_body off; proxy_set_header Content-Length "";
      proxy_set_header X-Original-Method $request_method; proxy_set_header X-Original-URI $request_uri;
      proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
    location / {{
      auth_request /check;
      auth_request_set $who $upstream_http_{who};
      proxy_set_header X-Forwarded-User $who;
      proxy_pass http://app;
    }}
  }}
}}
"""


def nginx(name, app, checker, check, who):
    folder, port = fresh(name.replace(" ", "-")), free_port()
    text = NGINX.format(folder=folder, port=port, app=app.port, checker=checker.port, check=check, who=who)
    (folder / "nginx.conf").write_text(text)
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Server(name, command, port, "/alone", log=folder / "log")


OTHER = {**doorward.PERSON, "username": "other", "email": "other@example.test"}


def session(server, person):
    """The cookie of somebody who has just signed in; their account is made first if need be."""
    doorward.request(server, "POST", "/doorward/api/auth/register", person)
    answer = doorward.request(server, "POST", "/doorward/api/auth/login", {**doorward.LOGIN, "email": person["email"]})
    _, cookies, _ = doorward.expect_200(answer, f"sign-in at {server.name}")
    return next(line.split(";")[0] for line in cookies if line.startswith("doorward="))


class Front:
    """An app, the gateway in front of it, and nginx in front of it that asks a checker, or Doorward."""

    def __init__(self):
        self.app = subjects.axum("gateway-app", 1)
        self.checker = subjects.axum("gateway-checker", 1)
        upstream = {"DOORWARD_UPSTREAM": self.app.url, "BAN_VIOLATIONS": "true"}
        self.folder = fresh("gateway")
        self.doorward = doorward.Doorward(BINARY, self.folder, upstream, ready="/doorward/livez")
        asked = {"DOORWARD_FORWARD_AUTH": "nginx", "TRUST_PROXY": "loopback"}
        self.asked = doorward.Doorward(BINARY, fresh("forward-auth"), asked)
        self.bare = nginx("nginx and a checker", self.app, self.checker, "/allow", "x_auth_user")
        self.nginx = nginx("nginx and Doorward", self.app, self.asked, "/forward-auth/nginx", "x_forwarded_user")
        self.session = session(self.doorward, doorward.PERSON)
        self.cookie = {"Cookie": self.session}
        doorward.register(self.asked)
        answer = doorward.request(self.asked, "POST", "/api/auth/login", doorward.LOGIN)
        own = next(line.split(";")[0] for line in answer[1] if line.startswith("doorward="))
        self.asking = {
            "Cookie": own, "X-Original-Method": "GET", "X-Original-URI": "/", "X-Forwarded-Proto": "http",
            "X-Forwarded-Host": f"localhost:{self.asked.port}", "X-Forwarded-For": "127.0.0.1",
        }

    def round(self, samples, seconds):
        samples.add("app alone", load(self.app, "/", seconds, CLIENTS))
        samples.add("gateway", load(self.doorward, "/", seconds, CLIENTS, self.cookie))
        samples.add("nginx and a checker", self.through(self.bare, self.checker, seconds))
        samples.add("nginx and Doorward", self.through(self.nginx, self.asked, seconds))
        samples.add("forward-auth", load(self.asked, "/forward-auth/nginx", seconds, CLIENTS, self.asking))
        samples.add("app alone, 1 client", load(self.app, "/", seconds, 1))
        samples.add("gateway, 1 client", load(self.doorward, "/", seconds, 1, self.cookie))
        samples.add("nginx and a checker, 1 client", load(self.bare, "/", seconds, 1, self.cookie))
        samples.add("gateway, large bodies", self.bodies(self.doorward))
        samples.add("nginx, large bodies", self.bodies(self.bare))
        for name, server in (("app alone", self.app), ("gateway", self.doorward), ("nginx", self.bare)):
            samples.add(f"streams, {name}", self.streams(server, seconds))

    def through(self, proxy, checker, seconds):
        """A load through a proxy, with what its checker costs."""
        before = checker.cpu_s()
        asked = load(proxy, "/", seconds, CLIENTS, self.asking)
        asked.cpu_us += (checker.cpu_s() - before) / asked.count * 1e6
        return asked

    def bodies(self, server):
        """Megabytes a second of a body in chunks of 64 kB, as the rate."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        before, began, size = server.cpu_s(), time.monotonic(), 0
        connection.request("GET", "/chunks", headers=self.cookie)
        answer = connection.getresponse()
        buffer = bytearray(1 << 20)
        while read := answer.readinto(buffer):
            size += read
        connection.close()
        megabytes = size / 1e6
        if megabytes < 200:
            raise SystemExit(f"{server.name} sent {megabytes} MB of the body only")
        cpu = (server.cpu_s() - before) / megabytes * 1e6
        return Loop(megabytes / (time.monotonic() - began), cpu)

    def streams(self, server, seconds):
        """How long events of many streams are under way: a rate of events, the CPU of each, latencies."""
        before = server.cpu_s()
        command = [str(LIMITS / "streams"), str(server.port), "/events", str(STREAMS), str(seconds), self.session]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
        if done.returncode:
            raise SystemExit(f"streams of {server.name}: {done.stderr}\n{server.tail()}")
        events, p50, p99, _, first_p99 = map(float, done.stdout.splitlines()[1].split())
        cpu = (server.cpu_s() - before) / events * 1e6
        return Loop(events / seconds, cpu, p50 / 1000, p99 / 1000, first_p99 / 1000)

    def quiet_kilobytes(self):
        """Memory that a stream holds that says nothing."""
        before = self.doorward.resident_mb()
        command = [str(LIMITS / "streams"), str(self.doorward.port), "/quiet", str(QUIET_STREAMS), "0", self.session]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as streams:
            if not streams.stdout.readline().endswith("open\n"):
                raise SystemExit(f"the quiet streams did not open\n{self.doorward.tail()}")
            return (self.doorward.resident_mb() - before) * 1000 / QUIET_STREAMS

    def ban_to_last_byte(self):
        """Milliseconds from the end of the command that bans to the end of a stream of whom it bans."""
        connection = http.client.HTTPConnection("127.0.0.1", self.doorward.port, timeout=30)
        connection.request("GET", "/quiet", headers={"Cookie": session(self.doorward, OTHER)})
        answer = connection.getresponse()
        answer.readline()
        self.command("user", "ban", OTHER["email"], "--for", "1h", "--reason", "measured")
        banned = time.monotonic()
        try:
            while answer.read1(4096):
                pass
        except http.client.IncompleteRead:
            pass  # It is cut off: what ends early must not look whole.
        ended = (time.monotonic() - banned) * 1000
        connection.close()
        self.command("user", "unban", OTHER["email"])
        return ended

    def command(self, *words):
        environment = doorward.settings(self.folder, self.doorward.port)
        done = subprocess.run([str(BINARY), *words], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"doorward {' '.join(words)}: {done.stderr}")

    def stop(self):
        for server in (self.bare, self.nginx, self.asked, self.doorward, self.checker, self.app):
            server.stop()


def gateway(samples, facts, options):
    front = Front()
    try:
        for _ in range(options.rounds):
            front.round(samples, options.seconds)
        facts["quiet streams"] = QUIET_STREAMS
        facts["memory of a quiet stream"] = [front.quiet_kilobytes()]
        facts["ban to last byte"] = [front.ban_to_last_byte() for _ in range(BANS)]
    finally:
        front.stop()
