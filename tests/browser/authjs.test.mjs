// A page of a chat app with the unmodified next-auth 5 client, in a real browser, on the origin of the server.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, newPage, openBrowser, openProvider, openidSettings, register, require, signIn, signOut,
} from './stage.mjs';

const SECRET = '8f14e45fceea167a5a36dedd4bea2543';
const MODULES = new URL('../peers/node_modules/', import.meta.url);

/** The chat app: nothing but the client, its modules found by an import map. */
const APP = `<!doctype html><title>Chat</title>
<script>window.process = { env: {} }</script>
<script type="importmap">${JSON.stringify({ imports: {
    react: '/modules/react',
    'react/jsx-runtime': '/modules/react/jsx-runtime',
    '@auth/core/errors': '/modules/@auth/core/errors.js',
    'next-auth/react': '/modules/next-auth-v5/react.js',
  } })}</script>
<script type="module">window.auth = await import('next-auth/react'); document.title = 'Ready';</script>`;

/** A CommonJS module as a module of the browser: its members as they are, its code untouched. */
async function wrapped(name) {
  const folder = new URL('react/cjs/', MODULES);
  const file = name === 'react' ? 'react.production.js' : 'react-jsx-runtime.production.js';
  const names = Object.keys(require(name)).filter((member) => /^[a-zA-Z]\w*$/.test(member));
  const before = name === 'react' ? 'const React = {};' : "import * as React from 'react';";
  return `${before}
const module = { exports: {} };
((exports, require) => { ${await readFile(new URL(file, folder), 'utf8')} })(module.exports, () => React);
export const { ${names.join(', ')} } = module.exports;`;
}

/** Serves the app and its modules on the server's own origin, beside what the server itself answers. */
async function serveApp(page, origin) {
  await page.route(`${origin}/app*`, (route) => route.fulfill({ contentType: 'text/html', body: APP }));
  await page.route(`${origin}/modules/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice('/modules/'.length);
    const body = name === 'react' || name === 'react/jsx-runtime'
      ? await wrapped(name)
      : await readFile(new URL(name, MODULES), 'utf8');
    await route.fulfill({ contentType: 'text/javascript', body });
  });
}

describe('a chat app with next-auth 5', () => {
  let browser, provider, doorward, page;
  before(async () => {
    browser = await openBrowser();
    provider = await openProvider();
  });
  after(async () => {
    await browser.close();
    await provider.close();
  });
  beforeEach(async () => {
    doorward = await Doorward.open({ ...openidSettings(provider), NEXT_AUTH_SECRET: SECRET });
    page = await newPage(browser);
    await register(page, doorward.origin);
    await signOut(page);
    await serveApp(page, doorward.origin);
    await openApp();
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  async function openApp() {
    await page.goto(`${doorward.origin}/app`);
    await page.waitForFunction(() => document.title === 'Ready');
  }
  const session = () => page.evaluate(() => window.auth.getSession());

  it('signs in with a password and out again', async () => {
    assert.equal(await session(), null);
    const wrong = await page.evaluate((person) => window.auth.signIn('credentials', {
      email: person.email, password: 'wrong', redirect: false,
    }), PERSON);
    assert.equal(wrong.error, 'CredentialsSignin');
    const right = await page.evaluate((person) => window.auth.signIn('credentials', {
      email: person.email, password: person.password, redirect: false,
    }), PERSON);
    assert.equal(right.ok, true);
    assert.equal((await session()).user.email, PERSON.email);
    await page.evaluate(() => { window.auth.signOut({ redirectTo: '/app?bye' }); });
    await page.waitForURL(`${doorward.origin}/app?bye`);
    await page.waitForFunction(() => document.title === 'Ready');
    assert.equal(await session(), null);
  });

  it('signs in at a provider', async () => {
    await page.evaluate(() => { window.auth.signIn('openid', { redirectTo: '/app?back' }); });
    await page.locator('input[name="login"]').fill('bob');
    await page.locator('input[name="password"]').fill('any');
    await page.getByRole('button', { name: /sign-?in/i }).click();
    await page.getByRole('button', { name: /continue/i }).click();
    await page.waitForURL(`${doorward.origin}/app?back`);
    await openApp(); // What the server redirects to is not served by the test.
    assert.equal((await session()).user.email, 'bob@example.test');
  });

  it('sends somebody without a provider to the sign-in page, and takes them back', async () => {
    await page.evaluate(() => { window.auth.signIn(); });
    await page.waitForURL((url) => url.pathname === '/next-auth/signin');
    await page.locator('input[name="email"]').fill(PERSON.email);
    await page.locator('input[name="password"]').fill(PERSON.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${doorward.origin}/app`);
    await openApp();
    assert.equal((await session()).user.email, PERSON.email);
  });

  it('knows who signed in at our own page, until they sign out there', async () => {
    await signIn(page, doorward.origin);
    await page.waitForURL(`${doorward.origin}/`);
    await openApp();
    assert.equal((await session()).user.email, PERSON.email);
    await page.goto(`${doorward.origin}/`);
    await signOut(page);
    await openApp();
    assert.equal(await session(), null);
  });
});
