import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether a request was signed with the secret, less than five minutes ago. `body` is the Buffer that was received. */
export function isSigned(headers, body, secret) {
  const timestamp = headers['stagedoor-timestamp'] ?? '';
  const signature = headers['stagedoor-signature'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) {
    return false;
  }
  const expected = Buffer.from('v1=' + createHmac('sha256', secret).update(timestamp + '.').update(body).digest('hex'));
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
