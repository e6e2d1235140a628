// What every story needs: the real server in a folder of its own, a certified provider, a real browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Reaches the packages that tests/peers has locked. */
export const require = createRequire(new URL('../peers/package.json', import.meta.url));
const { chromium } = require('playwright-core');

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BINARY = process.env.DOORWARD_BIN ?? join(ROOT, 'target/debug/doorward');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const READY_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 15_000;
const ANSWERS_WITHIN_MS = 10_000;

export const PERSON = {
  name: 'Ada Lovelace',
  username: 'ada',
  email: 'ada@example.test',
  password: 'correct horse battery staple',
};

/** A port that was free a moment ago. The server needs it in advance: its settings name its own address. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts a program and waits for the line that says it is ready; returns it with what the line said. */
export async function start(command, args, { cwd, env, ready, input, within = READY_WITHIN_MS }) {
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  if (input) child.stdin.end(input);
  const orphan = () => child.kill('SIGKILL');
  process.on('exit', orphan);
  const exited = once(child, 'exit');
  const log = [];
  const lines = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      lines.emit('line');
    });
  }
  /** What the first line that matches says, once there is one. */
  const says = async (pattern) => {
    for (;;) {
      const match = log.map((line) => pattern.exec(line)).find(Boolean);
      if (match) return match[1];
      await once(lines, 'line');
    }
  };
  const failed = (why) => { throw new Error(`${command} ${why}:\n${log.join('\n')}`); };
  const word = await Promise.race([
    says(ready),
    once(child, 'error').then(([error]) => failed(error.message)),
    exited.then(([code]) => failed(`exited with ${code}`)),
    deadline(within).then(() => failed('was not ready in time')),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    const outcome = await Promise.race([exited, deadline(STOPS_WITHIN_MS)]);
    orphan();
    process.off('exit', orphan);
    return outcome ? outcome[0] : failed('did not stop in time');
  };
  return { word, log, says, stop };
}

