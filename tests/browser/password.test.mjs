// A person with a password: the first account, signing in and out, mistakes, the keyboard alone.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, expectSignedIn, expectSignedOut, newPage, openBrowser, register, signIn, signInFrom, signOut,
  submit,
} from './stage.mjs';

describe('a person with a password', () => {
  let browser, doorward, page;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  beforeEach(async () => {
    doorward = await Doorward.open();
    page = await newPage(browser);
  });
  afterEach(async () => {
    await page.context().close();
    await doorward.close();
  });

  it('is led from an empty house to their own page', async () => {
    await page.goto(doorward.origin);
    assert.equal(new URL(page.url()).pathname, '/register');
    await submit(page, '/register', PERSON);
    await expectSignedIn(page, doorward.origin);
    await page.getByText(PERSON.name).first().waitFor();
  });

  it('signs out, and the way back does not lead in', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await expectSignedOut(page, doorward.origin);
    await page.goBack();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await page.goBack();
    assert.equal(new URL(page.url()).pathname, '/login');
    assert.equal(await page.getByText(PERSON.email).count(), 0);
  });

  it('signs out from the page that asks first', async () => {
    await register(page, doorward.origin);
    await page.goto(`${doorward.origin}/logout`);
    await page.locator('form[action="/logout"] button[type="submit"]').click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    // Loading the answer anew sends no form again.
    await page.reload();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await expectSignedOut(page, doorward.origin);
  });

  it('need not sign in twice', async () => {
    await register(page, doorward.origin);
    await page.goto(`${doorward.origin}/login`);
    await expectSignedIn(page, doorward.origin);
  });

  it('is led to their account by a password manager', async () => {
    await register(page, doorward.origin);
    const wellKnown = `${doorward.origin}/.well-known/change-password`;
    assert.equal((await fetch(wellKnown, { redirect: 'manual' })).status, 302);
    await page.goto(wellKnown);
    await page.waitForURL(`${doorward.origin}/#own-password`);
    const heading = page.getByRole('heading', { name: 'Password' });
    await heading.waitFor();
    assert.equal(await heading.evaluate((element) => element.matches(':target')), true);
  });

  // Checklist item 76.
  it('looks at the password that they type', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await page.goto(`${doorward.origin}/login`);
    const password = page.locator('input[name="password"]');
    await password.fill(PERSON.password);
    await page.getByRole('button', { name: 'Show password' }).click();
    assert.equal(await password.getAttribute('type'), 'text');
    await page.getByRole('button', { name: 'Hide password' }).click();
    assert.equal(await password.getAttribute('type'), 'password');
    await page.getByRole('button', { name: 'Show password' }).click();
    await submit(page, '/login', { email: PERSON.email });
    await expectSignedIn(page, doorward.origin);
  });

  it('deletes the account, after one mistake', async () => {
    await doorward.stop();
    doorward.settings = { ALLOW_ACCOUNT_DELETION: 'true' };
    await doorward.start();
    await register(page, doorward.origin);
    await page.getByText('Delete my account').click();
    await submit(page, '/account/delete', { confirm: PERSON.email, password: 'not the password' });
    await expectFailure(page, /nothing was deleted/);
    await submit(page, '/account/delete', { confirm: PERSON.email, password: PERSON.password });
    await page.getByText('Your account and its sessions are deleted.').waitFor();
    await signIn(page, doorward.origin);
    await expectFailure(page, /wrong/);
  });

  it('mistypes the password, is told so, and tries again', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await signIn(page, doorward.origin, { ...PERSON, password: 'not the password' });
    await expectFailure(page, /password is wrong/);
    assert.equal(await page.locator('input[name="email"]').inputValue(), PERSON.email);
    assert.equal(await page.locator('input[name="password"]').inputValue(), '');
    await submit(page, '/login', { password: PERSON.password });
    await expectSignedIn(page, doorward.origin);
  });

  it('reads the same answer for a wrong password and for nobody', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    const answers = [];
    for (const email of [PERSON.email, 'nobody@example.test']) {
      await signIn(page, doorward.origin, { email, password: 'not the password' });
      answers.push(await page.getByRole('alert').innerText());
    }
    assert.equal(answers[0], answers[1]);
  });

  it('is told what to put right in each field, and keeps what was right', async () => {
    await page.goto(`${doorward.origin}/register`);
    const form = page.locator('form[action="/register"]');
    // The browser's own checks would never let this through.
    await form.evaluate((element) => { element.noValidate = true; });
    await submit(page, '/register', { ...PERSON, email: 'ada@nowhere', password: 'short' });
    await expectFailure(page, /email address/);
    for (const name of ['email', 'password']) {
      const field = form.locator(`input[name="${name}"]`);
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.match(await field.getAttribute('aria-describedby'), new RegExp(`${name}-error`));
    }
    await page.getByRole('alert').getByRole('link').first().click();
    assert.equal(await form.locator('input[name="email"]').evaluate((field) => field === document.activeElement), true);
    assert.equal(await form.locator('input[name="name"]').inputValue(), PERSON.name);
    await submit(page, '/register', { email: PERSON.email, password: PERSON.password });
    await expectSignedIn(page, doorward.origin);
  });

  it('does everything with the keyboard alone, and always sees where they are', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await signInFrom(doorward.origin, 'curl/8.16.0');
    await page.goto(`${doorward.origin}/login`);
    await tabTo(page, 'input[name="email"]');
    await page.keyboard.type(PERSON.email);
    await tabTo(page, 'input[name="password"]');
    await page.keyboard.type(PERSON.password);
    await page.keyboard.press('Enter');
    await expectSignedIn(page, doorward.origin);
    await tabTo(page, 'form[action$="/end"] button');
    await page.keyboard.press('Enter');
    await page.getByText('That session is ended.').waitFor();
    await tabTo(page, 'form[action="/logout"] button');
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await tabTo(page, 'a.primary');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('skips to the content with the first key', async () => {
    await register(page, doorward.origin);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  });

  it('stays signed in when the server starts anew', async () => {
    await register(page, doorward.origin);
    await doorward.stop();
    await doorward.start();
    await page.goto(doorward.origin);
    await expectSignedIn(page, doorward.origin);
  });
});

/** A failed form is read first: its summary has the focus, and the title says so. */
async function expectFailure(page, words) {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), words);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await alert.evaluate((element) => element === document.activeElement), true);
}

/** Presses Tab until `selector` has the focus; every stop on the way must show itself. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom, width } = element.getBoundingClientRect();
      return {
        arrived: element.matches(wanted),
        marked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        inSight: width > 1 && top >= 0 && bottom <= innerHeight,
        tag: element.outerHTML,
      };
    }, selector);
    assert.ok(here.marked, `no visible focus on ${here.tag}`);
    assert.ok(here.inSight, `out of sight: ${here.tag}`);
    if (here.arrived) return;
  }
  assert.fail(`${selector} cannot be reached with the keyboard`);
}
