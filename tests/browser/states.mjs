// Every state of every page that a person can get to: how the server is set up for it, and how to get there.
import {
  PERSON, agreeAs, register, registerQuietly, signIn, signInFrom, submit,
} from './stage.mjs';
import { ADMINISTRATION } from './states-admin.mjs';
import { FACTORS } from './states-factors.mjs';
import { PASSKEYS } from './states-passkeys.mjs';

/** A name and an address as long as they may be, without a place to break them. */
const LENGTHY = {
  ...PERSON,
  name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  email: `${'w'.repeat(64)}@${'subdomain-of-a-university.'.repeat(6)}example.test`,
};

const DEVICES = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0',
  'W'.repeat(200),
];
const MANY_SESSIONS = 30;

/** Something to see: its name, whether it reports a failed form or can be seen only once, and the way there. */
const state = (name, open, { failed = false, once = false } = {}) => ({ name, open, failed, once });
const at = (path) => (page, { origin }) => page.goto(origin + path);
const explained = (code) => at(`/login?redirect=false&error=auth_failed&code=${code}`);

/** Sends a form as a browser would if it knew nothing of `required`. */
async function submitUnchecked(page, action, fields) {
  await page.locator(`form[action="${action}"]`).evaluate((form) => { form.noValidate = true; });
  await submit(page, action, fields);
  await page.getByRole('alert').waitFor();
}

async function openDeletion(page, { origin }) {
  await page.goto(origin);
  await page.getByText('Delete my account').click();
}

/** A form on a page that is none of ours. */
async function postFromElsewhere(page, { origin }) {
  await page.setContent(`<form method="post" action="${origin}/login"><button>Go</button></form>`);
  await page.getByRole('button').click();
  await page.waitForURL(`${origin}/login`);
}

const STRANGER = [
  state('sign in', at('/login')),
  state('sign in, the password is wrong', async (page, doorward) => {
    await signIn(page, doorward.origin, { email: PERSON.email, password: 'not the password' });
    await page.getByRole('alert').waitFor();
  }, { failed: true }),
  ...['account-created', 'account-deleted', 'session-over'].map((notice) => (
    state(`sign in, notice ${notice}`, at(`/login?notice=${notice}`))
  )),
  ...['001', '002', '004', '005', '006', '007'].map((number) => (
    state(`sign in, DW-LOGIN-${number}`, explained(`DW-LOGIN-${number}`), { failed: true })
  )),
  state('sign in, a forged way back', at('/oauth/openid/callback?state=forged&code=forged'), { failed: true }),
  state('register', at('/register')),
  state('register, everything is wrong', async (page, { origin }) => {
    await page.goto(`${origin}/register`);
    await submitUnchecked(page, '/register', { name: '', username: "o'; --", email: 'ada@nowhere', password: 'x' });
  }, { failed: true }),
  state('signed out', at('/logout')),
  state('error 403', postFromElsewhere),
  state('error 404', at('/nowhere')),
  state('error 404, no such provider', at('/oauth/nobody')),
  state('error 405', at('/account/delete')),
];

const MEMBER = [
  state('account', at('/')),
  state('account, deletion opened', openDeletion),
  state('account, deletion failed', async (page, doorward) => {
    await openDeletion(page, doorward);
    await submit(page, '/account/delete', { confirm: 'no', password: 'no' });
    await page.getByRole('alert').waitFor();
  }, { failed: true }),
  state('account, the forms are wrong', async (page, { origin }) => {
    await page.goto(origin);
    await page.getByText('Edit your profile').click();
    await submitUnchecked(page, '/account/profile', { 'profile-name': 'x', 'profile-username': 'a b', picture: 'http://x' });
  }, { failed: true }),
  state('account, another password', async (page, { origin }) => {
    await page.goto(origin);
    await page.locator('summary', { hasText: 'Change the password' }).click();
    await submit(page, '/account/password', { 'current-password': 'not the password', 'new-password': 'an umbrella stand of brass' });
    await page.getByRole('alert').waitFor();
  }, { failed: true }),
  state('activity', at('/account/activity')),
  state('providers', at('/admin/providers')),
  state('sign out', at('/logout')),
];

const LENGTHY_MEMBER = [
  state('account, many sessions and long names', at('/')),
  state('account, notice session-ended', at('/?notice=session-ended')),
  state('account, notice others-ended', at('/?notice=others-ended')),
  state('account, deletion opened, a long address', openDeletion),
  state('sign out, a long address', at('/logout')),
];

