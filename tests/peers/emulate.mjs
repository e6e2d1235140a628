// Stand-ins of others (npm `emulate`) for GitHub, Google, Apple, Microsoft and Okta on loopback, for tests.
//
//   [RP=http://localhost:3080] node emulate.mjs github google ...
//
// Prints `up <name> <address>` for each when it answers, and then `up`. Who signs in is chosen on a page with
// one form for each account. It ends when its standard input closes (`KEEP=1` lets it stay).
import { createServer } from 'node:net';
import { createEmulator } from 'emulate';

const RP = process.env.RP ?? 'http://localhost:3080';
const back = (id) => [`${RP}/oauth/${id}/callback`, `${RP}/api/auth/callback/${id}`];
const client = (id, more) => ({
  client_id: `${id}-client`, client_secret: `${id}-secret`, name: 'Doorward', redirect_uris: back(id), ...more,
});

const SEEDS = {
  github: {
    users: [
      { login: 'octocat', name: 'The Octocat', email: 'octocat@example.test' },
      { login: 'noname', email: 'noname@example.test' },
    ],
    oauth_apps: [client('github')],
  },
  google: {
    users: [
      { email: 'ada@example.test', name: 'Ada Lovelace', email_verified: true, hd: 'example.test' },
      { email: 'second@example.test', name: 'Second User', email_verified: false },
    ],
    oauth_clients: [client('google')],
  },
  apple: {
    users: [{ email: 'ada@icloud.test', name: 'Ada Lovelace' }],
    oauth_clients: [client('apple', { team_id: 'TEAM001' })],
  },
  microsoft: {
    users: [{ email: 'ada@outlook.test', name: 'Ada Lovelace' }],
    oauth_clients: [client('microsoft-entra-id')],
  },
  okta: {
    users: [{ login: 'ada@okta.test', email: 'ada@okta.test', first_name: 'Ada', last_name: 'Lovelace' }],
    authorization_servers: [{ id: 'default', name: 'default', audiences: ['api://default'] }],
    oauth_clients: [client('okta', { auth_server_id: 'default' })],
  },
};

/** A port that was free a moment ago: the emulators want to know theirs before they listen. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

for (const service of process.argv.slice(2)) {
  const port = await freePort();
  const { url } = await createEmulator({ service, port, baseUrl: `http://127.0.0.1:${port}`, seed: { [service]: SEEDS[service] } });
  console.log(`up ${service} ${url}`);
}
console.log('up');
if (!process.env.KEEP) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}
