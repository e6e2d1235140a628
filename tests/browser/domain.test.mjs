// One sign-in over several hosts: apps have hosts of their own, and share the session of the public URL.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Doorward, PERSON, freePort, newPage, openBrowser, submit } from './stage.mjs';

describe('a person with apps on several hosts', () => {
  let browser, doorward, app, at, file;
  before(async () => {
    browser = await openBrowser(['--host-resolver-rules=MAP *.example.test 127.0.0.1']);
    app = await openApp();
    const port = await freePort();
    at = Object.fromEntries(['door', 'chat', 'notes', 'games'].map((name) => [name, `http://${name}.example.test:${port}`]));
    file = join(tmpdir(), `doorward-apps-${port}.toml`);
    const apps = ['chat', 'notes', 'games'].map((name) => (
      `[[app]]\nname = "${name}"\nhost = "${name}.example.test"\nurl = "${app.origin}"\npublic = ["/public"]\n`
    ));
    await writeFile(file, apps.join('\n'));
    doorward = await Doorward.open({
      port, DOMAIN_CLIENT: at.door, DOMAIN_SERVER: at.door, DOORWARD_UPSTREAMS_FILE: file, DOORWARD_COOKIE_DOMAIN: 'example.test',
    });
    await doorward.create(PERSON);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    await app?.close();
    if (file) await rm(file);
  });

  /** Opens an app, is led to the sign-in page and back. */
  async function signInAt(page, address) {
    await page.goto(address);
    assert.equal(new URL(page.url()).origin, at.door);
    await submit(page, '/doorward/login', { email: PERSON.email, password: PERSON.password });
    await page.waitForURL(address);
    assert.equal(await page.locator('#who').innerText(), PERSON.email);
  }

  async function expectIn(page, address) {
    await page.goto(address);
    assert.equal(page.url(), address);
    assert.equal(await page.locator('#who').innerText(), PERSON.email);
  }

  async function expectOut(page, address) {
    await page.goto(address);
    const { origin, pathname } = new URL(page.url());
    assert.deepEqual([origin, pathname], [at.door, '/doorward/login'], address);
  }

  it('signs in at one, opens another, and signs out of both', async () => {
    const page = await newPage(browser);
    await signInAt(page, `${at.chat}/c/7?x=1`);
    const other = await page.context().newPage();
    await expectIn(other, `${at.notes}/`);
    await page.goto(`${at.chat}/doorward/logout`);
    assert.equal(page.url(), `${at.door}/doorward/logout`);
    await page.locator('form[action="/doorward/logout"] button').click();
    await page.getByRole('heading', { name: /signed out/i }).waitFor();
    await expectOut(page, `${at.chat}/c/7?x=1`);
    await expectOut(other, `${at.notes}/`);
    const held = await page.context().cookies([at.door, at.chat, at.notes].map((origin) => `${origin}/`));
    assert.deepEqual(held.filter(({ name }) => ['doorward', 'doorward-shared'].includes(name)), []);
    await page.context().close();
  });

  it('is not locked out of apps by what the script of another sets', async () => {
    const page = await newPage(browser);
    await signInAt(page, `${at.chat}/c/7`);
    await page.goto(`${at.games}/public`);
    await page.evaluate(() => {
      // For a longer path it comes first; for the same path it does not take the place of what scripts cannot see.
      for (const path of ['/c', '/']) document.cookie = `doorward-shared=junk; Domain=example.test; Path=${path}`;
    });
    const sent = await page.context().cookies(`${at.chat}/c/7`);
    assert.equal(sent.filter(({ name }) => name === 'doorward-shared').length, 2);
    await expectIn(page, `${at.chat}/c/7`);
    await expectIn(page, `${at.notes}/`);
    await page.context().close();
  });
});

/** An app that says who asks. */
async function openApp() {
  const server = createServer((asked, answer) => {
    const who = asked.headers['x-forwarded-email'] ?? 'nobody';
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(`<!doctype html><title>App</title><link rel="icon" href="data:,"><p id="who">${who}</p>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