async function becomeLengthy(page, { origin }) {
  await register(page, origin, LENGTHY);
  for (let n = 1; n < MANY_SESSIONS; n += 1) await signInFrom(origin, DEVICES[n % DEVICES.length], LENGTHY);
}

const CODE = 'opensesame-7';

/** Sends the form that asks for an access code. */
async function enter(page, { origin }, code) {
  await page.goto(`${origin}/access`);
  await submit(page, '/access', { code });
}

async function enterWrongly(page, doorward) {
  await enter(page, doorward, 'not the code');
  await page.getByRole('alert').waitFor();
}

/** Comes in, and finds the visit ended by the cookie of somebody else. */
async function outstay(page, { origin }) {
  await page.context().addCookies([{ name: 'doorward-guest', value: 'x'.repeat(64), url: origin }]);
  await page.goto(`${origin}/access`);
  await page.getByRole('status').waitFor();
}

/** Forgets who signed in at the provider, which is on the other name of this machine. */
const forgetProvider = (page) => page.context().clearCookies({ domain: '127.0.0.1' });

/** Comes by the provider under an address that has an account here. */
const asked = (login) => async (page, { origin }) => {
  await forgetProvider(page);
  await page.goto(`${origin}/oauth/openid`);
  await agreeAs(page, login);
  await page.waitForURL(`${origin}/link?*`);
};

async function linkProvider(page, { origin }) {
  await forgetProvider(page);
  await page.goto(origin);
  await page.locator('form[action^="/account/links/"][action$="/openid"] button').click();
  await agreeAs(page, 'carol');
  await page.waitForURL(`${origin}/?notice=provider-linked`);
}

/** Rehearses a sign-in with a link of the doctor. */
const rehearsed = (login) => async (page, doorward) => {
  await forgetProvider(page);
  const doctor = await doorward.command(['doctor', 'login', '--provider', 'openid'], /^\s*(http\S+\/doctor\/login\?token=\S+)$/);
  await page.goto(doctor.word);
  await agreeAs(page, login);
  await page.locator('[data-doctor-findings] li').first().waitFor();
  await doctor.stop();
};

/** Stops on the page between a form of ours and the provider, which does not let anybody in. */
async function stopOnTheWay(page, { origin }) {
  await page.goto(origin);
  await page.route('http://127.0.0.1:*/**', (route) => route.abort('aborted'));
  await page.locator('form[action^="/account/links/"][action$="/openid"] button').click();
  await page.getByRole('heading', { name: /^On to/ }).waitFor();
}

const RESET_LINK = `/reset-password?token=${'0'.repeat(64)}&userId=${'0'.repeat(24)}`;

async function askForLink(page, { origin }) {
  await page.goto(`${origin}/forgot-password?email=${PERSON.email}`);
  await submit(page, '/forgot-password', {});
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
}

/** Presses the button behind a link that does not work. */
const pressed = (path) => state(`${path.split('?')[0]}, a link that does not work`, async (page, { origin }) => {
  await page.goto(origin + path);
  await page.locator('form[data-clean] button[type="submit"]').click();
  await page.getByText('DW-RESET-002').waitFor();
}, { failed: true });

async function openAddress(page, { origin }) {
  await page.goto(origin);
  await page.getByText('Change the address').click();
}

const FORGETFUL = [
  state('sign in, with a way for the forgetful', at('/login')),
  state('forgotten password', at('/forgot-password')),
  state('forgotten password, look into your mailbox', askForLink),
  state('reset password', at(RESET_LINK)),
  state('reset password, cut off', at('/reset-password')),
  state('reset password, the link does not work', async (page, { origin }) => {
    await page.goto(origin + RESET_LINK);
    await submit(page, '/reset-password', { password: PERSON.password });
    await page.getByText('DW-RESET-002').waitFor();
  }, { failed: true }),
  state('verify', at(`/verify?token=${'0'.repeat(64)}&email=${PERSON.email}`)),
  pressed(`/verify?token=${'0'.repeat(64)}&email=${PERSON.email}`),
  state('confirm an address, the link does not work', at('/account/address/confirm?token=0'), { failed: true }),
  state('take an address back', at('/account/address/undo?token=0')),
  pressed('/account/address/undo?token=0'),
  state('register, look into your mailbox', async (page, { origin }) => {
    await page.goto(`${origin}/register`);
    await submit(page, '/register', { ...PERSON, email: 'bob@example.test' });
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  }),
  state('sign in, the address is not confirmed', async (page, { origin }) => {
    await signIn(page, origin, { ...PERSON, email: 'bob@example.test' });
    await page.getByText('DW-RESET-003').waitFor();
  }, { failed: true }),
];

