// A MODEL of LibreChat's local sign-in flow, from its npm dependencies and in our own words. It is not LibreChat.
//   PORT=... RUN=folder node librechat-model.cjs
//
// Kept: the middleware chain (json, urlencoded, sanitize, cors, cookies, compression, passport); an HS256 access
// token checked by passport-jwt, then the user's row read on every request; the refresh cookie as a JWT with a
// second secret, its SHA-256 looked up, the user's row read, both tokens issued anew, the new digest saved;
// bcryptjs at cost 10. Left out: MongoDB (SQLite inside the process stands in and is cheaper; WAL and
// synchronous=FULL, so that a refresh is on disk before its answer), rate limits, ban checks, telemetry, tenants.
const { randomBytes, webcrypto } = require('node:crypto');
const bcrypt = require('bcryptjs');
const Database = require('better-sqlite3');
const compression = require('compression');
const cookie = require('cookie');
const cookieParser = require('cookie-parser');
const cors = require('cors');
const express = require('express');
const sanitize = require('express-mongo-sanitize');
const jwt = require('jsonwebtoken');
const passport = require('passport');
const { ExtractJwt, Strategy: Bearer } = require('passport-jwt');
const { Strategy: Password } = require('passport-local');

const ACCESS_SECRET = 'a'.repeat(64);
const REFRESH_SECRET = 'b'.repeat(64);
const WEEK_MS = 7 * 86_400_000;

const db = new Database(`${process.env.RUN}/librechat-model.db`);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  create table if not exists users(
    id text primary key, email text unique, name text, username text, provider text, role text, password text);
  create table if not exists sessions(id text primary key, user text, hash text, expiration integer);
  create index if not exists by_hash on sessions(hash, user);`);
const userById = db.prepare('select id, email, name, username, provider, role from users where id = ?');
const userByEmail = db.prepare('select * from users where email = ?');
const insertUser = db.prepare('insert into users values (?, ?, ?, ?, ?, ?, ?)');
const findSession = db.prepare('select * from sessions where hash = ? and user = ? and expiration > ?');
const saveSession = db.prepare(`insert into sessions values (?, ?, ?, ?)
  on conflict(id) do update set hash = excluded.hash, expiration = excluded.expiration`);

const objectId = () => randomBytes(12).toString('hex');

async function sha256(text) {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');
}

async function issue(user, known) {
  const session = known ?? { id: objectId(), user: user.id, expiration: Date.now() + WEEK_MS };
  const expiresIn = Math.floor((session.expiration - Date.now()) / 1000);
  const payload = { id: user.id, sessionId: session.id, n: randomBytes(6).toString('hex') };
  const refresh = jwt.sign(payload, REFRESH_SECRET, { expiresIn });
  saveSession.run(session.id, user.id, await sha256(refresh), session.expiration);
  const { id, username, provider, email } = user;
  const access = jwt.sign({ id, username, provider, email }, ACCESS_SECRET, { expiresIn: 900 });
  return { access, refresh, expiration: session.expiration };
}

function setCookies(res, { refresh, expiration }) {
  const options = { expires: new Date(expiration), httpOnly: true, secure: false, sameSite: 'strict' };
  res.cookie('refreshToken', refresh, options);
  res.cookie('token_provider', 'librechat', options);
}

passport.use(new Bearer(
  { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: ACCESS_SECRET },
  async (claims, done) => done(null, userById.get(claims.id) ?? false),
));
passport.use(new Password({ usernameField: 'email', session: false }, async (email, password, done) => {
  const user = userByEmail.get(email.trim());
  done(null, user && (await bcrypt.compare(password, user.password)) ? user : false);
}));

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);
app.get('/health', (_req, res) => res.status(200).send('OK'));
app.use(express.json({ limit: '3mb' }));
app.use(express.urlencoded({ extended: true, limit: '3mb' }));
app.use((req, _res, next) => {
  // The sanitizer assigns to req.query, which Express 5 made a getter.
  Object.defineProperty(req, 'query', { value: req.query, writable: true, configurable: true });
  next();
});
app.use(sanitize());
app.use(cors());
app.use(cookieParser());
app.use(compression());
app.use(passport.initialize());

app.get('/api/user', passport.authenticate('jwt', { session: false }), (req, res) => res.status(200).send(req.user));

app.post('/api/auth/register', async (req, res) => {
  const { email, name, username, password } = req.body;
  insertUser.run(objectId(), email, name, username, 'local', 'USER', bcrypt.hashSync(password, 10));
  res.status(200).send({ message: 'ok' });
});

app.post('/api/auth/login', passport.authenticate('local', { session: false }), async (req, res) => {
  const tokens = await issue(req.user);
  setCookies(res, tokens);
  const { password, ...user } = req.user;
  res.status(200).send({ token: tokens.access, user });
});

app.post('/api/auth/refresh', async (req, res) => {
  const presented = req.headers.cookie ? cookie.parse(req.headers.cookie).refreshToken : undefined;
  if (!presented) return res.status(200).send('Refresh token not provided');
  try {
    const claims = jwt.verify(presented, REFRESH_SECRET);
    const user = userById.get(claims.id);
    const session = user && findSession.get(await sha256(presented), claims.id, Date.now());
    if (!session) return res.status(401).send('expired or not found');
    const tokens = await issue(user, session);
    setCookies(res, tokens);
    return res.status(200).send({ token: tokens.access, user });
  } catch {
    return res.status(403).send('Invalid refresh token');
  }
});

app.listen(Number(process.env.PORT), '127.0.0.1');
