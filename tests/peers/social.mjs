// Stand-ins for the providers that speak OAuth 2.0 in their own ways, on loopback, for tests: Discord, Facebook,
// WeChat, Feishu and GitHub Enterprise, each below its own path. They follow what the providers publish, errors
// included.
//
//   [PORT=0] node social.mjs
//
// Prints `up <address>` when it answers; it ends when its standard input closes (`KEEP=1` lets it stay).
//
// The credentials are `<name>-client` and `<name>-secret`. The sign-in page has a link for each account, and one
// to cancel. Codes are good once, for a minute, for the redirect_uri and the verifier that they were asked with.
//
// GET  /_log                            what was asked so far: [{ method, path, query, headers, body }]
// POST /_fault?path=P&kind=K            from now on P is answered with K: html, 500, redirect, huge, reset, slow,
//                                       limit (GitHub's 403 to
//                                       those who ask too often), another (the profile of somebody else), none (as usual again)
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { discord, facebook, feishu, github, wechat } from './social-providers.mjs';

const PROVIDERS = { discord, facebook, feishu, github, wechat };
const log = [];
const faults = new Map();
const held = new Set();

/** What a provider remembers of those who were here. */
function memory(name, base) {
  const codes = new Map();
  const tokens = new Map();
  return {
    base,
    client: `${name}-client`,
    secret: `${name}-secret`,
    issue(about) {
      const code = randomBytes(12).toString('hex');
      codes.set(code, { ...about, used: false });
      return code;
    },
    /** The account behind a code, or the name of what is wrong with it. */
    spend({ code, redirect_uri: redirectUri, code_verifier: verifier }, { pkce = true } = {}) {
      const found = codes.get(code);
      if (!found) return 'unknown';
      if (found.used) return 'used';
      if (redirectUri !== undefined && redirectUri !== found.redirectUri) return 'redirect';
      const challenge = createHash('sha256').update(verifier ?? '').digest('base64url');
      if (pkce && found.challenge !== challenge) return 'verifier';
      found.used = true;
      return found;
    },
    token(about) {
      const token = randomBytes(12).toString('hex');
      tokens.set(token, about);
      return token;
    },
    holder: (token) => tokens.get(token),
    bearer: (request) => tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]),
  };
}

/** A page with a link for each account, and one to cancel. */
function consent(provider, here, url) {
  const query = Object.fromEntries(url.searchParams);
  const complaint = provider.unfit?.(query, here) ?? usualComplaint(query, here);
  if (complaint) return { status: 400, html: `<p>${complaint}</p>` };
  const link = (who, text) => `<li><a href="${here.base}/_choose?who=${who}&amp;${url.searchParams.toString().replaceAll('&', '&amp;')}">${text}</a></li>`;
  const accounts = Object.keys(provider.accounts).map((name) => link(name, name));
  return { html: `<ul>${accounts.join('')}${link('', 'Cancel')}</ul>` };
}

function usualComplaint(query, here) {
  if (query.client_id !== here.client) return 'unknown client_id';
  if (query.response_type !== 'code') return 'response_type is not code';
  if (!URL.canParse(query.redirect_uri ?? '')) return 'redirect_uri is not registered';
  return query.state && query.code_challenge_method === 'S256' ? undefined : 'state or PKCE is missing';
}

/** What the person chose, as the provider sends it back. */
function choose(provider, here, { who, ...query }) {
  const back = new URL(query.redirect_uri);
  const parameters = who
    ? { code: here.issue({ who, scope: query.scope, redirectUri: query.redirect_uri, challenge: query.code_challenge }), ...provider.extra?.(here) }
    : provider.cancelled;
  for (const [name, value] of Object.entries({ ...parameters, state: query.state })) back.searchParams.append(name, value);
  return { status: 302, location: back.href + (provider.fragment ?? '') };
}

function answer(provider, here, request, url, body) {
  const path = url.pathname.slice(new URL(here.base).pathname.length);
  if (path === provider.authorize && request.method === 'GET') return consent(provider, here, url);
  if (path === '/_choose') return choose(provider, here, Object.fromEntries(url.searchParams));
  const route = provider.routes[`${request.method} ${path}`];
  return route ? route({ request, here, query: Object.fromEntries(url.searchParams), body }) : { status: 404, json: { message: 'Not Found' } };
}

/** Reads a form or JSON. */
function parsed(request, text) {
  const type = request.headers['content-type'] ?? '';
  try {
    if (type.startsWith('application/json')) return JSON.parse(text);
  } catch {
    return {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function send(response, { status = 200, json, text, html, form, type, location }) {
  if (location) response.setHeader('location', location);
  const [kind, payload] = [
    [json, 'application/json; charset=utf-8', () => JSON.stringify(json)],
    [form, 'application/x-www-form-urlencoded; charset=utf-8', () => new URLSearchParams(form).toString()],
    [html, 'text/html; charset=utf-8', () => html],
    [text, 'text/plain', () => text],
  ].filter(([value]) => value !== undefined).map(([, kind, make]) => [kind, make()])[0] ?? ['text/plain', ''];
  response.writeHead(status, { 'content-type': type ?? kind });
  response.end(payload);
}

const FAULTS = {
  html: (response) => send(response, { html: '<html>the proxy says hello</html>' }),
  500: (response) => send(response, { status: 500, html: '<h1>Internal Server Error</h1>' }),
  redirect: (response) => send(response, { status: 302, location: 'http://127.0.0.1:1/elsewhere?secret=x' }),
  huge: (response) => send(response, { text: `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}` }),
  limit: (response) => send(response, { status: 403, json: { message: 'You have exceeded a secondary rate limit.' } }),
  reset: (response) => response.destroy(),
  slow: (response) => held.add(response),
};

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url, address());
    if (url.pathname === '/_log') return send(response, { json: log });
    if (url.pathname === '/_fault') {
      faults.set(url.searchParams.get('path'), url.searchParams.get('kind'));
      return send(response, { text: 'noted' });
    }
    const body = parsed(request, Buffer.concat(chunks).toString());
    log.push({ method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body });
    const fault = faults.get(url.pathname);
    if (FAULTS[fault]) return FAULTS[fault](response);
    const name = url.pathname.split('/')[1];
    if (!Object.hasOwn(here, name)) return send(response, { status: 404, text: 'nobody' });
    here[name].another = fault === 'another';
    return send(response, answer(PROVIDERS[name], here[name], request, url, body));
  });
});

const address = () => `http://127.0.0.1:${server.address().port}`;
const here = {};
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  for (const name of Object.keys(PROVIDERS)) here[name] = memory(name, `${address()}/${name}`);
  console.log(`up ${address()}`);
});
if (!process.env.KEEP) {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}
