"""Processes, what they cost, and closed loops of requests. Nothing here knows what is measured."""

import os
import re
import resource
import signal
import socket
import subprocess
import time

HZ = os.sysconf("SC_CLK_TCK")
READY_WITHIN = 120.0
STOPS_WITHIN = 20.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def allow_many_files():
    """Thousands of connections need as many descriptors, here and in what we start."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def stat(pid):
    """The fields of /proc/PID/stat after the name, which may contain anything."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def tree(root):
    """The process and all that came from it."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                children.setdefault(int(stat(name)[1]), []).append(int(name))
            except OSError:
                pass  # It ended while we looked.
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


class Server:
    """A program that answers HTTP on a port of 127.0.0.1."""

    def __init__(self, name, command, port, ready, env=None, cwd=None, log=None):
        self.name, self.port = name, port
        self.url = f"http://127.0.0.1:{port}"
        environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        environment.update(env or {})
        self.log = log
        began = time.perf_counter()
        with open(log, "wb") as sink:
            self.process = subprocess.Popen(
                command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
            )
        self._await(ready, began)
        self.start_ms = (time.perf_counter() - began) * 1e3

    def _await(self, ready, began):
        request = f"GET {ready} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n".encode()
        while time.perf_counter() - began < READY_WITHIN:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} exited with {self.process.returncode}:\n{self.tail()}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as peer:
                    peer.sendall(request)
                    if peer.recv(64).split()[1:2] == [b"200"]:
                        return
            except (ConnectionError, TimeoutError):
                pass
            time.sleep(0.0005)
        self.stop()
        raise SystemExit(f"{self.name} did not answer {ready}:\n{self.tail()}")

    def tail(self):
        with open(self.log, errors="replace") as file:
            return file.read()[-2000:]

    def cpu_s(self):
        """Seconds of CPU that it and its children have used."""
        total = 0
        for pid in tree(self.process.pid):
            try:
                fields = stat(pid)
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / HZ

    def resident_mb(self):
        """Resident memory in megabytes of a million bytes."""
        total = 0
        for pid in tree(self.process.pid):
            with open(f"/proc/{pid}/status") as file:
                total += int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))
        return total * 1024 / 1e6

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Load:
    """What one closed loop saw: answers, answers a second, CPU of the server for each, latencies."""

    def __init__(self, output, cpu_s):
        self.count = int(re.search(r"(\d+) requests in", output).group(1))
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
        self.cpu_us = cpu_s / max(self.count, 1) * 1e6
        self.p50_ms, self.p99_ms = (percentile(output, percent) for percent in (50, 99))
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
        self.bad = int(bad.group(1)) if bad else 0


def percentile(output, percent):
    match = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s|m)\b", output, re.M)
    scale = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
    return float(match.group(1)) * scale[match.group(2)]


def wrk_command(url, seconds, clients, headers, script):
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", script]
    return command + [url]


def load(server, path, seconds, clients=32, headers=None, script=None):
    """One closed loop of `clients` connections. An answer other than 2xx or 3xx ends the whole run."""
    before = server.cpu_s()
    done = subprocess.run(
        wrk_command(server.url + path, seconds, clients, headers, script),
        capture_output=True, text=True, timeout=seconds + 60,
    )
    spent = server.cpu_s() - before
    if done.returncode:
        raise SystemExit(f"wrk failed on {server.name} {path}: {done.stderr or done.stdout}")
    result = Load(done.stdout, spent)
    if result.bad or not result.count:
        raise SystemExit(f"{server.name} {path}: {result.bad} bad of {result.count} answers\n{server.tail()}")
    return result


def load_in_background(server, path, seconds, clients, headers=None, script=None):
    """Starts a closed loop and returns a function that waits for its end and gives its rate."""
    process = subprocess.Popen(
        wrk_command(server.url + path, seconds, clients, headers, script),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )

    def finish():
        output, _ = process.communicate(timeout=seconds + 60)
        result = Load(output, 0.0)
        if result.bad:
            raise SystemExit(f"{server.name} {path}: {result.bad} bad of {result.count} answers\n{server.tail()}")
        return result

    return finish
