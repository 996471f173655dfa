#!/usr/bin/env node
// Unmodified Baileys and the simulator on what an account's devices share: the past after linking,
// chats and contacts that the phone changes, and what Baileys changes.
//
//   node appstate.mjs --control URL --number N --peer N [--log FILE]     exits 0 or 1

import { parseArgs } from 'node:util';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { temporaryFolder } from './folder.mjs';

const CHATS = 3;
const MESSAGES = 25;

const { values: options } = parseArgs({
  options: {
    control: { type: 'string' },
    number: { type: 'string' },
    peer: { type: 'string' },
    log: { type: 'string' },
  },
});

for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};
const folder = temporaryFolder('appstate-');

try {
  await scenario();
  leave(0);
} catch (error) {
  process.stderr.write(`appstate: ${error.stack}\n`);
  leave(1);
}

function leave(code) {
  // Baileys keeps timers running after its socket has ended.
  process.exit(code);
}

async function scenario() {
  const control = new Control(options.control);
  const trust = await control.trust();
  trustRoot(trust);
  const { number } = options;
  await control.phone(number, 'App state');
  const peer = await control.phone(options.peer, 'Peer');
  await control.post(`/phones/${number}/history`, { chats: CHATS, messagesPerChat: MESSAGES });

  const events = new Events();
  const client = new BaileysClient({
    url: trust.webSocketUrl,
    auth: folder,
    logFile: options.log,
    history: true,
  });
  client.on('event', event => {
    events.add(event);
    if (event.event === 'qr') control.scan(number, event.qr);
  });
  const past = new Set();
  client.on('socket', ({ ev }) => {
    ev.on('messaging-history.set', ({ messages }) => {
      messages.forEach(message => past.add(message.key.id));
      events.add({ event: 'past', count: past.size });
    });
    ev.on('chats.update', chats =>
      chats.forEach(chat =>
        events.add({
          event: 'chat',
          id: chat.id,
          pinned: Boolean(chat.pinned),
          archived: Boolean(chat.archived),
        }),
      ),
    );
    ev.on('contacts.upsert', contacts =>
      contacts.forEach(contact => events.add({ event: 'contact', name: contact.name })),
    );
  });

  await client.connect();
  await events.wait({ event: 'past', count: CHATS * MESSAGES });

  await control.post(`/phones/${number}/chats/${options.peer}/pin`);
  await events.wait({ event: 'chat', id: peer.lid, pinned: true });
  await control.post(`/phones/${number}/contacts`, { number: options.peer, name: 'My peer' });
  await events.wait({ event: 'contact', name: 'My peer' });

  const { socket } = client;
  const key = { remoteJid: peer.lid, fromMe: true, id: 'ABCDEF' };
  const last = { key, messageTimestamp: Math.floor(Date.now() / 1000) };
  await socket.chatModify({ archive: true, lastMessages: [last] }, peer.lid);
  await socket.star(peer.lid, [{ id: 'ABCDEF', fromMe: true }], true);
  const state = await control.get(`/phones/${number}/state`);
  const chat = state.chats.find(one => one.jid === peer.lid);
  expect('archived by Baileys', chat.archived, true);
  expect('starred by Baileys', state.starred.map(one => one.id), ['ABCDEF']);

  // Both write to one collection: whoever comes second writes anew.
  await Promise.all([
    socket.chatModify({ pin: true }, peer.lid),
    control.post(`/phones/${number}/chats/${options.peer}/unarchive`),
  ]);
  const both = (await control.get(`/phones/${number}/state`)).chats.find(
    one => one.jid === peer.lid,
  );
  expect('pinned by Baileys, unarchived by the phone', [both.pinned, both.archived], [true, false]);
  await client.disconnect();
}

function expect(what, actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: expected ${e} but was ${a}`);
}
