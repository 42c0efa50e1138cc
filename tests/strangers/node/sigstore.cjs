// Sigstore's verifier (npm @sigstore/verify), made for Rekor's log, judges our checkpoints and receipts: its signed note and its Merkle
// inclusion. It exports whole bundles only, so its two functions are loaded by their files.
//
//   node sigstore.cjs PACKAGES LOG [LOG...]
//
// PACKAGES is where npm_ci.sh installed; LOG a folder of write_small_log: vkey, checkpoint, receipts/*.tlog-proof. Every receipt must be
// accepted, and every copy with one altered byte refused. Prints a line for each log; at the first failure the reason, exit status 1.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const load = createRequire(path.resolve(process.argv[2], 'here.js'));
const files = path.join(path.dirname(load.resolve('@sigstore/verify/package.json')), 'dist', 'timestamp');
const { verifyCheckpoint } = require(path.join(files, 'checkpoint.js'));
const { verifyMerkleInclusion } = require(path.join(files, 'merkle.js'));

function authority(vkey) {
  const [, id, key] = vkey.match(/^[^+]+\+([0-9a-f]{8})\+(.+)$/);
  const raw = Buffer.from(key, 'base64');
  const publicKey = crypto.createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.subarray(1).toString('base64url') }, format: 'jwk' });
  const always = { start: new Date(0), end: new Date('9999-01-01') };
  return { logID: Buffer.from(id, 'hex'), publicKey, validFor: always };
}

// A C2SP tlog-proof as the log entry that the verifier knows.
function entryOf(text) {
  const split = text.indexOf('\n\n');
  const [head, extra, index, ...hashes] = text.slice(0, split).split('\n');
  if (head !== 'c2sp.org/tlog-proof@v1') throw new Error('not a receipt');
  return entryUnder(text.slice(split + 2), index.replace('index ', ''), hashes.map((hash) => Buffer.from(hash, 'base64')),
                    Buffer.from(extra.replace('extra ', ''), 'base64'));
}

function entryUnder(checkpoint, logIndex, hashes, canonicalizedBody) {
  const [, treeSize, root] = checkpoint.split('\n');
  return { integratedTime: '1763700000', canonicalizedBody,
           inclusionProof: { logIndex, treeSize, rootHash: Buffer.from(root, 'base64'), hashes, checkpoint: { envelope: checkpoint } } };
}

function accepts(entry, logs) {
  try {
    verifyCheckpoint(entry, logs);
    if (entry.canonicalizedBody.length > 0) verifyMerkleInclusion(entry);
    return true;
  } catch {
    return false;
  }
}

function altered(bytes, at) {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

// One altered byte in each part of a receipt.
function* damagedCopies(entry) {
  const proof = entry.inclusionProof;
  const body = entry.canonicalizedBody;
  if (body.length > 0) yield ['entry', { ...entry, canonicalizedBody: altered(body, body.length >> 1) }];
  for (let at = 0; at < proof.hashes.length; ++at) {
    const hashes = proof.hashes.map((hash, place) => (place === at ? altered(hash, 31) : hash));
    yield [`hash ${at}`, { ...entry, inclusionProof: { ...proof, hashes } }];
  }
  const note = Buffer.from(proof.checkpoint.envelope);
  const lines = proof.checkpoint.envelope.split('\n');
  const places = { origin: 1, size: lines[0].length + 1, root: lines[0].length + lines[1].length + 8, signature: note.length - 12 };
  for (const [name, at] of Object.entries(places))
    yield [name, entryUnder(altered(note, at).toString(), proof.logIndex, proof.hashes, body)];
}

for (const folder of process.argv.slice(3)) {
  const logs = [authority(fs.readFileSync(path.join(folder, 'vkey'), 'utf8').trim())];
  const checkpoint = fs.readFileSync(path.join(folder, 'checkpoint'), 'utf8');
  const receipts = path.join(folder, 'receipts');
  const entries = [entryUnder(checkpoint, '0', [], Buffer.alloc(0))];
  if (fs.existsSync(receipts))
    for (const name of fs.readdirSync(receipts)) entries.push(entryOf(fs.readFileSync(path.join(receipts, name), 'utf8')));
  let refused = 0;
  for (const entry of entries) {
    const place = `${folder}: entry ${entry.inclusionProof.logIndex}`;
    if (!accepts(entry, logs)) throw new Error(`${place} is refused`);
    for (const [name, copy] of damagedCopies(entry)) {
      if (accepts(copy, logs)) throw new Error(`${place} is accepted with an altered byte: ${name}`);
      ++refused;
    }
  }
  const size = checkpoint.split('\n')[1];
  if (size !== '0' && entries.length < 2) throw new Error(`${folder}: there are no receipts`);
  console.log(`size ${size}: ${entries.length - 1} receipts and the checkpoint accepted, ${refused} altered copies refused`);
}
