// The states of passkeys: the section of the account page, and a sign-in that comes to nothing.
import { addPasskey, plugIn, register } from './stage.mjs';

const state = (name, open, { failed = false } = {}) => ({ name, open, failed });
const at = (path) => (page, { origin }) => page.goto(origin + path);

export const PASSKEYS = [
  {
    name: 'a house with passkeys',
    settings: { LOGIN_MAX: '1000' },
    prepare: async (page, { origin }) => {
      await register(page, origin);
      await plugIn(page);
      await addPasskey(page, origin, 'Laptop');
      await plugIn(page, { transport: 'usb' });
      await addPasskey(page, origin, 'W'.repeat(64));
    },
    member: [
      state('account, passkeys', at('/')),
      state('account, notice passkey-removed', at('/?notice=passkey-removed')),
      state('account, a passkey gets another name', async (page, { origin }) => {
        await page.goto(origin);
        await page.locator('details.rename summary').first().click();
      }),
    ],
    stranger: [
      state('sign in, the passkey is refused', async (page, { origin }) => {
        await page.goto(`${origin}/login`);
        await plugIn(page);
        await page.locator('[data-passkeys="sign-in"] button').click();
        await page.locator('[data-passkeys] [role="alert"]', { hasText: 'Nothing was done' }).waitFor();
      }),
    ],
  },
];
