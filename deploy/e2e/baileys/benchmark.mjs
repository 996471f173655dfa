#!/usr/bin/env node
// Baileys as a contender of the benchmark (io.trunkline.e2e.bench has the orders it takes).
//
//   node --expose-gc benchmark.mjs CONTROL_URL busy|idle
//
// What it has to remember stays in memory, so that no disk is measured; idle, it connects with TLS and
// forgets its private prekeys, which a real store would hold.

import { createInterface } from 'node:readline';
import { initAuthCreds } from 'baileys';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';

const LINKING_AT_ONCE = 8;
const [controlUrl, mode] = process.argv.slice(2);
const idle = mode === 'idle';
const trust = await new Control(controlUrl).trust();
trustRoot(trust);
// libsignal reports sessions on the console; standard output belongs to the answers.
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

function say(event) {
  process.stdout.write(JSON.stringify(event) + '\n');
}

function memoryAuth() {
  const data = new Map();
  const keys = {
    get: async (type, ids) => {
      const found = {};
      for (const id of ids) if (data.has(`${type}-${id}`)) found[id] = data.get(`${type}-${id}`);
      return found;
    },
    set: async changes => {
      for (const [type, values] of Object.entries(changes)) {
        if (idle && type === 'pre-key') continue;
        for (const [id, value] of Object.entries(values)) {
          if (value) data.set(`${type}-${id}`, value);
          else data.delete(`${type}-${id}`);
        }
      }
    },
  };
  return { state: { creds: initAuthCreds(), keys }, saveCreds: async () => {} };
}

class Session {
  #opened;
  #shown = () => {};
  #acks = new Map();

  constructor(number) {
    const auth = memoryAuth();
    this.client = new BaileysClient({
      url: idle ? trust.secureWebSocketUrl : trust.webSocketUrl,
      auth,
    });
    this.client.on('event', event => {
      if (event.event === 'qr') say({ event: 'qr', number, qr: event.qr });
      if (event.event === 'open') this.#opened?.();
      if (event.event === 'message') this.#shown();
    });
    this.client.on('socket', socket =>
      socket.ws.on('CB:ack,class:message', ({ attrs }) => {
        this.#acks.get(attrs.id)?.();
        this.#acks.delete(attrs.id);
      }),
    );
  }

  async connect() {
    const opened = new Promise(resolve => (this.#opened = resolve));
    await this.client.connect();
    await opened;
  }

  async receive(count) {
    const all = new Promise(resolve => {
      this.#shown = () => --count === 0 && resolve();
    });
    await this.connect();
    await all;
  }

  async send(jid, id, text) {
    const acknowledged = new Promise(resolve => this.#acks.set(id, resolve));
    const { message } = await this.client.socket.sendMessage(jid, { text }, { messageId: id });
    this.client.sent.set(id, message);
    await acknowledged;
  }
}

const sessions = [];
let nextId = 0;

// Calls `action` for 0 to count - 1, so many at once.
async function inParallel(count, atOnce, action) {
  let next = 0;
  const workers = Array.from({ length: atOnce }, async () => {
    while (next < count) await action(next++);
  });
  await Promise.all(workers);
}

const actions = {
  async link({ numbers }) {
    await inParallel(numbers.length, LINKING_AT_ONCE, async i => {
      const session = new Session(numbers[i]);
      sessions.push(session);
      await session.connect();
    });
  },
  async disconnect() {
    for (const { client } of sessions) await client.disconnect();
  },
  receive: ({ count }) => sessions[0].receive(count),
  send: ({ to, count, inFlight }) =>
    inParallel(count, inFlight, i => {
      const id = `3EB0${(nextId++).toString(16).toUpperCase().padStart(16, '0')}`;
      return sessions[0].send(to[i % to.length], id, `Benchmark text number ${i}`);
    }),
  async reconnect({ rounds }) {
    for (let round = 0; round < rounds; round++) {
      for (const session of sessions) {
        await session.client.disconnect();
        await session.connect();
      }
    }
  },
  async collect() {
    for (let i = 0; i < 3; i++) global.gc();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    await actions[order.do](order);
    say({ event: 'done', heapBytes: process.memoryUsage().heapUsed });
  } catch (error) {
    say({ event: 'failed', message: error.stack });
  }
}
// Baileys keeps timers running after its socket has ended.
process.exit(0);
