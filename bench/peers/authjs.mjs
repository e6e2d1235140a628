// Auth.js through its Express adapter, with its default: sessions in an encrypted cookie.
//   PORT=... RUN=folder node authjs.mjs; writes the cookie of a session to RUN/authjs.cookie.
import { writeFileSync } from 'node:fs';
import { encode } from '@auth/core/jwt';
import { ExpressAuth } from '@auth/express';
import Credentials from '@auth/express/providers/credentials';
import express from 'express';

const secret = 'a-secret-for-measuring-of-more-than-32-bytes';
const cookie = 'authjs.session-token';
const credentials = Credentials.default ?? Credentials;

const session = await encode({
  secret,
  salt: cookie,
  maxAge: 30 * 86400,
  token: {
    sub: '652f7e90f1a2b3c4d5e6f708', name: 'Bench', email: 'bench@example.test',
    picture: 'https://example.test/avatars/652f7e90f1a2b3c4d5e6f708.png',
  },
});
writeFileSync(`${process.env.RUN}/authjs.cookie`, `${cookie}=${session}`);

const app = express();
app.set('trust proxy', true);
app.disable('x-powered-by');
app.use(/^\/auth\/(.*)/, ExpressAuth({
  secret,
  trustHost: true,
  providers: [credentials({ credentials: {}, authorize: () => null })],
  session: { strategy: 'jwt' },
}));
app.listen(Number(process.env.PORT), '127.0.0.1');
