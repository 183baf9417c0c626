// An OpenID provider on a free port of this machine, for OidcProviderIT. Tokens are for the resource that the client asks for, and are signed by
// the algorithm that the client's name ends with. A line "ALGORITHM KID KID ..." on standard input publishes these keys for it and no others; the
// first one signs. The provider ends with its standard input.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};

const known = new Map();
const published = Object.fromEntries(Object.keys(KINDS).map((alg) => [alg, [`key-${alg}`]]));

function key(alg, kid) {
  if (!known.has(`${alg} ${kid}`)) {
    const [kind, options] = KINDS[alg];
    const { privateKey } = generateKeyPairSync(kind, options);
    known.set(`${alg} ${kid}`, { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid });
  }
  return known.get(`${alg} ${kid}`);
}

function provider(issuer) {
  return new Provider(issuer, {
    jwks: { keys: Object.entries(published).flatMap(([alg, kids]) => kids.map((kid) => key(alg, kid))) },
    clients: Object.keys(KINDS).map((alg) => ({
      client_id: `encoder-${alg}`,
      client_secret: process.env.CLIENT_SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource, client) => ({
          audience: resource,
          scope: 'publish play',
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: client.clientId.replace('encoder-', '') } },
        }),
      },
    },
    scopes: ['publish', 'play'],
  });
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const serve = () => {
    const next = provider(issuer).callback();
    server.removeAllListeners('request').on('request', next);
  };
  serve();
  let changes = 0;
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [alg, ...kids] = line.split(' ');
      published[alg] = kids;
      serve();
      changes += 1;
      console.log(`published ${changes}: ${line}`);
    })
    .on('close', () => process.exit(0));
  console.log(`ready ${issuer}`);
});
