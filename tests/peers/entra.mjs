// A certified OpenID provider (npm `oidc-provider`) dressed as Microsoft Entra ID, on loopback, for tests: one
// discovery document whose issuer has a place for the tenant, and a provider of its own for each tenant behind it.
//
//   [PORT=0] node entra.mjs
//
// Prints `up <address>` when it answers; the configured issuer is <address>/common/v2.0 and the like. It ends
// when its standard input closes. Who signs in decides about the tenant: `alice` and `bob` work for two companies,
// `carol` has a private account. `mallory` comes from bob's company under alice's tenant id. `trudy`'s token says all
// that alice's does, but is signed with the key of private accounts.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const TENANTS = {
  alice: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  bob: 'b9419818-09af-49c2-b0c3-653adc1f376e',
  carol: '9188040d-6c67-4c5b-b112-36a304b66dad',
};
// No email_verified, as ever; who owns the domain has an edov.
const PEOPLE = {
  alice: { tid: TENANTS.alice, email: 'alice@contoso.test', name: 'Alice Liddell', preferred_username: 'alice@contoso.test', xms_edov: true },
  bob: { tid: TENANTS.bob, email: 'bob@fabrikam.test', name: 'Bob', preferred_username: 'bob@fabrikam.test', email_verified: true },
  carol: { tid: TENANTS.carol, name: 'Carol', preferred_username: 'carol@outlook.test' },
  mallory: { tid: TENANTS.alice, email: 'mallory@fabrikam.test', name: 'Mallory', preferred_username: 'mallory@fabrikam.test' },
  trudy: { tid: TENANTS.alice, email: 'trudy@contoso.test', name: 'Trudy', preferred_username: 'trudy@contoso.test' },
};
const WHERE = { ...TENANTS, mallory: TENANTS.bob, trudy: 'trudy' };

async function newKey(kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...await exportJWK(privateKey), use: 'sig', kid, alg: 'RS256' };
}
const [everybodys, private_] = [await newKey('entra-1'), await newKey('entra-2')];
const codes = new Map();
const server = createServer();

function tenant(base, tid, name = tid, key = everybodys) {
  const op = new Provider(`${base}/${tid}/v2.0`, {
    clients: [{ client_id: 'entra', client_secret: 'entra-secret-0123456789abcdef', redirect_uris: ['http://localhost:3080/'], response_types: ['code'] }],
    jwks: { keys: [key] },
    cookies: { keys: ['test-peer'] },
    claims: { openid: ['sub', 'tid'], email: ['email', 'email_verified', 'xms_edov'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, ...PEOPLE[sub] }) }),
    features: { devInteractions: { enabled: true } },
  });
  op.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).hostname === 'localhost';
  // The common token endpoint has to know whose code it is given.
  op.on('authorization_code.saved', (code) => codes.set(code.jti, name));
  return op.callback();
}

/** The issuer that Microsoft's document states: a template, unless the tenant is known. */
const stated = (name) => ({ common: '{tenantid}', organizations: '{tenantid}', consumers: TENANTS.carol })[name] ?? name;

/** The document of `common`, `organizations`, `consumers` or one tenant. */
const discovery = (base, name) => ({
  issuer: `${base}/${stated(name)}/v2.0`,
  authorization_endpoint: `${base}/${name}/oauth2/v2.0/authorize`,
  token_endpoint: `${base}/${name}/oauth2/v2.0/token`,
  jwks_uri: `${base}/${name}/discovery/v2.0/keys`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
});

/** The keys, each with the issuer that it signs for, as Microsoft publishes them. */
const published = (base) => [[everybodys, '{tenantid}'], [private_, TENANTS.carol]].map(
  ([{ kty, n, e, use, kid, alg }, tid]) => ({ kty, n, e, use, kid, alg, issuer: `${base}/${tid}/v2.0` }),
);

const page = (url) => `<form method="post" action="${url.pathname}/_who${url.search.replaceAll('&', '&amp;')}">
  <input type="hidden" name="prompt" value="who"><input name="login"></form>`;

function body(request) {
  return new Promise((resolve) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => resolve(Object.fromEntries(new URLSearchParams(text))));
  });
}

/** Hands a request to the provider of one tenant, under the path that it knows. */
function hand(ops, tid, request, response, path) {
  request.originalUrl = `/${tid}/v2.0${path}`;
  request.url = path;
  ops[tid](request, response);
}

async function answer(base, ops, request, response) {
  const url = new URL(request.url, base);
  const [, name, ...rest] = url.pathname.split('/');
  const path = `/${rest.join('/')}`;
  const json = (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (path === '/v2.0/.well-known/openid-configuration') return json(discovery(base, name));
  if (path === '/discovery/v2.0/keys') return json({ keys: published(base) });
  if (path === '/oauth2/v2.0/authorize') return response.writeHead(200, { 'content-type': 'text/html' }).end(page(url));
  if (path === '/oauth2/v2.0/authorize/_who') {
    const { login } = await body(request);
    return response.writeHead(303, { location: `${base}/${WHERE[login]}/v2.0/auth${url.search}` }).end();
  }
  if (path === '/oauth2/v2.0/token') {
    request.body = await body(request);
    const tid = codes.get(request.body.code) ?? TENANTS.alice;
    return hand(ops, tid, request, response, '/token');
  }
  if (ops[name] && path.startsWith('/v2.0/')) return hand(ops, name, request, response, path.slice(5) + url.search);
  return response.writeHead(404).end();
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const ops = Object.fromEntries(Object.values(TENANTS).map((tid) => [tid, tenant(base, tid)]));
  ops.trudy = tenant(base, TENANTS.alice, 'trudy', private_);
  server.on('request', (request, response) => answer(base, ops, request, response));
  console.log(`up ${base}`);
});
if (!process.env.KEEP) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}
