// Decodes session tokens with the real libraries. Reads a JSON list of {generation, secret, salt, token} or, with
// the parts of a cookie, {generation, secret, salt, cookies}; prints a list of {claims} or {error}.
import { createRequire } from 'node:module';
import { decode as decodeV5 } from '@auth/core/jwt';
import { SessionStore } from './node_modules/@auth/core/lib/utils/cookie.js';

const { decode: decodeV4 } = createRequire(import.meta.url)('next-auth-v4/jwt');

const orders = JSON.parse(await new Response(process.stdin).text());
const answers = [];
for (const { generation, secret, salt, token, cookies } of orders) {
  try {
    const value = token ?? new SessionStore({ name: salt, options: {} }, cookies, console).value;
    const claims = generation === 'v4'
      ? await decodeV4({ token: value, secret, salt: '' })
      : await decodeV5({ token: value, secret, salt });
    answers.push(claims ? { claims } : { error: 'no claims' });
  } catch (error) {
    answers.push({ error: error.message });
  }
}
console.log(JSON.stringify(answers));
