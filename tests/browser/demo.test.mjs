// `doorward demo` in a browser: in by the company, a question, an answer word by word, and out again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { complaintsOf, newPage, openBrowser, openDemo, submit } from './stage.mjs';

const NEW = 'a quite new passphrase';

describe('the demonstration', () => {
  let browser, demo;
  before(async () => {
    browser = await openBrowser();
    demo = await openDemo();
  });
  after(async () => {
    await browser.close();
    await demo.close();
  });

  it('shows a company sign-in, an answer word by word, and a sign-out', async () => {
    const page = await newPage(browser);
    const complaints = complaintsOf(page);
    await page.goto(demo.url);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
    await page.getByRole('link', { name: 'Continue with Example Company' }).click();
    await page.getByRole('button', { name: 'Nora Novak' }).click();
    await page.waitForURL(demo.url);
    await page.locator('#who', { hasText: 'Nora Novak' }).waitFor();
    await page.evaluate(() => {
      const said = document.querySelector('#said');
      globalThis.lengths = new Set();
      new MutationObserver(() => globalThis.lengths.add(said.textContent.length))
        .observe(said, { subtree: true, childList: true, characterData: true });
    });
    await page.getByLabel('Your question').fill('Is <b>this</b> streamed?');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('the moment I say it.').waitFor();
    await page.getByText('Hello Nora Novak, you asked: \u201cIs <b>this</b> streamed?\u201d').waitFor();
    const steps = await page.evaluate(() => globalThis.lengths.size);
    assert.ok(steps > 10, `the answer came in ${steps} steps`);
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.locator('form[action="/doorward/logout"] button[type="submit"]').click();
    await page.waitForURL((url) => url.pathname === '/doorward/login');
    await page.goto(demo.url);
    assert.equal(new URL(page.url()).pathname, '/doorward/login');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('shows the mail that resets a password, and the way it leads', async () => {
    const page = await newPage(browser);
    const complaints = complaintsOf(page);
    const { email } = demo.accounts.find(({ role }) => role === 'USER');
    await page.goto(`${demo.account}forgot-password`);
    await submit(page, '/doorward/forgot-password', { email });
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const mail = page.getByRole('row').filter({ hasText: email }).getByRole('link').first();
    do await page.goto(demo.mailbox); while (await mail.count() === 0);
    await mail.click();
    await page.locator('pre a[href*="/doorward/reset-password"]').click();
    await submit(page, '/doorward/reset-password', { password: NEW });
    await page.getByText('Your new password is set').waitFor();
    await submit(page, '/doorward/login', { email, password: NEW });
    await page.waitForURL(demo.url);
    await page.locator('#who', { hasText: 'Mia Member' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});
