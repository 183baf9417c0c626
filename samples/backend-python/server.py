"""A small backend for the round trip authenticator: Python 3.9 or newer, nothing else."""

import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_BODY = 256 * 1024
HERE = pathlib.Path(__file__).parent
USERS = json.loads(pathlib.Path(os.environ.get("USERS", HERE / "users.json")).read_text(encoding="utf-8"))
SECRET_FILE = os.environ.get("SIGNING_SECRET_FILE")
SECRET = re.sub(rb"\r?\n$", b"", pathlib.Path(SECRET_FILE).read_bytes()) if SECRET_FILE else None

# Who publishes which stream now. Validate puts it in, invalidate takes it out: nobody publishes over somebody else.
live = {}
live_lock = threading.Lock()


def is_signed(headers, body: bytes, secret: bytes) -> bool:
    """Whether a request was signed with the secret, less than five minutes ago. body is what was received."""
    timestamp = headers.get("Stagedoor-Timestamp", "")
    signature = headers.get("Stagedoor-Signature", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(time.time() - int(timestamp)) > 300:
        return False
    expected = "v1=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), expected.encode())


def is_user(username, password) -> bool:
    user = USERS.get(username) if isinstance(username, str) else None
    # Compared for unknown users too: the time it takes tells nobody which names there are.
    same = hmac.compare_digest(str(password).encode(), (user or {}).get("password", "").encode())
    return same and user is not None


def may_use(streams, stream) -> bool:
    return "*" in streams or stream in streams


def validate(question) -> bool:
    username, stream = question.get("username"), question.get("streamID")
    if not is_user(username, question.get("password")):
        return False
    if question.get("type") == "subscriber":
        return may_use(USERS[username]["subscribe"], stream)
    if question.get("type") != "publisher" or not may_use(USERS[username]["publish"], stream):
        return False
    with live_lock:
        return live.setdefault(stream, username) == username


def invalidate(question) -> bool:
    username, stream = question.get("username"), question.get("streamID")
    with live_lock:
        if is_user(username, question.get("password")) and live.get(stream) == username:
            del live[stream]
    return True


END_POINTS = {"/validateCredentials": validate, "/invalidateCredentials": invalidate}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Longer than the pauses between questions: a connection that the server closes just then costs a client its answer.
    timeout = 120

    def do_POST(self):
        try:
            status, answer = self.decide()
        except (ValueError, AttributeError):
            status, answer = 400, {"error": "bad request"}
            self.close_connection = True
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def decide(self):
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= MAX_BODY:
            raise ValueError("too long")
        body = self.rfile.read(length)
        end_point = END_POINTS.get(self.path)
        if end_point is None:
            return 404, {"error": "not found"}
        if SECRET is not None and not is_signed(self.headers, body, SECRET):
            return 401, {"error": "not signed"}
        question = json.loads(body.decode("utf-8"))
        result = end_point(question)
        # Never the password or the token.
        told = {"username": question.get("username"), "streamID": question.get("streamID")}
        print(json.dumps({"path": self.path, **told, "result": result}), flush=True)
        return 200, {"result": result}

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True


def main():
    server = Server((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "3000"))), Handler)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    host, port = server.server_address[:2]
    print(f"ready http://{host}:{port}", flush=True)
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
