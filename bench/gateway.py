"""What standing in front of an app costs: by the gateway, and by nginx that asks a checker."""

import http.client
import time

import doorward
import subjects
from measure import Server, free_port, load
from subjects import BINARY, CLIENTS, RUN, Loop, fresh

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
      internal; proxy_pass http://checker/allow; proxy_pass_request_body off; proxy_set_header Content-Length "";
    }}
    location / {{
      auth_request /check;
      auth_request_set $who $upstream_http_x_auth_user;
      proxy_set_header X-Auth-User $who;
      proxy_pass http://app;
    }}
  }}
}}
"""


class Front:
    """An app, the gateway in front of it, and nginx with a checker in front of it."""

    def __init__(self):
        self.app = subjects.axum("gateway-app", 1)
        self.checker = subjects.axum("gateway-checker", 1)
        upstream = {"DOORWARD_UPSTREAM": self.app.url}
        self.doorward = doorward.Doorward(BINARY, fresh("gateway"), upstream, ready="/doorward/livez")
        folder, port = fresh("nginx"), free_port()
        text = NGINX.format(folder=folder, port=port, app=self.app.port, checker=self.checker.port)
        (folder / "nginx.conf").write_text(text)
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.nginx = Server("nginx", command, port, "/alone", log=folder / "log")
        person = doorward.PERSON
        doorward.request(self.doorward, "POST", "/doorward/api/auth/register", person)
        answer = doorward.request(self.doorward, "POST", "/doorward/api/auth/login", doorward.LOGIN)
        _, cookies, _ = doorward.expect_200(answer, "sign-in at the gateway")
        session = [line.split(";")[0] for line in cookies if line.startswith("doorward=")]
        self.cookie = {"Cookie": session[0]}

    def round(self, samples, seconds):
        samples.add("app alone", load(self.app, "/", seconds, CLIENTS))
        samples.add("gateway", load(self.doorward, "/", seconds, CLIENTS, self.cookie))
        before = self.checker.cpu_s()
        asked = load(self.nginx, "/", seconds, CLIENTS, self.cookie)
        asked.cpu_us += (self.checker.cpu_s() - before) / asked.count * 1e6
        samples.add("nginx and a checker", asked)
        samples.add("app alone, 1 client", load(self.app, "/", seconds, 1))
        samples.add("gateway, 1 client", load(self.doorward, "/", seconds, 1, self.cookie))
        samples.add("nginx and a checker, 1 client", load(self.nginx, "/", seconds, 1, self.cookie))
        samples.add("gateway, large bodies", self.bodies(self.doorward))
        samples.add("nginx, large bodies", self.bodies(self.nginx))

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

    def stop(self):
        for server in (self.nginx, self.doorward, self.checker, self.app):
            server.stop()


def gateway(samples, _facts, options):
    front = Front()
    try:
        for _ in range(options.rounds):
            front.round(samples, options.seconds)
    finally:
        front.stop()
