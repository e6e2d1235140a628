// The states of the pages of second factors.
import { PERSON, codeOf, enrol, expectSignedIn, signIn, signOut, submit } from './stage.mjs';

const state = (name, open, { failed = false } = {}) => ({ name, open, failed });
const at = (path) => (page, { origin }) => page.goto(origin + path);

const NEXT_STEP_S = 30;

/** Sets an authenticator app up, and has this browser trusted. */
async function becomeEnrolled(page, { origin }) {
  await page.goto(`${origin}/register`);
  await submit(page, '/register', PERSON);
  await page.waitForURL(`${origin}/`);
  await page.goto(`${origin}/account/authenticator`);
  const { secret } = await enrol(page);
  await page.goto(origin);
  await signOut(page);
  await signIn(page, origin);
  await page.getByLabel('Do not ask in this browser').check();
  await submit(page, '/login/2fa', { code: codeOf(secret, NEXT_STEP_S) });
  await expectSignedIn(page, origin);
}

async function waiting(page, { origin }) {
  await signIn(page, origin);
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
}

const OPEN = {
  name: 'a house of authenticator apps',
  settings: { LOGIN_MAX: '1000' },
  prepare: becomeEnrolled,
  member: [
    state('account, an authenticator app and a trusted browser', at('/')),
    state('authenticator app', at('/account/authenticator')),
    state('authenticator app, a wrong code', async (page, { origin }) => {
      await page.goto(`${origin}/account/authenticator`);
      await page.getByLabel('Code').fill('000000');
      await page.getByRole('button', { name: 'New recovery codes' }).click();
      await page.getByText('DW-2FA-001').waitFor();
    }, { failed: true }),
    state('account, notice authenticator-removed', at('/?notice=authenticator-removed')),
    state('account, notice devices-forgotten', at('/?notice=devices-forgotten')),
    state('account, notice device-forgotten', at('/?notice=device-forgotten')),
  ],
  stranger: [
    state('second step', waiting),
    state('second step, a wrong code', async (page, doorward) => {
      await waiting(page, doorward);
      await submit(page, '/login/2fa', { code: '000000' });
      await page.getByText('DW-2FA-001').waitFor();
    }, { failed: true }),
    state('second step, a recovery code', async (page, doorward) => {
      await waiting(page, doorward);
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await page.getByText('Each works once').waitFor();
    }),
    state('sign in, the second step took too long', at('/login?error=auth_failed&code=DW-2FA-003'), { failed: true }),
  ],
  // The console says of a wrong code that its status is 401.
  complaints: /^Failed to load resource: the server responded with a status of 401/,
};

const STRICT = {
  name: 'a house that requires an authenticator app',
  settings: { LOGIN_MAX: '1000', DOORWARD_REQUIRE_SECOND_FACTOR: 'admin' },
  prepare: async (page, { origin }) => {
    await page.goto(`${origin}/register`);
    await submit(page, '/register', PERSON);
    await page.waitForURL(`${origin}/login/2fa/setup`);
  },
  member: [
    state('authenticator app, required', at('/login/2fa/setup')),
    state('authenticator app, being set up', async (page, { origin }) => {
      await page.goto(`${origin}/login/2fa/setup`);
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.locator('#secret').waitFor();
    }),
    state('authenticator app, not confirmed', async (page, { origin }) => {
      await page.goto(`${origin}/login/2fa/setup`);
      await page.getByRole('button', { name: 'Set up' }).click();
      await submit(page, '/login/2fa/setup/confirm', { code: '000000' });
      await page.getByText('DW-2FA-001').waitFor();
    }, { failed: true }),
    state('recovery codes', async (page, { origin }) => {
      await page.goto(`${origin}/login/2fa/setup`);
      await enrol(page);
    }),
  ],
  complaints: OPEN.complaints,
};

/** The houses to look at. */
export const FACTORS = [OPEN, STRICT];
