// A certified OpenID provider (npm `oidc-provider`) on loopback, for tests.
//
//   [PORT=0] [RP=http://localhost:3080,...] [CLAIMS_IN_ID_TOKEN=1] node op.mjs
//
// Prints `up <issuer>` when it answers. Any password is right. It ends when its standard input closes, so that
// it never outlives the test that started it (`KEEP=1` lets it stay).
//
// RP                  the origins of the service under test; unset, any port of localhost and 127.0.0.1 will do
// CLAIMS_IN_ID_TOKEN  puts name and address into the ID token, as many providers do; certified ones, and this
//                     one unless told, hand them out at userinfo only
// MODE=auth0          as Auth0 is: `audience` decides about the access token (none: opaque, API: a JWT that opens no
//                     userinfo, another: refused), and offline_access needs no prompt=consent
// ISSUER_PATH         where the issuer lies, such as /application/o/chat/ (as Authentik has it)
// CLIENT_AUTH         the only ways in which clients may show who they are, such as client_secret_post
// BACKCHANNEL=1       tells the client `basic` when a session ends, at the address that GET /_tell?url=... names
// GET /_clock?ms=...  moves its clock forward
// GET /_log           what was asked of the provider so far: [{ method, path, query, status, body }]
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { errors } from 'oidc-provider';

const CALLBACKS = ['/oauth/openid/callback'];
const OURS = /^(\/oauth\/[\w-]+\/callback|\/api\/auth\/callback\/[\w-]+)$/;
const AUTH0 = process.env.MODE === 'auth0';
const API = 'https://api.librechat.ai';
const AFTER_LOGOUT = ['', '/', '/login'];
const ROLES = { alice: ['staff', 'admins'], bob: ['staff'] };

/** Where to tell of sessions that end. The service under test gets its port after this one has started. */
let told;

const USERS = {
  alice: {
    email: 'alice@example.test', email_verified: true, name: 'Alice Liddell', given_name: 'Alice',
    family_name: 'Liddell', preferred_username: 'alice', picture: 'https://pics.example.test/a.png',
    groups: ['admins', 'staff'],
  },
  bob: { email: 'bob@example.test', email_verified: false, name: 'Bob', preferred_username: 'bob', groups: ['staff'] },
  // What is said of an address is missing, or is a text.
  silent: { email: 'silent@example.test', name: 'Silent' },
  texty: { email: 'texty@example.test', email_verified: 'true', name: 'Texty' },
  noemail: { name: 'No Mail', preferred_username: 'noemail' },
};

/** One key for each algorithm. The RSA key names none, so it serves RS256 and PS256. */
async function signingKeys() {
  const kinds = [['RS256', 'rsa-1'], ['ES256', 'ec-1'], ['EdDSA', 'ed-1']];
  return Promise.all(kinds.map(async ([alg, kid]) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, ...(alg === 'EdDSA' && { crv: 'Ed25519' }) });
    return { ...await exportJWK(privateKey), use: 'sig', kid, ...(alg !== 'RS256' && { alg }) };
  }));
}

function clients(origins) {
  const common = {
    redirect_uris: origins.flatMap((origin) => CALLBACKS.map((path) => origin + path)),
    post_logout_redirect_uris: origins.flatMap((origin) => AFTER_LOGOUT.map((path) => origin + path)),
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
  const secret = (name) => `${name}-secret-0123456789abcdef0123456789`;
  const signed = (name, alg, more) => ({
    ...common, client_id: name, client_secret: secret(name), id_token_signed_response_alg: alg, ...more,
  });
  return [
    {
      ...common, client_id: 'basic', client_secret: secret('basic'),
      ...(process.env.BACKCHANNEL && { backchannel_logout_uri: 'http://told.test/', backchannel_logout_session_required: true }),
    },
    { ...common, client_id: 'post', client_secret: secret('post'), token_endpoint_auth_method: 'client_secret_post' },
    { ...common, client_id: 'public', token_endpoint_auth_method: 'none' },
    signed('es256', 'ES256', { userinfo_signed_response_alg: 'ES256' }),
    signed('ps256', 'PS256'),
    signed('eddsa', 'EdDSA'),
    // Authentik without a signing key, and with an encryption key.
    signed('hs256', 'HS256'),
    signed('encrypted', 'RS256', { id_token_encrypted_response_alg: 'A128KW', id_token_encrypted_response_enc: 'A128CBC-HS256' }),
  ];
}

function account(sub) {
  const claims = USERS[sub] ?? { email: `${sub}@example.test`, email_verified: true, name: sub };
  return { accountId: sub, claims: async () => ({ sub, ...claims }) };
}

async function provider(issuer, origins) {
  return new Provider(issuer, {
    clients: clients(origins),
    jwks: { keys: await signingKeys() },
    cookies: { keys: ['test-peer'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture', 'groups'],
    },
    ...(process.env.CLIENT_AUTH && { clientAuthMethods: process.env.CLIENT_AUTH.split(',') }),
    conformIdTokenClaims: process.env.CLAIMS_IN_ID_TOKEN !== '1',
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
      idTokenEncryptionAlgValues: ['A128KW'],
      userinfoSigningAlgValues: ['RS256', 'ES256'],
    },
    ...(AUTH0 && {
      extraParams: ['audience'],
      extraTokenClaims: (_ctx, token) => ({ 'https://chat.example.test/roles': ROLES[token.accountId] ?? [] }),
    }),
    // The package asks nobody on this machine of its own accord.
    fetch: (url, options) => globalThis.fetch(told ?? url, { ...options, dispatcher: undefined }),
    pkce: { required: () => true },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, RefreshToken: 3600, Session: 3600 },
    rotateRefreshToken: true,
    findAccount: (_ctx, sub) => account(sub),
    renderError: (ctx, out) => { ctx.type = 'json'; ctx.body = out; },
    features: {
      devInteractions: { enabled: true },
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      ...(AUTH0 && { resourceIndicators: audiences }),
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: process.env.BACKCHANNEL === '1' },
    },
  });
}

