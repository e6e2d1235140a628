// The browser's half of next-auth, unmodified, against a server: node authjs-client.mjs ORIGIN v5|v4 [PROVIDER]
// The account is in EMAIL and PASSWORD; ADDRESS is where the server listens, if ORIGIN is only its public name. Prints one JSON line for each step; ends with 1 at the first that fails.
// The client runs in node, so what it takes from the browser is made here: location, cookies, storage.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [origin, version, provider] = process.argv.slice(2);
const { EMAIL: email, PASSWORD: password, ADDRESS: address = new URL(origin).host } = process.env;
const jar = new Map();
const requests = [];
const beacons = [];
let place = `${origin}/start`;

const plainFetch = globalThis.fetch;
globalThis.fetch = async (resource, options = {}) => {
  const url = new URL(String(resource), origin);
  url.host = address;
  const headers = new Headers(options.headers);
  headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
  headers.set('origin', origin);
  headers.set('sec-fetch-site', 'same-origin');
  const response = await plainFetch(url, { ...options, headers, redirect: 'manual' });
  for (const line of response.headers.getSetCookie()) {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0|01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
  requests.push(`${options.method ?? 'GET'} ${url.pathname} ${response.status}`);
  return response;
};
const location = {
  get href() { return place; },
  set href(url) { place = new URL(url, origin).href; },
  get origin() { return origin; },
  reload() {},
};
globalThis.window = { location, addEventListener() {}, removeEventListener() {} };
globalThis.localStorage = { setItem() {}, getItem: () => null };
globalThis.BroadcastChannel = class {
  postMessage() {}
  addEventListener() {}
  removeEventListener() {}
  close() {}
};
Object.defineProperty(globalThis, 'navigator', {
  value: { onLine: true, sendBeacon(url) { beacons.push(url); return true; } },
});

const client = version === 'v4'
  ? createRequire(import.meta.url)('next-auth-v4/react')
  : await import('next-auth-v5/react');
if (client.__NEXTAUTH) client.__NEXTAUTH.basePath = '/api/auth';

const step = (name, seen = {}) => console.log(JSON.stringify({ step: name, ...seen, requests: requests.splice(0) }));
const getSession = () => client.getSession({ broadcast: false });

const providers = await client.getProviders();
for (const [id, one] of Object.entries(providers)) {
  assert.equal(one.id, id);
  for (const member of ['name', 'type', 'signinUrl', 'callbackUrl']) assert.ok(one[member], `${id}.${member}`);
}
step('providers', { ids: Object.keys(providers) });

const token = await client.getCsrfToken();
assert.match(token, /^[0-9a-f]{64}$/);
assert.equal(await client.getCsrfToken(), token, 'the token stays');
step('csrf');

assert.equal(await getSession(), null);
assert.deepEqual(beacons, [], 'the client takes the answer for what it is');
step('nobody');

if (provider) {
  await client.signIn(provider, { callbackUrl: `${origin}/after` });
  assert.notEqual(new URL(place).origin, origin, 'on the way to the provider');
  step('provider', { to: place });
}

const wrong = await client.signIn('credentials', {
  email, password: 'wrong', redirect: false, callbackUrl: `${origin}/after`,
});
assert.equal(wrong.error, 'CredentialsSignin');
assert.equal(wrong.url, null);
step('wrong password', { status: wrong.status });

const right = await client.signIn('credentials', {
  email, password, redirect: false, callbackUrl: `${origin}/after`,
});
assert.equal(right.error ?? null, null);
assert.ok(right.ok);
assert.equal(right.url, `${origin}/after`);
step('right password');

const session = await getSession();
assert.equal(session.user.email, email);
assert.ok(new Date(session.expires) > 0);
assert.ok([...jar.keys()].some((name) => name.endsWith(version === 'v4' ? 'next-auth.session-token' : 'authjs.session-token')));
step('session', { session });

await client.signOut({ callbackUrl: `${origin}/bye` });
assert.equal(place, `${origin}/bye`);
assert.equal(await getSession(), null);
assert.deepEqual(beacons, []);
step('signed out', { cookies: [...jar.keys()] });
