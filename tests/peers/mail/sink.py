"""A mail server that keeps nothing: it says on its standard output what it was given.

It listens on 127.0.0.1, prints `up PORT`, and then one JSON object for each mail and each refusal. It ends
with its standard input. Environment:

MODE            plain | starttls (offered) | starttls-required | tls (from the first byte)
CERT, KEY       files in PEM, for all modes but plain
PORT            0 by default: any free one
AUTH            user:password, without which no mail is taken
REJECT          addresses of recipients that get 550
REJECT_FROM     addresses of senders that get 553
GREYLIST        how many recipients get 451 before the first is taken
DROP            how many connections are cut in place of the answer to DATA
HANG            1: DATA is never answered
"""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

MODE = os.environ.get("MODE", "plain")


def listed(name):
    return os.environ.get(name, "").split()


def tell(**what):
    print(json.dumps(what), flush=True)


def part(message, kind):
    body = message.get_body((kind,))
    return body.get_content() if body else None


class Handler:
    def __init__(self):
        self.greylisted = int(os.environ.get("GREYLIST", 0))
        self.dropped = int(os.environ.get("DROP", 0))

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address in listed("REJECT_FROM"):
            tell(refused="sender")
            return "553 5.7.1 you may not send as that"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in listed("REJECT"):
            tell(refused="recipient")
            return "550 5.1.1 no such user"
        if self.greylisted > 0:
            self.greylisted -= 1
            tell(refused="for now")
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.dropped > 0:
            self.dropped -= 1
            tell(refused="by hanging up")
            server.transport.abort()
            return "421 gone"
        if "HANG" in os.environ:
            tell(refused="by silence")
            await asyncio.Event().wait()
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        login = getattr(session, "auth_data", None)
        tell(
            sender=envelope.mail_from,
            connection=session.peer[1],
            recipients=envelope.rcpt_tos,
            headers=[[name, str(value)] for name, value in message.items()],
            text=part(message, "plain"),
            html=part(message, "html"),
            encrypted=session.ssl is not None or MODE == "tls",
            login=login and login.login.decode(),
            hello=session.host_name,
            raw=envelope.content.decode("ascii"),
        )
        return "250 2.0.0 taken"


def check(server, session, envelope, mechanism, login):
    user, password = os.environ["AUTH"].split(":", 1)
    right = login.login == user.encode() and login.password == password.encode()
    if not right:
        tell(refused="login")
    return AuthResult(success=right, handled=False, auth_data=login)


def context():
    if MODE == "plain":
        return None
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(os.environ["CERT"], os.environ["KEY"])
    return made


def protocol(handler, tls):
    options = {"hostname": "sink.example.test", "ident": "sink"}
    if "AUTH" in os.environ:
        # With TLS from the first byte this library does not know that it is encrypted.
        required = MODE.startswith("starttls")
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": required}
    if MODE.startswith("starttls"):
        options |= {"tls_context": tls, "require_starttls": MODE == "starttls-required"}
    return SMTP(handler, **options)


def end_with_standard_input():
    sys.stdin.read()
    os._exit(0)


async def main():
    tls, handler = context(), Handler()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(handler, tls),
        "127.0.0.1",
        int(os.environ.get("PORT", 0)),
        ssl=tls if MODE == "tls" else None,
    )
    print("up", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


threading.Thread(target=end_with_standard_input, daemon=True).start()
asyncio.run(main())
