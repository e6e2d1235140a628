// LobeChat behind the gateway with the settings of docs/RECIPES.md: the session cookie that Doorward writes is one that Auth.js's own
// library, with LobeChat's settings, reads as a session of LobeChat's.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { Doorward, freePort, newPage, openBrowser, submit } from '../browser/stage.mjs';
import { settingsOf } from './recipe.mjs';

const ANN = { name: 'Ann Archer', email: 'ann@example.test', password: 'correct horse battery staple' };

/** What LobeChat's pages send who pay for the model themselves. */
const OWN_KEY = { 'x-lobe-chat-auth': 'N00DFSE+B1ngjQI0TR8=' };

const { getToken } = await import(createRequire(new URL('../peers/package.json', import.meta.url)).resolve('@auth/core/jwt'));

/** A stand-in for LobeChat's server: it knows who comes by `getToken` alone, as LobeChat's does. */
async function openLobeChat() {
  const seen = [];
  const app = { seen };
  const server = createServer(async (request, response) => {
    seen.push(request.headers);
    const { NEXT_AUTH_SECRET: secret, NEXTAUTH_URL: address } = app.settings;
    const token = await getToken({ req: request, secret, secureCookie: address.startsWith('https:') });
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Chat</title><p id="who">${token?.email ?? 'nobody'}</p>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  app.url = `http://127.0.0.1:${server.address().port}`;
  app.close = () => server.close() && server.closeAllConnections();
  return app;
}

describe('LobeChat behind the gateway', () => {
  let browser, doorward, app, page;
  before(async () => {
    browser = await openBrowser();
    app = await openLobeChat();
    const port = await freePort();
    const secret = randomBytes(32).toString('base64');
    const places = [
      ['http://127.0.0.1:3210', app.url], ['https://chat.example.com', `http://localhost:${port}`], ['PUT-A-SECRET-HERE', secret],
    ];
    app.settings = settingsOf('LobeChat', 'lobechat', places);
    doorward = await Doorward.open({ port, ...settingsOf('LobeChat', 'doorward', places) });
    await doorward.create(ANN);
    page = await newPage(browser);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    app?.close();
  });

  it('reads the session that Doorward writes, and has none after the sign-out', async () => {
    await page.goto(doorward.origin);
    await submit(page, '/doorward/login', { email: ANN.email, password: ANN.password });
    await page.waitForURL(`${doorward.origin}/`);
    await page.locator('#who', { hasText: ANN.email }).waitFor();
    const { user } = await (await page.request.get(`${doorward.origin}/api/auth/session`)).json();
    assert.equal(user.email, ANN.email);
    await page.goto(`${doorward.origin}/doorward/logout`);
    await page.locator('form[action="/doorward/logout"] button[type="submit"]').click();
    await page.locator('a[href^="/doorward/login"]').waitFor();
    assert.equal(await (await page.request.get(`${doorward.origin}/api/auth/session`)).json(), null);
    await page.goto(doorward.origin);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
  });

  it('is not told of sign-ins that only a header claims, and a key of one\'s own opens nothing', async () => {
    app.seen.length = 0;
    for (const path of ['/', '/chat', '/webapi/chat/openai', '/trpc/lambda/config']) {
      for (const headers of [{ 'x-oauth-authorized': 'true' }, OWN_KEY, { ...OWN_KEY, 'x-oauth-authorized': 'true' }]) {
        const { status } = await fetch(`${doorward.origin}${path}`, { headers: { accept: 'application/json', ...headers } });
        assert.equal(status, 401, path);
      }
    }
    assert.deepEqual(app.seen, []);
    await page.goto(doorward.origin);
    await submit(page, '/doorward/login', { email: ANN.email, password: ANN.password });
    await page.waitForURL(`${doorward.origin}/`);
    await page.request.get(`${doorward.origin}/chat`, { headers: { 'x-oauth-authorized': 'true', 'x_oauth_authorized': 'true' } });
    const claims = app.seen.flatMap((headers) => Object.keys(headers)).filter((name) => name.includes('oauth'));
    assert.deepEqual(claims, []);
  });
});
