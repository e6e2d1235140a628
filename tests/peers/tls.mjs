// An OpenID provider as far as its first document, behind https: enough to see whom a relying party trusts.
//
//   PORT=0 KEY=key.pem CERT=cert.pem node tls.mjs
//
// Prints `up <port>`. The issuer is whatever host it was asked by. It ends when its standard input closes.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const { PORT = '0', KEY, CERT } = process.env;
const server = createServer({ key: readFileSync(KEY), cert: readFileSync(CERT) }, (request, response) => {
  const issuer = `https://${request.headers.host}`;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  }));
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`up ${server.address().port}`));
process.stdin.on('end', () => process.exit()).resume();
