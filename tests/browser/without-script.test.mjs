// A browser that runs no script: everything still works.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Doorward, PERSON, agreeAs, expectSignedIn, expectSignedOut, newPage, openBrowser, openProvider, openidSettings, register,
  signIn, signInFrom, signOut, submit,
} from './stage.mjs';

describe('a browser that runs no script', () => {
  let browser, doorward;
  before(async () => {
    browser = await openBrowser();
    doorward = await Doorward.open({ ALLOW_ACCOUNT_DELETION: 'true' });
  });
  after(async () => {
    await browser.close();
    await doorward.close();
  });

  it('registers, signs out, signs in, ends sessions and deletes the account', async () => {
    const page = await newPage(browser, { javaScriptEnabled: false });
    await register(page, doorward.origin);
    await signOut(page);
    await expectSignedOut(page, doorward.origin);
    assert.equal(await page.getByRole('button', { name: 'Show password' }).isVisible(), false);
    await signIn(page, doorward.origin, { ...PERSON, password: 'not the password' });
    assert.match(await page.getByRole('alert').innerText(), /password is wrong/);
    await signIn(page, doorward.origin);
    await expectSignedIn(page, doorward.origin);

    for (let n = 0; n < 3; n += 1) await signInFrom(doorward.origin, 'curl/8.16.0');
    await page.reload();
    const others = page.locator('form[action$="/end"] button');
    assert.equal(await others.count(), 3);
    await others.first().click();
    await page.getByText('That session is ended.').waitFor();
    assert.equal(await others.count(), 2);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('All your other sessions are ended.').waitFor();
    assert.equal(await others.count(), 0);

    await page.getByText('Delete my account').click();
    await submit(page, '/account/delete', { confirm: PERSON.email, password: PERSON.password });
    await page.getByText('Your account and its sessions are deleted.').waitFor();
    await page.context().close();
  });

  it('reads what a rehearsed sign-in would have come to, in another language too', async (test) => {
    const provider = await openProvider();
    test.after(() => provider.close());
    const house = await Doorward.open(openidSettings(provider));
    test.after(() => house.close());
    const doctor = await house.command(['doctor', 'login', '--provider', 'openid', '--json'], /^\s*(http\S+\/doctor\/login\?token=\S+)$/);
    const page = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(doctor.word);
    await agreeAs(page, 'alice');
    await page.getByText('A new account would be made.', { exact: true }).waitFor();
    assert.match(await page.getByRole('listitem').first().innerText(), /^DW-DOC-090: /);
    // What is in the address is spent, and nothing on the page leads there again.
    const { searchParams } = new URL(page.url());
    const html = await page.content();
    for (const name of ['code', 'state']) assert.ok(!html.includes(searchParams.get(name)), name);
    await page.locator('select[name="language"]').selectOption('de');
    await page.locator('form[action$="/language"] button').click();
    await page.locator('html[lang="de"]').waitFor();
    assert.equal(new URL(page.url()).pathname, '/register', 'where the first account is made');
    assert.equal(await doctor.stop(), 0);
    await page.context().close();
  });
});
