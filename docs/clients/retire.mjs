// Retires units and verifies the receipt. Needs Node 18 or newer and `npm install jose`.
// Usage: node retire.mjs URL VKEY KEY.jwk PARTY FACTORY PERIOD BATCH:FIRST-LAST
// Exit: 0 retired and verified, 1 refused (the problem on stderr), 3 the receipt does not hold.
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactSign, calculateJwkThumbprint, importJWK } from 'jose';

const [url, vkey, keyFile, party, factory, period, units] = process.argv.slice(2);
const [, origin, logKeyHash, logKey] = vkey.match(/^([^+]+)\+([0-9a-f]{8})\+(.+)$/);
const [, batch, first, last] = units.match(/^(\d+):(\d+)-(\d+)$/).map(Number);
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const decode = (text) => Buffer.from(text, 'base64');

async function fetchJson(path, body) {
  const answer = await fetch(url + path, body && { method: 'POST', body, headers: { 'Content-Type': 'application/jose' } });
  if (answer.ok) return answer.json();
  console.error(await answer.text());
  process.exit(1);
}

function receiptHolds(receipt, command) {
  const [head, text, signatures] = receipt.split('\n\n');
  const [, extra, at, ...siblings] = head.split('\n');
  const entry = decode(extra.replace('extra ', ''));
  const [name, size, root] = text.split('\n');
  const keyed = signatures.split('\n').filter((line) => line.startsWith(`— ${origin} `)).map((line) => decode(line.split(' ')[2]));
  const signature = keyed.find((one) => one.subarray(0, 4).toString('hex') === logKeyHash)?.subarray(4);
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: decode(logKey).subarray(1).toString('base64url') } });
  // The log's key has signed this root, and no other key counts.
  if (!signature || !verify(null, Buffer.from(text + '\n'), key, signature) || name !== origin) return false;
  let index = BigInt(at.replace('index ', ''));
  let end = BigInt(size) - 1n;
  let node = sha256(Buffer.of(0), entry);
  if (index > end) return false;
  for (const sibling of siblings.map(decode)) { // RFC 9162 section 2.1.3.2
    if (end === 0n) return false;
    const left = index % 2n === 1n || index === end;
    for (; index === end && index % 2n === 0n && index > 0n; end >>= 1n) index >>= 1n;
    node = left ? sha256(Buffer.of(1), sibling, node) : sha256(Buffer.of(1), node, sibling);
    index >>= 1n;
    end >>= 1n;
  }
  const isOurs = JSON.parse(entry).command === sha256(Buffer.from(command)).toString('base64');
  return isOurs && end === 0n && node.equals(decode(root));
}

const jwk = JSON.parse(readFileSync(keyFile, 'utf8'));
const alg = jwk.kty === 'EC' ? 'ES256' : 'EdDSA';
const now = Math.floor(Date.now() / 1000);
const { operator } = await fetchJson(`/v1/factories/${factory}`);
const wish = { iss: party, aud: origin, jti: randomUUID(), iat: now, exp: now + 3600, kind: 'retire', body: {
  factory: Number(factory), period, purpose: 'factory_offset', ranges: [{ batch, first, last }], quantity: last - first + 1,
  beneficiary: operator, retired_on: new Date((now + 8 * 3600) * 1000).toISOString().slice(0, 10) } };
const command = await new CompactSign(Buffer.from(JSON.stringify(wish)))
  .setProtectedHeader({ alg, kid: await calculateJwkThumbprint(jwk), typ: 'tanbu-command+jws' }).sign(await importJWK(jwk, alg));
const answer = await fetchJson('/v1/commands', command); // after a timeout send these same bytes again: they count once
const holds = receiptHolds(answer.receipt, command);
console.log(holds ? `retired and verified: entry ${answer.index}` : 'the receipt does not hold');
process.exit(holds ? 0 : 3);
