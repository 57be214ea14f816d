"""A NATS server of our own, and what publishes to its JetStream: no more of the protocol than that needs."""
import json
import pathlib
import socket
import subprocess
import time


class Server:
    """`nats-server` with a stream store in a folder, on a free port."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"nats://127.0.0.1:{self.port}"
        log = open(pathlib.Path(folder) / "nats.log", "w")
        command = ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(self.port), "-sd", str(pathlib.Path(folder) / "nats")]
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise OSError("nats-server does not answer; tools/need nats-server installs it")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Publisher:
    """One connection. A message that was published is in the stream's store."""

    def __init__(self, server, subject):
        self.subject = subject
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.lines = self.socket.makefile("rb")
        self.inbox = f"_INBOX.{id(self)}.{time.monotonic_ns()}"
        self.socket.sendall(f'CONNECT {{"verbose":false,"headers":true}}\r\nSUB {self.inbox} 1\r\n'.encode())

    def publish(self, body):
        """Gives the message's number in the stream."""
        self.socket.sendall(f"PUB {self.subject} {self.inbox} {len(body)}\r\n".encode() + body + b"\r\n")
        while True:
            line = self.lines.readline()
            if line.startswith(b"PING"):
                self.socket.sendall(b"PONG\r\n")
            elif line.startswith((b"MSG", b"HMSG")):
                answer = self.lines.read(int(line.split()[-1]) + 2)
                told = json.loads(answer[answer.rindex(b"{"):]) if b"{" in answer else {}
                if "seq" not in told:
                    raise OSError(f"not taken: {answer[:200]}")
                return told["seq"]
            elif line.startswith(b"-ERR") or not line:
                raise OSError(f"the connection ended: {line!r}")
