// The states of the console for administrators.
import { PERSON, register, registerQuietly, submit } from './stage.mjs';

const state = (name, open, { failed = false } = {}) => ({ name, open, failed });
const at = (path) => (page, { origin }) => page.goto(origin + path);

const ALICE = { ...PERSON, name: 'Alice', username: 'alice', email: 'alice@example.test' };
const LENGTHY = { ...PERSON, name: 'Donaudampfschifffahrtsgesellschaft', username: 'donau', email: `${'w'.repeat(64)}@example.test` };

/** The page of somebody, by the list. */
const personBy = (name) => async (page, { origin }) => {
  await page.goto(`${origin}/admin/people`);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

async function ban(page, { origin }, reason) {
  await page.goto(`${origin}/admin/bans?who=${ALICE.email}`);
  await submit(page, '/admin/bans', { for: '2h', reason });
}

const HOUSE = {
  name: 'a house with a console',
  settings: { ALLOW_REGISTRATION: 'true', DOORWARD_APPROVAL: 'true', REGISTER_MAX: '1000' },
  prepare: async (page, { origin }) => {
    await register(page, origin);
    await registerQuietly(origin, ALICE);
    await registerQuietly(origin, LENGTHY);
  },
  member: [
    state('people', at('/admin/people')),
    state('people, nobody is found', at('/admin/people?q=nobody')),
    state('people, deleted', at('/admin/people?done=delete')),
    state('a person who waits', personBy('Alice')),
    state('a person with a long name', personBy(LENGTHY.name)),
    state('a person, one\'s own', personBy(PERSON.name)),
    state('a person, nothing was confirmed', async (page, doorward) => {
      await personBy('Alice')(page, doorward);
      await page.getByText('Delete this account').click();
      await page.getByLabel('Type').fill('no');
      await page.getByRole('button', { name: 'Delete for ever' }).click();
      await page.getByText('DW-ADM-004').waitFor();
    }, { failed: true }),
    state('mail, not set up', at('/admin/mail')),
    state('audit log', at('/admin/audit')),
    state('audit log, of nobody', at('/admin/audit?who=nobody')),
    state('settings', at('/admin/settings')),
    state('invitations', async (page, { origin }) => {
      await page.goto(`${origin}/admin/invitations`);
      await submit(page, '/admin/invitations', { email: '' });
      await page.getByRole('status').waitFor();
    }),
    state('invitations, no address', async (page, { origin }) => {
      await page.goto(`${origin}/admin/invitations`);
      await page.locator('form[action="/admin/invitations"]').evaluate((form) => { form.noValidate = true; });
      await submit(page, '/admin/invitations', { email: 'ada@nowhere' });
      await page.getByRole('alert').waitFor();
    }, { failed: true }),
    state('approvals', at('/admin/approvals')),
    state('bans', async (page, doorward) => {
      await ban(page, doorward, 'Spam');
      await page.getByRole('status').waitFor();
    }),
    state('bans, no reason', async (page, doorward) => {
      await ban(page, doorward, ' ');
      await page.getByRole('alert').waitFor();
    }, { failed: true }),
    state('a person who is banned', personBy('Alice')),
  ],
  // The console says of failed forms that their status is 400 or 422.
  complaints: /^Failed to load resource: the server responded with a status of 4/,
};

/** Nothing listens there, so every letter waits. */
const DOWN = { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: '9', EMAIL_FROM: 'door@example.test' };

const SILENT = {
  name: 'a house whose mail server is down',
  settings: { ALLOW_REGISTRATION: 'true', REGISTER_MAX: '1000', ...DOWN },
  prepare: (page, { origin }) => register(page, origin),
  member: [
    state('mail, letters wait', async (page, { origin }) => {
      await page.goto(`${origin}/admin/mail`);
      await page.getByRole('button', { name: 'Send a test mail' }).click();
      await page.getByRole('status').waitFor();
    }),
    state('invitations, a letter waits', async (page, { origin }) => {
      await page.goto(`${origin}/admin/invitations`);
      await submit(page, '/admin/invitations', { email: ALICE.email });
      await page.getByRole('status').waitFor();
      const remark = page.getByText('Its letter was not sent yet');
      // The first try ends when the mail server does not answer.
      for (let n = 0; n < 100 && await remark.count() === 0; n += 1) await page.goto(`${origin}/admin/invitations`);
      await remark.waitFor();
    }),
  ],
};

/** The houses to look at. */
export const ADMINISTRATION = [HOUSE, SILENT];
