// Open WebUI behind the gateway, with the settings of docs/RECIPES.md, in a real browser.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Doorward, freePort, newPage, openBrowser, submit } from '../browser/stage.mjs';
import { openModel } from './model.mjs';
import { openWebUi } from './open-webui.mjs';
import { settingsOf } from './recipe.mjs';

const ANN = { name: 'Ann Årcher', email: 'ann@example.test', password: 'correct horse battery staple' };
const BO = { name: 'Bo Ek', email: 'bo@example.test', password: 'a rabbit with a pocket watch' };
const QUESTION = 'Where is the cellar key?';
const WORDS = ['It ', 'hangs ', 'behind ', 'the ', 'clock.'];
const APP_ANSWERS_WITHIN_MS = 30_000;

describe('Open WebUI behind the gateway', () => {
  let browser, doorward, app, model, page, chat;
  before(async () => {
    browser = await openBrowser();
    model = await openModel();
    app = await openWebUi();
    const port = await freePort();
    const places = [['http://127.0.0.1:8080', app.url], ['https://chat.example.com', `http://localhost:${port}`]];
    doorward = await Doorward.open({ port, ...settingsOf('Open WebUI', 'doorward', places) });
    await app.start(settingsOf('Open WebUI', 'open-webui', places), model);
    await doorward.create(ANN);
    await doorward.create(BO);
    page = await newPage(browser);
    page.setDefaultTimeout(APP_ANSWERS_WITHIN_MS);
  });
  after(async () => {
    await browser?.close();
    await doorward?.close();
    await app?.close();
    model?.close();
  });

  /** Signs in at our own page, to which whoever opens the app is led. */
  async function signIn({ email, password }) {
    await page.goto(doorward.origin);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
    await submit(page, '/doorward/login', { email, password });
    await page.waitForURL(`${doorward.origin}/`);
    await page.locator('#chat-input').waitFor();
  }

  /** Signs out at our own page, where `at` is. */
  async function signOut(at = page) {
    await at.locator('form[action="/doorward/logout"] button[type="submit"]').click();
    await at.locator('a[href^="/doorward/login"]').waitFor();
  }

  /** Whom the app takes the page for, by its own word. */
  async function whoAmI() {
    const { email, name, role } = await (await page.request.get(`${doorward.origin}/api/v1/auths/`)).json();
    return { email, name, role };
  }

  async function ask(question) {
    await page.locator('#chat-input').click();
    await page.keyboard.type(question);
    await page.keyboard.press('Enter');
    return model.answer();
  }

  it('knows who comes, and shows an answer as it is written', async () => {
    const heard = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))));
    await signIn(ANN);
    await page.getByRole('button', { name: "Okay, Let's Go!" }).click();
    assert.deepEqual(await whoAmI(), { email: ANN.email, name: ANN.name, role: 'admin' });
    const answer = await ask(QUESTION);
    const written = page.getByRole('log').getByRole('listitem').last().locator('p');
    let text = '';
    for (const word of WORDS) {
      answer.say(word);
      text += word;
      // The next word is not said before this one is seen.
      await written.filter({ hasText: new RegExp(`^\\s*${text.trim()}\\s*$`) }).waitFor();
    }
    answer.end();
    await page.getByRole('button', { name: 'Regenerate' }).waitFor();
    assert.ok(heard.some((frame) => frame.includes('clock.')), 'it comes by a WebSocket');
    chat = page.url();
    assert.match(new URL(chat).pathname, /^\/c\//);
  });

  // Checklist item 108.
  it('believes nobody else about who comes', async () => {
    const forged = { 'X-Forwarded-Email': ANN.email, 'x_forwarded_email': ANN.email, 'X-Forwarded-Role': 'admin' };
    const post = { method: 'POST', headers: { ...forged, 'content-type': 'application/json' }, body: '{"email":"","password":""}' };
    const stranger = await fetch(`${doorward.origin}/api/v1/auths/signin`, post);
    assert.equal(stranger.status, 401);
    const other = await newPage(browser);
    await other.goto(doorward.origin);
    await submit(other, '/doorward/login', { email: BO.email, password: BO.password });
    await other.waitForURL(`${doorward.origin}/`);
    const said = await other.request.post(`${doorward.origin}/api/v1/auths/signin`, { headers: forged, data: { email: '', password: '' } });
    const { email, role } = await said.json();
    assert.deepEqual({ email, role }, { email: BO.email, role: 'user' });
    await other.context().close();
  });

  it('is left by its own menu, and what runs ends with the session', async () => {
    const socket = page.waitForEvent('websocket');
    await page.goto(doorward.origin);
    const open = await socket;
    const answer = await ask('And the attic key?');
    answer.say('Under ');
    await page.getByText('Under').waitFor();
    const closed = open.waitForEvent('close');
    const leaving = await page.context().newPage();
    await leaving.goto(`${doorward.origin}/doorward/logout`);
    await signOut(leaving);
    await closed;
    await leaving.close();
    answer.end();
    await signIn(ANN);
    await page.getByRole('button', { name: 'User menu' }).click();
    await page.getByText('Sign Out').click();
    await page.waitForURL((url) => url.pathname === '/doorward/logout');
    await signOut();
    await page.goto(chat);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
  });

  it('shows the next person at the same browser nothing of the first', async () => {
    await signIn(ANN);
    await page.goto(chat);
    await page.getByText(QUESTION).first().waitFor();
    // Past the app, which keeps its own token for Ann.
    await page.goto(`${doorward.origin}/doorward/logout`);
    await signOut();
    const kept = async () => (await page.context().cookies()).find(({ name }) => name === 'token')?.value;
    const token = await kept();
    assert.ok(token);
    await signIn(BO);
    assert.deepEqual(await whoAmI(), { email: BO.email, name: BO.name, role: 'user' });
    assert.notEqual(await kept(), token);
    const list = `${doorward.origin}/api/v1/chats/`;
    assert.deepEqual(await (await page.request.get(list)).json(), []);
    const stolen = await page.request.get(list, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(stolen.status(), 401);
    await page.goto(chat);
    await page.locator('#chat-input').waitFor();
    assert.equal(await page.getByText(QUESTION).count(), 0);
  });
});
