// Clerk's own server library, and the library that signs its messages. Reads a list of requests as JSON from its
// standard input and writes the list of answers. The clock is the machine's.
import { createClerkClient, verifyToken } from '@clerk/backend';
import { verifyWebhook } from '@clerk/backend/webhooks';
import { Webhook } from 'svix';

// Clerk's library counts its uses at Clerk unless told not to.
process.env.CLERK_TELEMETRY_DISABLED = '1';

const client = ({ apiUrl, secretKey, publishableKey }) => createClerkClient({ apiUrl, secretKey, publishableKey });

const acts = {
  // Signs a message as Clerk's sender does.
  sign: ({ secret, id, seconds, body }) => new Webhook(secret).sign(id, new Date(seconds * 1000), body),
  // What Clerk's library says to a message.
  message: async ({ secret, headers, body }) => {
    const request = new Request('http://localhost/', { method: 'POST', headers, body });
    return (await verifyWebhook(request, { signingSecret: secret })).type;
  },
  // What it says to a session token.
  token: async ({ token, options }) => (await verifyToken(token, options)).sub,
  user: async ({ id, ...how }) => (await client(how).users.getUser(id)).primaryEmailAddress.emailAddress,
  revoke: async ({ id, ...how }) => (await client(how).sessions.revokeSession(id)).status,
  link: async ({ id, ...how }) => (await client(how).signInTokens.createSignInToken({ userId: id, expiresInSeconds: 60 })).status,
  handshake: async ({ nonce, ...how }) => (await client(how).clients.getHandshakePayload({ nonce })).directives,
};

let text = '';
for await (const piece of process.stdin) text += piece;
const answers = [];
for (const { act, ...how } of JSON.parse(text)) {
  try {
    answers.push({ ok: await acts[act](how) });
  } catch (error) {
    answers.push({ error: error.reason ?? error.errors?.[0]?.code ?? error.message });
  }
}
process.stdout.write(JSON.stringify(answers));