function deadline(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** The server, in a new folder, with settings from the environment alone. */
export class Doorward {
  static async open({ port, ...settings } = {}) {
    const doorward = new Doorward();
    doorward.folder = await mkdtemp(join(tmpdir(), 'doorward-browser-'));
    doorward.port = port ?? await freePort();
    doorward.origin = `http://localhost:${doorward.port}`;
    doorward.settings = settings;
    await doorward.start();
    return doorward;
  }

  async start() {
    this.env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      HOST: '127.0.0.1',
      PORT: String(this.port),
      DOMAIN_CLIENT: this.origin,
      DOMAIN_SERVER: this.origin,
      DOORWARD_DATA: join(this.folder, 'data'),
      DOORWARD_ARGON2: 'm=19456,t=2,p=1',
      ...this.settings,
    };
    this.process = await start(BINARY, [], { cwd: this.folder, env: this.env, ready: /listening on (http:\/\/\S+)/ });
  }

  /** Runs a command beside it, as far as the line that matches `ready`; `input` is what it reads. */
  command(args, ready, input) {
    return start(BINARY, args, { cwd: this.folder, env: this.env, ready, input });
  }

  /** Makes an account whose address counts as proven, as an operator does. */
  async create({ name, email, password }) {
    const args = ['user', 'create', email, '--name', name, '--email-verified', '--json'];
    await (await this.command(args, /"(id)"/, `${password}\n`)).stop();
  }

  /** Stops it as a service manager would; it must leave in peace. */
  async stop() {
    assert.equal(await this.process.stop(), 0, 'the server drains and exits with 0');
  }

  async close() {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** `doorward demo`, and where it says that everything is. */
export async function openDemo() {
  const folder = await mkdtemp(join(tmpdir(), 'doorward-browser-'));
  const env = { PATH: process.env.PATH, TMPDIR: folder };
  const demo = await start(BINARY, ['demo', '--json'], { cwd: folder, env, ready: /^(\{.*\})$/ });
  const close = async () => {
    assert.equal(await demo.stop(), 0, 'it stops when it is asked to');
    await rm(folder, { recursive: true });
  };
  return { ...JSON.parse(demo.word), close };
}

/** The certified provider of tests/peers, which knows alice, bob and noemail. */
export async function openProvider(settings = {}) {
  const script = join(ROOT, 'tests/peers/op.mjs');
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...settings };
  const peer = await start('node', [script], { cwd: ROOT, env, ready: /^up (http:\S+)/ });
  return { issuer: peer.word, close: peer.stop };
}

/** The settings that make `provider` a way in. */
export function openidSettings(provider) {
  return {
    ALLOW_SOCIAL_LOGIN: 'true',
    ALLOW_SOCIAL_REGISTRATION: 'true',
    OPENID_ISSUER: provider.issuer,
    OPENID_CLIENT_ID: 'basic',
    OPENID_CLIENT_SECRET: 'basic-secret-0123456789abcdef0123456789',
    OPENID_SESSION_SECRET: 'a-session-secret-for-tests-0123456789abcdef',
    OPENID_SCOPE: 'openid profile email',
    OPENID_CALLBACK_URL: '/oauth/openid/callback',
    OPENID_BUTTON_LABEL: 'Continue with Wonderland',
  };
}

/** The stand-ins of tests/peers for providers that speak OAuth 2.0 in their own ways. */
export async function openSocial() {
  const script = join(ROOT, 'tests/peers/social.mjs');
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0' };
  const peer = await start('node', [script], { cwd: ROOT, env, ready: /^up (http:\S+)/ });
  return { base: peer.word, close: peer.stop };
}

/** The settings that make three of them ways in. */
export function socialSettings({ base }) {
  return {
    ALLOW_SOCIAL_LOGIN: 'true',
    ALLOW_SOCIAL_REGISTRATION: 'true',
    DISCORD_CLIENT_ID: 'discord-client',
    DISCORD_CLIENT_SECRET: 'discord-secret',
    DOORWARD_DISCORD_BASE_URL: `${base}/discord`,
    GITHUB_CLIENT_ID: 'github-client',
    GITHUB_CLIENT_SECRET: 'github-secret',
    GITHUB_ENTERPRISE_BASE_URL: `${base}/github`,
    WECHAT_CLIENT_ID: 'wechat-client',
    WECHAT_CLIENT_SECRET: 'wechat-secret',
    DOORWARD_WECHAT_BASE_URL: `${base}/wechat`,
  };
}

/** A mail server that keeps what it is given. */
export async function openSink() {
  const cwd = join(ROOT, 'tests/peers/mail');
  // Debian's own, which has the packages that it needs.
  const peer = await start('/usr/bin/python3', ['-u', 'sink.py'], { cwd, env: { PATH: process.env.PATH }, ready: /^up (\d+)/ });
  const links = () => peer.log.filter((line) => line.startsWith('{')).flatMap((line) => (
    (JSON.parse(line).text ?? '').split('\n').filter((text) => text.startsWith('http'))
  ));
  /** Waits for a mail with a link to `page`, and gives the link of the newest. */
  const link = async (page) => {
    for (const end = Date.now() + ANSWERS_WITHIN_MS; Date.now() < end;) {
      const found = links().findLast((text) => new URL(text).pathname === page);
      if (found) return found;
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    throw new Error(`no mail with a link to ${page}`);
  };
  return { port: peer.word, link, close: peer.stop };
}

/** The settings that send mail there. */
export function mailSettings({ port }) {
  return { EMAIL_HOST: 'localhost', EMAIL_PORT: port, EMAIL_FROM: 'door@example.test' };
}

/** A browser; `more` are arguments of its own. */
export function openBrowser(more = []) {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...more,
    ],
  });
}