/** Auth0's way of choosing an access token. */
const audiences = {
  enabled: true,
  defaultResource: (ctx) => ctx.oidc.params?.audience || undefined,
  useGrantedResource: () => true,
  getResourceServerInfo(_ctx, resource) {
    if (resource !== API) throw new errors.InvalidTarget(`unknown API ${resource}`);
    return { scope: 'openid profile email offline_access', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
  },
};

/** Auth0 hands out refresh tokens without asking the person anew. */
function consentToOfflineAccess(op) {
  op.use(async (ctx, next) => {
    const asks = ctx.path === '/auth' && (ctx.query.scope ?? '').split(' ').includes('offline_access');
    if (asks && !ctx.query.prompt) ctx.query = { ...ctx.query, prompt: 'consent' };
    await next();
  });
}

/** Lets the service under test listen wherever it likes on this machine. */
function acceptAnyLoopbackPort({ Client }) {
  const isOurs = (value, fits) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname) && fits(url.pathname);
  };
  Client.prototype.redirectUriAllowed = (value) => isOurs(value, (path) => OURS.test(path));
  Client.prototype.postLogoutRedirectUriAllowed = (value) => isOurs(value, (path) => AFTER_LOGOUT.includes(path));
}

function keepLog(op) {
  const log = [];
  op.use(async (ctx, next) => {
    if (ctx.path === '/_log') {
      ctx.body = log;
      return;
    }
    if (ctx.path === '/_tell') {
      told = ctx.query.url;
      ctx.body = 'ok';
      return;
    }
    if (ctx.path === '/_clock') {
      const now = Date.now;
      const ahead = Number(ctx.query.ms);
      Date.now = () => now() + ahead;
      ctx.body = 'ok';
      return;
    }
    await next();
    // The body only where a client of the provider speaks; a person's password is nobody's business.
    const body = ctx.path === '/token' ? ctx.oidc?.body : undefined;
    log.push({ method: ctx.method, path: ctx.path, query: { ...ctx.query }, status: ctx.status, body });
  });
}

function reportErrors(op) {
  for (const event of ['authorization.error', 'grant.error', 'server_error', 'userinfo.error']) {
    op.on(event, (_ctx, error) => console.error(event, error.error_description ?? error.stack));
  }
}

/** Answers below a path as a framework would that mounts the provider there. */
function below(mount, answer) {
  return (request, response) => {
    request.originalUrl = request.url;
    if (request.url.startsWith(`${mount}/`)) request.url = request.url.slice(mount.length);
    answer(request, response);
  };
}

const server = createServer();
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  const path = process.env.ISSUER_PATH ?? '';
  const issuer = `http://127.0.0.1:${server.address().port}${path}`;
  const op = await provider(issuer, (process.env.RP ?? 'http://127.0.0.1:3080').split(','));
  if (!process.env.RP) acceptAnyLoopbackPort(op);
  if (AUTH0) consentToOfflineAccess(op);
  keepLog(op);
  reportErrors(op);
  server.on('request', below(path.replace(/\/$/, ''), op.callback()));
  console.log(`up ${issuer}`);
});
if (!process.env.KEEP) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}
