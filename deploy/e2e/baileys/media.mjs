#!/usr/bin/env node
// Unmodified Baileys exchanges files with the simulator's phones over its media host.
//
//   node media.mjs --control URL [--number N] [--peer N]      exits 0 or 1

import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadMediaMessage, jidNormalizedUser } from 'baileys';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { temporaryFolder } from './folder.mjs';

const { values: options } = parseArgs({
  options: {
    control: { type: 'string' },
    number: { type: 'string', default: '96171000011' },
    peer: { type: 'string', default: '96171000012' },
    folder: { type: 'string' },
  },
});
const control = new Control(options.control);
const trust = await control.trust();

if (!options.folder) {
  // Node reads its certificate authorities when it starts.
  const folder = temporaryFolder('media-');
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, trust.caCertificatePem);
  const { status } = spawnSync(
    process.execPath,
    [...process.argv.slice(1), '--folder', join(folder, 'auth')],
    { stdio: 'inherit', env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } },
  );
  process.exit(status ?? 1);
}

const PAST = 3000;
const CHANGES = 61;
const FILES = [
  { kind: 'image', mimetype: 'image/jpeg', size: 100_000, caption: 'a picture' },
  { kind: 'document', mimetype: 'application/pdf', size: 3_000_000, fileName: 'paper.pdf' },
  { kind: 'voice', mimetype: 'audio/ogg; codecs=opus', size: 64 * 1024 },
];

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('base64');
}

function expect(what, actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: expected ${e} but was ${a}`);
}

function contentOf({ kind, mimetype, caption, fileName }, bytes) {
  switch (kind) {
    case 'image':
      return { image: bytes, mimetype, caption };
    case 'document':
      return { document: bytes, mimetype, fileName };
    case 'voice':
      return { audio: bytes, mimetype, ptt: true, seconds: 1, waveform: new Uint8Array(64) };
  }
}

trustRoot(trust);
// Baileys takes history and snapshots from WhatsApp's own host, whatever it was told.
const { fetch } = globalThis;
globalThis.fetch = (url, how) =>
  fetch(String(url).replace('https://mmg.whatsapp.net', trust.mediaHosts[0]), how);
const client = new BaileysClient({ url: trust.webSocketUrl, auth: options.folder, history: true });
const past = new Set();
client.on('socket', ({ ev }) => {
  ev.on('messaging-history.set', ({ messages }) => {
    messages.forEach(message => past.add(message.key.id));
    events.add({ event: 'past', count: past.size });
  });
  ev.on('contacts.upsert', contacts =>
    contacts.forEach(contact => events.add({ event: 'contact', name: contact.name })),
  );
});
const events = new Events();
client.on('event', event => events.add(event));
client.on('event', event => {
  if (event.event === 'qr') control.scan(options.number, event.qr);
});
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

// Where a file is gone, its phone is asked for it. Baileys would do that by itself, but looks for the
// status where its own error does not have it.
async function download(message) {
  try {
    return await downloadMediaMessage(message, 'buffer', {});
  } catch (error) {
    if (error.output?.statusCode !== 404) throw error;
    return downloadMediaMessage(await client.socket.updateMediaMessage(message), 'buffer', {});
  }
}

async function received(file, bytes) {
  const from = events.length;
  await control.post(`/phones/${options.peer}/messages`, {
    to: options.number,
    kind: file.kind,
    mediaBase64: bytes.toString('base64'),
    mimetype: file.mimetype,
    caption: file.caption,
    fileName: file.fileName,
  });
  const [{ message }] = await events.wait({ event: 'media' }, { count: 1, from, timeoutMs: 10_000 });
  return message;
}

async function run() {
  await control.phone(options.number, 'Baileys');
  const peer = await control.phone(options.peer, 'Peer');
  // More than fits into a stanza: Baileys gets files of it.
  await control.post(`/phones/${options.number}/history`, { chats: 1, messagesPerChat: PAST });
  for (let i = 1; i <= CHANGES; i++) {
    await control.post(`/phones/${options.number}/contacts`, {
      number: options.peer,
      name: `Name ${i}`,
    });
  }
  await client.connect();
  await events.wait({ event: 'open' }, { count: 1, timeoutMs: 30_000 });
  await events.wait({ event: 'past', count: PAST }, { timeoutMs: 15_000 });
  await events.wait({ event: 'contact', name: `Name ${CHANGES}` }, { timeoutMs: 15_000 });

  let cursor = 0;
  for (const file of FILES) {
    const bytes = randomBytes(file.size);
    await client.send(jidNormalizedUser(peer.lid), contentOf(file, bytes));
    const page = await control.inbox(options.peer, cursor, seen => seen.length >= 1, 10_000);
    cursor = page.cursor;
    const [shown] = page.messages;
    expect(`${file.kind} at the phone`, [shown.kind, shown.mimetype], [file.kind, file.mimetype]);
    expect(`${file.kind}'s caption`, shown.caption ?? '', file.caption ?? '');
    expect(`${file.kind}'s bytes`, [shown.mediaSize, shown.mediaSha256], [file.size, sha256(bytes)]);
  }
  for (const file of FILES) {
    const bytes = randomBytes(file.size);
    const message = await received(file, bytes);
    expect(`${file.kind} from the phone`, sha256(await download(message)), sha256(bytes));
  }
  const bytes = randomBytes(10_000);
  const message = await received(FILES[0], bytes);
  const { id } = await control.post('/faults', { target: 'server', kind: 'media-404' });
  try {
    expect('a file that was gone', sha256(await download(message)), sha256(bytes));
  } finally {
    await control.call('DELETE', `/faults/${id}`);
  }
}

try {
  await run();
  process.stdout.write('passed\n');
  process.exit(0);
} catch (error) {
  process.stderr.write(`media: ${error.stack}\n`);
  process.exit(1);
}
