// A stand-in for LibreChat's server, which needs a MongoDB of its own to start: its cookies, its tokens, and whom it believes.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { require } from '../browser/stage.mjs';

const { SignJWT, jwtVerify } = require('jose');

/** The people whom its database knows, by identifiers as MongoDB makes them. */
const PEOPLE = { '64b7f0c2a1d3e4f5a6b7c8d9': 'ann', '64b7f0c2a1d3e4f5a6b7c8da': 'bo' };

const PAGE = `<!doctype html><title>Chat</title><p id="who"></p><script type="module">
const post = async (path, body) => (await fetch(path, { method: 'POST', body: JSON.stringify(body) })).json().catch(() => ({}));
let { token } = await post('/api/auth/refresh');
const show = async () => {
  const headers = token ? { authorization: 'Bearer ' + token } : {};
  const answer = await fetch('/api/user', { headers });
  document.querySelector('#who').textContent = answer.ok ? (await answer.json()).username : 'nobody';
};
globalThis.login = async (username) => { ({ token } = await post('/api/auth/login', { username })); await show(); };
await show();
</script>`;

const cookiesOf = ({ headers }) => Object.fromEntries((headers.cookie ?? '').split('; ').filter(Boolean).map((pair) => pair.split(/=(.*)/s)));

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

/** Starts it with LibreChat's variables. `seen` is every request that has reached it. */
export async function openLibreChat({ HOST, PORT, JWT_SECRET, JWT_REFRESH_SECRET }) {
  const key = (secret) => new TextEncoder().encode(secret);
  const sign = (claims, secret) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt().setExpirationTime('15m').sign(key(secret));
  const verify = async (token, secret) => (await jwtVerify(token ?? '', key(secret)).catch(() => ({}))).payload;
  const seen = [];

  async function signedIn(response, id) {
    const refresh = await sign({ id, sessionId: '64b7f0c2a1d3e4f5a6b7c8db' }, JWT_REFRESH_SECRET);
    const attributes = 'Path=/; HttpOnly; SameSite=Strict';
    response.setHeader('set-cookie', [`refreshToken=${refresh}; ${attributes}`, `token_provider=librechat; ${attributes}`]);
    response.end(JSON.stringify({ token: await sign({ id, username: PEOPLE[id], provider: 'local' }, JWT_SECRET) }));
  }

  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, cookies: cookiesOf(request), authorization: headers.authorization });
    const refuse = (status, text) => response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
    switch (`${method} ${url}`) {
      case 'GET /':
        return response.setHeader('content-type', 'text/html').end(PAGE);
      case 'POST /api/auth/login': {
        const { username } = await bodyOf(request);
        return signedIn(response, Object.keys(PEOPLE).find((id) => PEOPLE[id] === username));
      }
      case 'POST /api/auth/refresh': {
        const { refreshToken } = cookiesOf(request);
        if (!refreshToken) return refuse(200, 'Refresh token not provided');
        const claims = await verify(refreshToken, JWT_REFRESH_SECRET);
        return claims ? signedIn(response, claims.id) : refuse(403, 'Invalid refresh token');
      }
      case 'GET /api/user': {
        const claims = await verify(headers.authorization?.replace('Bearer ', ''), JWT_SECRET);
        // Its signature alone is not enough: the person must be in its database.
        const username = PEOPLE[claims?.id];
        return username ? response.end(JSON.stringify({ username })) : refuse(401, 'Unauthorized');
      }
      default:
        return refuse(404, 'nothing here');
    }
  }).listen(Number(PORT), HOST);
  await once(server, 'listening');
  return {
    url: `http://${HOST}:${server.address().port}`,
    seen,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
