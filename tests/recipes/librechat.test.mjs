// LibreChat behind the gateway with the settings of docs/RECIPES.md: it keeps its own sign-in, and neither of the two takes
// the other's tokens for its own.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Doorward, freePort, newPage, openBrowser, submit } from '../browser/stage.mjs';
import { openLibreChat } from './librechat.mjs';
import { settingsOf } from './recipe.mjs';

const ANN = { name: 'Ann Archer', email: 'ann@example.test', password: 'correct horse battery staple' };
const BO = { name: 'Bo Ek', email: 'bo@example.test', password: 'a rabbit with a pocket watch' };

/** Of one .env for both, which is the worst case: each could verify the other's tokens. */
const SECRETS = {
  JWT_SECRET: randomBytes(32).toString('hex'),
  JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
};

describe('LibreChat behind the gateway', () => {
  let browser, doorward, app, page;
  before(async () => {
    browser = await openBrowser();
    const port = await freePort();
    const places = [['https://chat.example.com', `http://localhost:${port}`]];
    app = await openLibreChat({ ...settingsOf('LibreChat', 'librechat', places), ...SECRETS, PORT: 0 });
    doorward = await Doorward.open({
      port, ...settingsOf('LibreChat', 'doorward', [['http://127.0.0.1:3081', app.url], ...places]), ...SECRETS,
    });
    await doorward.create(ANN);
    await doorward.create(BO);
    page = await newPage(browser);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    app?.close();
  });

  async function signIn({ email, password }) {
    await page.goto(doorward.origin);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
    await submit(page, '/doorward/login', { email, password });
    await page.waitForURL(`${doorward.origin}/`);
  }

  const shown = (name) => page.locator('#who', { hasText: name }).waitFor();

  it('keeps its own session across visits, and never sees a token of ours', async () => {
    await signIn(ANN);
    await shown('nobody');
    await page.evaluate(() => globalThis.login('ann'));
    await shown('ann');
    await page.reload();
    await shown('ann');
    for (const { cookies } of app.seen) {
      assert.deepEqual(Object.keys(cookies).filter((name) => name.startsWith('doorward')), []);
      const { gen } = JSON.parse(Buffer.from(cookies.refreshToken?.split('.')[1] ?? 'e30', 'base64url'));
      assert.equal(gen, undefined, 'it is LibreChat\'s own');
    }
  });

  it('gets no token of ours from a program either, and would believe none', async () => {
    const login = await fetch(`${doorward.origin}/doorward/api/auth/login`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: ANN.email, password: ANN.password }),
    });
    const { token } = await login.json();
    const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0]).filter((pair) => !pair.endsWith('=')).join('; ');
    assert.ok(cookie.includes('refreshToken='));
    const headers = { authorization: `Bearer ${token}`, cookie };
    app.seen.length = 0;
    assert.equal((await fetch(`${doorward.origin}/api/user`, { headers })).status, 401);
    const [{ cookies, authorization }] = app.seen;
    assert.equal(authorization, undefined);
    assert.deepEqual(Object.keys(cookies), []);
    assert.equal((await fetch(`${app.url}/api/user`, { headers })).status, 401, 'nobody of its own has that identifier');
  });

  it('has the callback of its own provider to itself', async () => {
    app.seen.length = 0;
    await page.goto(`${doorward.origin}/oauth/openid/callback?code=a&state=b`);
    assert.equal(app.seen[0].url, '/oauth/openid/callback?code=a&state=b');
  });

  it('forgets a person who signs out of Doorward, and who leaves without a word, when another comes', async () => {
    for (const leave of ['signing out', 'silently']) {
      if (leave === 'silently') {
        await page.context().clearCookies({ name: 'doorward' });
      } else {
        await page.goto(`${doorward.origin}/doorward/logout`);
        await page.locator('form[action="/doorward/logout"] button[type="submit"]').click();
        await page.locator('a[href^="/doorward/login"]').waitFor();
      }
      await signIn(BO);
      await shown('nobody');
      await page.evaluate(() => globalThis.login('bo'));
      await shown('bo');
    }
  });
});
