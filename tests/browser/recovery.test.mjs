// A person who forgot the password: the way by the mailbox and back in.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Doorward, PERSON, complaintsOf, expectSignedIn, expectSignedOut, mailSettings, newPage, openBrowser, openSink,
  register, signIn, signOut, submit,
} from './stage.mjs';

const NEW = 'a rabbit with a pocket watch';

describe('a person who forgot the password', () => {
  let browser, sink, doorward, page;
  before(async () => {
    browser = await openBrowser();
    sink = await openSink();
    doorward = await Doorward.open({ ...mailSettings(sink), ALLOW_PASSWORD_RESET: 'true', RESET_PASSWORD_MAX: '100' });
    page = await newPage(browser);
  });
  after(async () => {
    await browser.close();
    await doorward.close();
    await sink.close();
  });

  it('asks for a link, opens it, sets a password and signs in with it', async () => {
    const { origin } = doorward;
    await register(page, origin);
    const elsewhere = await newPage(browser);
    await signIn(elsewhere, origin);
    await expectSignedIn(elsewhere, origin);
    await signOut(page);
    await signIn(page, origin, { ...PERSON, password: 'not the password' });
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    assert.equal(await page.locator('input[name="email"]').inputValue(), PERSON.email);
    const complaints = complaintsOf(page);
    await submit(page, '/forgot-password', {});
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const link = await sink.link('/reset-password');
    assert.ok(link.startsWith(`${origin}/reset-password?token=`), link);
    await page.goto(link);
    // The address bar and the history have the token no longer.
    await page.waitForURL(`${origin}/reset-password`);
    assert.equal(await page.evaluate(() => document.referrer.includes('token')), false);
    await page.getByRole('button', { name: 'Show password' }).click();
    await submit(page, '/reset-password', { password: NEW });
    await page.getByText('Your new password is set').waitFor();
    assert.deepEqual(complaints, []);
    await expectSignedOut(elsewhere, origin);
    await signIn(page, origin, { ...PERSON, password: NEW });
    await expectSignedIn(page, origin);
    await signOut(page);
    await page.goto(link);
    await submit(page, '/reset-password', { password: 'another rabbit without one' });
    await page.getByText('DW-RESET-002').waitFor();
    await elsewhere.context().close();
  });
});