/** A page with cookies of its own, as a person at another machine has them. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(ANSWERS_WITHIN_MS);
  return context.newPage();
}

/** Notes what the console of `page` complains about from now on. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The status of the page itself is no complaint: an error page has one.
    const isStatus = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (['error', 'warning'].includes(message.type()) && !isStatus) complaints.push(message.text());
  });
  return complaints;
}

/** Signs in from a device that is no browser here, but calls itself `userAgent`. */
export async function signInFrom(origin, userAgent, { email, password } = PERSON) {
  const response = await fetch(`${origin}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'user-agent': userAgent },
    body: new URLSearchParams({ email, password }),
  });
  assert.equal(response.status, 303);
}

/** Fills the fields of the form that posts to `action` and sends it. */
export async function submit(page, action, fields) {
  const form = page.locator(`form[action^="${action}"]`).filter({ has: page.locator('input:visible') });
  for (const [name, value] of Object.entries(fields)) {
    await form.locator(`input[name="${name}"]`).fill(value);
  }
  await form.locator('button[type="submit"]').click();
}

export async function register(page, origin, person = PERSON) {
  await page.goto(`${origin}/register`);
  await submit(page, '/register', person);
  await expectSignedIn(page, origin, person);
}

/** Makes an account without a browser. */
export async function registerQuietly(origin, person) {
  const response = await fetch(`${origin}/register`, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams(person),
  });
  assert.equal(response.status, 303);
}

/** At the provider: signs in under `login` and agrees. A provider that remembers somebody forgets them. */
export async function agreeAs(page, login) {
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('any');
  await page.getByRole('button', { name: /sign-?in/i }).click();
  await page.getByRole('button', { name: /continue/i }).click();
}

export async function signIn(page, origin, { email, password } = PERSON) {
  await page.goto(`${origin}/login`);
  await submit(page, '/login', { email, password });
}

/** Signs out as a person does from the account page. */
export async function signOut(page) {
  await page.locator('form[action="/logout"] button').first().click();
  await page.waitForURL((url) => url.pathname === '/logout');
}

export async function expectSignedIn(page, origin, { email } = PERSON) {
  await page.waitForURL(`${origin}/`);
  await page.getByText(email).first().waitFor();
}

/** An authenticator that holds the keys of `page`, and says yes as if somebody touched it. */
export async function plugIn(page, options = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true,
      hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options,
    },
  });
  return {
    keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    add: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
    clear: () => cdp.send('WebAuthn.clearCredentials', { authenticatorId }),
  };
}

/** Makes a passkey on the account page. */
export async function addPasskey(page, origin, name = 'My laptop') {
  await page.goto(origin);
  await page.locator('form[data-passkeys="register"] input[name="name"]').fill(name);
  await page.locator('form[data-passkeys="register"] button').click();
  await page.waitForURL(`${origin}/?notice=passkey-added#passkeys`);
  await page.getByRole('heading', { name }).waitFor();
}

/** Whoever is signed out is sent from the account page to the sign-in page. */
export async function expectSignedOut(page, origin) {
  await page.goto(`${origin}/`);
  assert.equal(new URL(page.url()).pathname, '/login');
}

/** What an authenticator app with this key (Base32) shows when its clock is `ahead` seconds ahead (RFC 6238). */
export function codeOf(secret, ahead = 0) {
  const bits = [...secret.replaceAll(/\s/g, '')]
    .map((symbol) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(symbol).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + ahead) / 30)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Sets an authenticator app up on the page that offers it; ends where the recovery codes are shown. */
export async function enrol(page) {
  await page.getByRole('button', { name: 'Set up' }).click();
  const secret = await page.locator('#secret').textContent();
  await page.getByRole('img', { name: 'A code for your authenticator app' }).waitFor();
  await page.getByLabel('Code that the app shows now').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('They are not shown again').waitFor();
  return { secret, recoveryCodes: await page.locator('#codes li').allTextContents() };
}
