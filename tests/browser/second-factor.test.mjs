// A person with an authenticator app: setting it up, signing in with a code, with a recovery code, and being
// made to have one.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, codeOf, complaintsOf, enrol, expectSignedIn, expectSignedOut, newPage, openBrowser, register,
  signIn, signOut, submit,
} from './stage.mjs';

const NEXT_STEP_S = 30;

describe('a person with an authenticator app', () => {
  let browser, doorward, page;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  const open = async (settings) => {
    doorward = await Doorward.open(settings);
    page = await newPage(browser);
  };
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  describe('of their own will', () => {
    beforeEach(() => open({}));

    it('sets it up, and signs in with a code and with a recovery code', async () => {
      const { origin } = doorward;
      const complaints = complaintsOf(page);
      await register(page, origin);
      await page.getByRole('link', { name: 'Set up' }).click();
      const { secret, recoveryCodes } = await enrol(page);
      assert.equal(recoveryCodes.length, 10);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download' }).click(),
      ]);
      assert.equal(download.suggestedFilename(), 'recovery-codes.txt');
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.getByText('10 recovery codes are left').waitFor();

      await signOut(page);
      await signIn(page, origin);
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
      assert.equal(new URL(page.url()).search, '');
      await submit(page, '/login/2fa', { code: '000000' });
      await page.getByText('DW-2FA-001').waitFor();
      await submit(page, '/login/2fa', { code: codeOf(secret, NEXT_STEP_S) });
      await expectSignedIn(page, origin);

      await signOut(page);
      await signIn(page, origin);
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await submit(page, '/login/2fa', { code: recoveryCodes[0].toUpperCase() });
      await expectSignedIn(page, origin);
      await page.getByText('9 recovery codes are left').waitFor();
      assert.deepEqual(complaints, []);
    });

    it('is not asked in a browser that they trust, and is asked elsewhere', async () => {
      const { origin } = doorward;
      await register(page, origin);
      await page.goto(`${origin}/account/authenticator`);
      const { secret } = await enrol(page);
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await signOut(page);
      await signIn(page, origin);
      await page.getByLabel('Do not ask in this browser').check();
      await submit(page, '/login/2fa', { code: codeOf(secret, NEXT_STEP_S) });
      await expectSignedIn(page, origin);
      await signOut(page);
      await signIn(page, origin);
      await expectSignedIn(page, origin);
      const elsewhere = await newPage(browser);
      await signIn(elsewhere, origin);
      await elsewhere.getByRole('heading', { name: 'One more step' }).waitFor();
      await expectSignedOut(elsewhere, origin);
      await elsewhere.context().close();
      await page.getByRole('button', { name: 'Stop trusting Chrome' }).click();
      await page.getByText('asked for a second factor again').waitFor();
      assert.equal(await page.getByRole('heading', { name: 'Trusted browsers' }).count(), 0);
      await signOut(page);
      await signIn(page, origin);
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
    });
  });

  describe('because they must', () => {
    beforeEach(() => open({ DOORWARD_REQUIRE_SECOND_FACTOR: 'admin' }));

    it('sets it up before anything else opens', async () => {
      const { origin } = doorward;
      await page.goto(origin);
      await submit(page, '/register', PERSON);
      await page.getByText('A second factor is required here').waitFor();
      await expectSignedOut(await page.context().newPage(), origin);
      await enrol(page);
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await expectSignedIn(page, origin);
      await page.getByRole('link', { name: 'Change' }).first().click();
      await page.getByText('this is the only one, so it stays').waitFor();
    });
  });
});
