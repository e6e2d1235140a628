// "Any app in five minutes" of docs/RECIPES.md, step by step, with the app that it names.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Doorward, newPage, openBrowser, start, submit } from '../browser/stage.mjs';
import { settingsOf } from './recipe.mjs';

const ANN = { name: 'Ann Archer', email: 'ann@example.test', password: 'correct horse battery staple' };
const BO = { name: 'Bo Ek', password: 'a rabbit with a pocket watch' };
const APP = '<!doctype html><title>My app</title><h1>Nothing to see but for friends</h1>';

describe('any app in five minutes', () => {
  let browser, folder, app, doorward;
  before(async () => {
    browser = await openBrowser();
    folder = await mkdtemp(join(tmpdir(), 'doorward-recipes-'));
    await writeFile(join(folder, 'index.html'), APP);
    app = await start('/usr/bin/python3', ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1'], {
      cwd: folder, env: {}, ready: /\((http:\S+?)\/\)/,
    });
    doorward = await Doorward.open(settingsOf('Any app in five minutes', 'doorward', [['http://127.0.0.1:8000', app.word]]));
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    await app?.stop();
    await rm(folder, { recursive: true });
  });

  const shown = (page) => page.getByRole('heading', { name: 'Nothing to see but for friends' }).waitFor();

  it('the link in the log makes the first account, and then the app is there', async () => {
    const page = await newPage(browser);
    // The log says so a moment after the server listens.
    await page.goto(await doorward.process.says(/make the administrator's at (\S+)/));
    await submit(page, '/doorward/register', ANN);
    await page.waitForURL((url) => !url.pathname.includes('register'));
    await page.goto(doorward.origin);
    await shown(page);
    await page.goto(`${doorward.origin}/doorward/`);
    await page.getByText(ANN.email).first().waitFor();
    await page.goto(`${doorward.origin}/doorward/admin`);
    assert.equal(new URL(page.url()).pathname, '/doorward/admin/people');
  });

  it('nobody else sees anything, until they are invited', async () => {
    const page = await newPage(browser);
    await page.goto(doorward.origin);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
    const invited = await doorward.command(['user', 'invite', 'bo@example.com'], /(http\S+)/);
    await page.goto(invited.word);
    await submit(page, '/doorward/register', BO);
    await page.waitForURL((url) => !url.pathname.includes('register'));
    await page.goto(doorward.origin);
    await shown(page);
  });
});
