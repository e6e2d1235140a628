// Somebody who is invited: from the link to an account of their own, and what they change there.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Doorward, PERSON, complaintsOf, expectSignedIn, expectSignedOut, newPage, openBrowser, register, signIn, submit,
} from './stage.mjs';

const BO = { name: 'Bo Ek', email: 'bo@example.test', password: 'a rabbit with a pocket watch' };
const NEW = 'an umbrella stand of brass';

describe('somebody who is invited', () => {
  let browser, doorward, page;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open({ ALLOW_REGISTRATION: 'false' });
    page = await newPage(browser);
  });
  after(async () => {
    await browser.close();
    await doorward.close();
  });

  it('opens the link, makes an account, and changes password and profile', async () => {
    const { origin } = doorward;
    await register(page, origin, PERSON);
    await page.goto(`${origin}/admin/invitations`);
    await submit(page, '/admin/invitations', { email: BO.email });
    const link = await page.locator('.notice code').textContent();
    const bo = await newPage(browser);
    const complaints = complaintsOf(bo);
    await bo.goto(link);
    // The address bar and the history have the token no longer.
    await bo.waitForURL(`${origin}/register`);
    assert.equal(await bo.locator('input[name="email"]').inputValue(), BO.email);
    await submit(bo, '/register', { name: BO.name, password: BO.password });
    await expectSignedIn(bo, origin, BO);
    const elsewhere = await newPage(browser);
    await signIn(elsewhere, origin, BO);
    await expectSignedIn(elsewhere, origin, BO);
    await bo.goto(origin);
    await bo.locator('summary', { hasText: 'Change the password' }).click();
    await submit(bo, '/account/password', { 'current-password': BO.password, 'new-password': NEW });
    await bo.getByText('Your new password is set').waitFor();
    await expectSignedOut(elsewhere, origin);
    await bo.getByText('Edit your profile').click();
    await submit(bo, '/account/profile', { 'profile-name': 'Bo E. Ek' });
    await bo.getByText('Your profile is saved').waitFor();
    await bo.getByRole('link', { name: 'Activity' }).click();
    await bo.getByRole('heading', { name: 'Password changed' }).waitFor();
    assert.deepEqual(complaints, []);
    await elsewhere.goto(link);
    await elsewhere.getByText('DW-INV-001').waitFor();
  });
});
