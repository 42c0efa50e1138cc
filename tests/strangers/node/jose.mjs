// Signs and verifies with npm's jose. Reads lines of JSON on standard input, answers one line each.
//
//   node jose.mjs PACKAGES
//
//   {"make":"EdDSA"|"ES256"}                             -> {"public":JWK,"private":JWK,"kid":"<thumbprint>"}
//   {"sign":JWK,"alg":"..","kid":"..","typ":"..","payload":{}}  -> {"jws":".."}
//   {"verify":"<jws>","key":JWK}                         -> {"header":{},"payload":{}} or {"refused":"<code>"}
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const load = createRequire(path.resolve(process.argv[2], 'here.js'));
const jose = await import(pathToFileURL(load.resolve('jose')).href);

async function answer(asked) {
  if (asked.make) {
    const pair = await jose.generateKeyPair(asked.make, { crv: 'Ed25519', extractable: true });
    const made = await jose.exportJWK(pair.publicKey);
    return { public: made, private: await jose.exportJWK(pair.privateKey), kid: await jose.calculateJwkThumbprint(made) };
  }
  if (asked.sign) {
    const key = await jose.importJWK(asked.sign, asked.alg);
    const bytes = new TextEncoder().encode(JSON.stringify(asked.payload));
    return { jws: await new jose.CompactSign(bytes).setProtectedHeader({ alg: asked.alg, kid: asked.kid, typ: asked.typ }).sign(key) };
  }
  try {
    const alg = asked.key.kty === 'OKP' ? 'EdDSA' : 'ES256';
    const opened = await jose.compactVerify(asked.verify, await jose.importJWK(asked.key, alg), { algorithms: [alg] });
    return { header: opened.protectedHeader, payload: JSON.parse(new TextDecoder().decode(opened.payload)) };
  } catch (error) {
    return { refused: error.code ?? String(error) };
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) console.log(JSON.stringify(await answer(JSON.parse(line))));