const READDRESSED = [
  state('account, another address', openAddress),
  state('account, no address', async (page, doorward) => {
    await openAddress(page, doorward);
    const form = page.locator('form[action="/account/address"]');
    await form.evaluate((element) => { element.noValidate = true; });
    await submit(page, '/account/address', { 'new-email': 'ada@nowhere', 'address-password': 'x' });
    await page.getByText('DW-RESET-004').waitFor();
  }, { failed: true }),
  state('account, notice address-asked', at('/?notice=address-asked')),
];

/** The houses to look at: settings, what happens first, and what there is to see then. */
export const HOUSES = [
  {
    name: 'an open house',
    provider: true,
    settings: {
      ALLOW_REGISTRATION: 'true', ALLOW_ACCOUNT_DELETION: 'true', LOGIN_MAX: '1000', APP_TITLE: 'Lindgården Chat',
      CUSTOM_FOOTER: 'Run by the club for its members.',
    },
    prepare: (page, { origin }) => register(page, origin),
    member: MEMBER,
    stranger: STRANGER,
  },
  {
    name: 'a house that knows whom a provider vouches for',
    provider: true,
    settings: { ALLOW_REGISTRATION: 'true', LOGIN_MAX: '1000', REGISTER_MAX: '1000' },
    prepare: async (page, { origin }) => {
      await register(page, origin);
      await registerQuietly(origin, { ...PERSON, email: 'alice@example.test' });
      await registerQuietly(origin, { ...PERSON, email: 'bob@example.test' });
    },
    member: [
      state('account, a provider is linked', linkProvider),
      state('account, notice provider-removed', at('/?notice=provider-removed')),
      state('account, notice confirmed', at('/?notice=confirmed')),
      state('account, a provider that opens another account', at('/?error=auth_failed&code=DW-LINK-001'), { failed: true }),
      state('on the way to a provider', stopOnTheWay),
    ],
    stranger: [
      state('dry run of a sign-in, somebody new', rehearsed('carol'), { once: true }),
      state('dry run of a sign-in, an address that is taken', rehearsed('alice'), { once: true }),
      state('dry run of a sign-in, nobody', rehearsed('noemail'), { once: true }),
      state('asked to link, the address is checked', asked('alice')),
      state('asked to link, the address is not checked', asked('bob')),
      state('asked to link, the password is wrong', async (page, doorward) => {
        await asked('alice')(page, doorward);
        await submit(page, '/link', { password: 'not the password' });
        await page.getByRole('alert').waitFor();
      }, { failed: true }),
    ],
    // The provider's own pages want a font from elsewhere, and an icon that they do not have.
    complaints: /^Failed to load resource: (net::ERR_(NAME_NOT_RESOLVED|FAILED)|the server responded with a status of 404)/,
  },
  {
    name: 'a house of many doors',
    settings: {
      ALLOW_SOCIAL_LOGIN: 'true', NEXT_AUTH_SECRET: 'a-secret-for-the-looks-of-pages-0123456789abcdef', APP_TITLE: 'Lindgården Chat',
      NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: 'pk_test_Y2xlcmsuZXhhbXBsZS50ZXN0JA', ACCESS_CODE: CODE, ALLOW_REGISTRATION: 'true',
      ...Object.fromEntries(['GOOGLE', 'GITHUB', 'DISCORD', 'FACEBOOK'].flatMap((id) => [[`${id}_CLIENT_ID`, 'a'], [`${id}_CLIENT_SECRET`, 'b']])),
      ...Object.fromEntries(['AUTH0', 'CLOUDFLARE_ZERO_TRUST', 'ZITADEL'].flatMap((id) => (
        [[`AUTH_${id}_ID`, 'a'], [`AUTH_${id}_SECRET`, 'b'], [`AUTH_${id}_ISSUER`, 'https://id.example.test']]
      ))),
      GOOGLE_CALLBACK_URL: '/oauth/github/callback',
    },
    prepare: (page, { origin }) => register(page, origin),
    member: [
      state('account, many providers to link', at('/')),
      state('many providers', at('/admin/providers')),
    ],
    stranger: [
      state('sign in, many doors', at('/login')),
      state('sign in for an app, with an error', at('/next-auth/signin?error=OAuthCallbackError'), { failed: true }),
      state('error of an app', at('/next-auth/error?error=AccessDenied')),
    ],
    // The console says of the error page that its status is 403.
    complaints: /^Failed to load resource: the server responded with a status of 403/,
  },
  {
    name: 'a house of long names',
    settings: { ALLOW_ACCOUNT_DELETION: 'true', LOGIN_MAX: '1000', APP_TITLE: 'Rechtsschutzversicherungsgesellschaften' },
    prepare: becomeLengthy,
    member: LENGTHY_MEMBER,
    stranger: [state('register, closed', at('/register'))],
  },
  {
    name: 'a house that sends mail',
    // Nobody listens there: what is to be seen comes before the mail does.
    settings: {
      EMAIL_HOST: '127.0.0.1', EMAIL_PORT: '9', EMAIL_FROM: 'door@example.test', ALLOW_REGISTRATION: 'true',
      ALLOW_PASSWORD_RESET: 'true', RESET_PASSWORD_MAX: '1000', VERIFY_EMAIL_MAX: '1000', LOGIN_MAX: '1000',
    },
    prepare: (page, { origin }) => register(page, origin),
    member: READDRESSED,
    stranger: FORGETFUL,
    // The console says of failed forms that their status is 400 or 422.
    complaints: /^Failed to load resource: the server responded with a status of 4/,
  },
  {
    name: 'an empty house',
    settings: {},
    stranger: [
      state('register, the first', at('/register')),
      state('register, the first, everything is wrong', async (page, { origin }) => {
        await page.goto(`${origin}/register`);
        await submitUnchecked(page, '/register', { name: '', email: '', password: '' });
      }, { failed: true }),
    ],
  },
  {
    name: 'an empty house that wants its set-up link',
    settings: { DOORWARD_FIRST_ADMIN: 'link' },
    stranger: [state('register, needs the link', at('/register'))],
  },
  {
    name: 'a house with a provider alone',
    provider: true,
    settings: { ALLOW_EMAIL_LOGIN: 'false', OPENID_IMAGE_URL: 'http://127.0.0.1:9/nothing.png' },
    stranger: [
      state('sign in, one button whose picture is missing', async (page, { origin }) => {
        await page.goto(`${origin}/login`);
        await page.locator('.provider img').waitFor({ state: 'hidden' });
      }),
    ],
    // That the picture does not come; a picture that the policy refused would say so in other words.
    complaints: /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|UNSAFE_PORT)$/,
  },
  {
    name: 'an impatient house',
    provider: true,
    settings: { LOGIN_MAX: '1' },
    prepare: (page, { origin }) => page.goto(`${origin}/oauth/openid`),
    stranger: [
      state('error 429', at('/oauth/openid')),
      state('sign in, too many tries', async (page, doorward) => {
        await signIn(page, doorward.origin);
        await page.getByRole('alert').waitFor();
      }, { failed: true }),
    ],
  },
  {
    name: 'a house with an access code alone',
    settings: { ACCESS_CODE: CODE, ALLOW_EMAIL_LOGIN: 'false', APP_TITLE: 'Lindgården Chat' },
    prepare: async (page, doorward) => {
      await enter(page, doorward, CODE);
      await page.getByRole('heading', { name: 'You are in' }).waitFor();
    },
    member: [
      state('a guest is in', at('/access')),
      state('sign out, a guest', at('/logout')),
    ],
    stranger: [
      state('access code', at('/')),
      state('access code, wrong', enterWrongly, { failed: true }),
      state('access code, the visit is over', outstay),
    ],
  },
  {
    name: 'a house with an access code beside accounts',
    provider: true,
    settings: { ACCESS_CODE: CODE, DOORWARD_ACCESS_CODE_MAX: '1', AUTH_ALLOWED_EMAILS: 'club.test', ALLOW_REGISTRATION: 'true' },
    stranger: [
      state('sign in, with a way to the code', at('/login')),
      state('access code, with a way to sign in', at('/access')),
      state('access code, too many tries', async (page, doorward) => {
        await enterWrongly(page, doorward);
        await enterWrongly(page, doorward);
      }, { failed: true }),
      state('sign in, DW-AUTH-010', explained('DW-AUTH-010'), { failed: true }),
      state('register, not on the list', async (page, { origin }) => {
        await page.goto(`${origin}/register`);
        await submitUnchecked(page, '/register', PERSON);
      }, { failed: true }),
    ],
  },
  ...FACTORS,
  ...PASSKEYS,
  ...ADMINISTRATION,
];
