// A small backend for the round trip authenticator: Node.js 18 or newer, nothing else.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isSigned } from './signature.mjs';

const MAX_BODY = 256 * 1024;
const users = JSON.parse(readFileSync(process.env.USERS ?? new URL('users.json', import.meta.url), 'utf8'));
const secret = process.env.SIGNING_SECRET_FILE
  ? readFileSync(process.env.SIGNING_SECRET_FILE, 'utf8').replace(/\r?\n$/, '')
  : null;

/** Who publishes which stream now. Validate puts it in, invalidate takes it out: nobody publishes over somebody else. */
const live = new Map();

const digest = (text) => createHash('sha256').update(String(text)).digest();

function isUser(username, password) {
  const user = Object.hasOwn(users, username) ? users[username] : null;
  // Compared for unknown users too: the time it takes tells nobody which names there are.
  return timingSafeEqual(digest(password), digest(user?.password ?? '')) && user !== null;
}

function mayUse(streams, streamID) {
  return (streams ?? []).some((name) => name === '*' || name === streamID);
}

function validate({ username, password, type, streamID }) {
  if (!isUser(username, password)) {
    return { result: false };
  }
  if (type === 'subscriber') {
    return { result: mayUse(users[username].subscribe, streamID) };
  }
  const taken = live.has(streamID) && live.get(streamID) !== username;
  if (type !== 'publisher' || taken || !mayUse(users[username].publish, streamID)) {
    return { result: false };
  }
  live.set(streamID, username);
  return { result: true };
}

function invalidate({ username, password, streamID }) {
  if (isUser(username, password) && live.get(streamID) === username) {
    live.delete(streamID);
  }
  return { result: true };
}

const endPoints = { '/validateCredentials': validate, '/invalidateCredentials': invalidate };

async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY) {
      throw new RangeError('too long');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function answer(request) {
  const endPoint = Object.hasOwn(endPoints, request.url) ? endPoints[request.url] : null;
  if (endPoint === null || request.method !== 'POST') {
    return [404, { error: 'not found' }];
  }
  const body = await read(request);
  if (secret !== null && !isSigned(request.headers, body, secret)) {
    return [401, { error: 'not signed' }];
  }
  const question = JSON.parse(body.toString('utf8'));
  const result = endPoint(question);
  // Never the password or the token.
  console.log(JSON.stringify({ path: request.url, username: question.username, streamID: question.streamID, ...result }));
  return [200, result];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch(() => [400, { error: 'bad request' }]);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
});

// Longer than the pauses between questions: a connection that the server closes just then costs a client its answer.
server.keepAliveTimeout = 120_000;
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1', () => {
  const { address, port } = server.address();
  console.log(`ready http://${address}:${port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
