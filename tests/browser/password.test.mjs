// A person with a password: the first account, signing in and out, mistakes, the keyboard alone.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  Doorward, PERSON, expectSignedIn, expectSignedOut, openBrowser, register, signIn, signOut, submit,
} from './stage.mjs';

describe('a person with a password', () => {
  let browser, doorward, context, page;
  before(async () => { browser = await openBrowser(); });
  after(() => browser.close());
  beforeEach(async () => {
    doorward = await Doorward.open();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
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
    await page.reload();
    assert.notEqual(new URL(page.url()).pathname, '/');
  });

  it('signs out from the page that asks first', async () => {
    await register(page, doorward.origin);
    await page.goto(`${doorward.origin}/logout`);
    await page.locator('form[action="/logout"] button[type="submit"]').click();
    await expectSignedOut(page, doorward.origin);
  });

  it('mistypes the password, is told so, and tries again', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await signIn(page, doorward.origin, { ...PERSON, password: 'not the password' });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /password/i);
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

  it('signs in with the keyboard alone, and always sees where they are', async () => {
    await register(page, doorward.origin);
    await signOut(page);
    await page.goto(`${doorward.origin}/login`);
    await tabTo(page, 'input[name="email"]');
    await page.keyboard.type(PERSON.email);
    await tabTo(page, 'input[name="password"]');
    await page.keyboard.type(PERSON.password);
    await page.keyboard.press('Enter');
    await expectSignedIn(page, doorward.origin);
  });

  it('stays signed in when the server starts anew', async () => {
    await register(page, doorward.origin);
    await doorward.stop();
    await doorward.start();
    await page.goto(doorward.origin);
    await expectSignedIn(page, doorward.origin);
  });
});

/** Presses Tab until `selector` has the focus; every stop on the way must show itself. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 20; presses += 1) {
    const here = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      return { arrived: element.matches(wanted), marked: marked || element === document.body, tag: element.outerHTML };
    }, selector);
    assert.ok(here.marked, `no visible focus on ${here.tag}`);
    if (here.arrived) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} cannot be reached with the keyboard`);
}
