#!/usr/bin/env node
// Unmodified Baileys as a judge. Two ways to run it:
//
//   node oracle.mjs --control URL [--number N] [--peer N] [--count N]
//       the scenario: links to a simulator phone, goes through everything, exits 0 or 1.
//
//   node oracle.mjs --control URL --drive [--number N] [--auth DIR]
//       one JSON command a line on standard input, one JSON event a line on standard output:
//         {"do":"connect"}                          QR codes are scanned by phone N by itself
//         {"do":"disconnect"}                       without logging out
//         {"do":"send","to":"…","text":"…","ref":1} answered by {"event":"sent","ref":1,"id":"…"}
//         {"do":"waitFor","match":{"event":"message"},"count":1,"from":0,"timeoutMs":30000,"ref":2}
//                                                   answered by {"event":"waited","ref":2,"events":[…]}
//         {"do":"exit"}
//       events: qr, linked, restart, open, closed, message, status, undecryptable, sent, waited, error
//
// --ws URL overrides the socket that the control API tells; --log FILE keeps Baileys' own log.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { scenario } from './scenario.mjs';

const { values: options } = parseArgs({
  options: {
    control: { type: 'string' },
    ws: { type: 'string' },
    number: { type: 'string', default: '96171000001' },
    peer: { type: 'string', default: '96171000002' },
    count: { type: 'string', default: '20' },
    auth: { type: 'string' },
    drive: { type: 'boolean', default: false },
    log: { type: 'string' },
  },
});

if (!options.control) {
  process.stderr.write('oracle: --control URL is missing\n');
  process.exit(2);
}

function say(event) {
  process.stdout.write(JSON.stringify(event) + '\n');
}

const ownFolder = options.auth ? undefined : mkdtempSync(join(tmpdir(), 'oracle-'));

function leave(code) {
  if (ownFolder) rmSync(ownFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  // Baileys keeps timers running after its socket has ended.
  process.exit(code);
}

const control = new Control(options.control);
const trust = await control.trust().catch(error => {
  process.stderr.write(`oracle: no simulator at ${options.control}: ${error.message}\n`);
  leave(2);
});
trustRoot(trust);
const client = new BaileysClient({
  url: options.ws ?? trust.webSocketUrl,
  auth: options.auth ?? ownFolder,
  logFile: options.log,
});
const events = new Events();
client.on('event', event => events.add(event));

// libsignal reports sessions on the console; standard output belongs to the events.
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

if (options.drive) {
  await drive();
} else {
  await judge();
}

async function judge() {
  try {
    await scenario({
      client,
      events,
      control,
      number: options.number,
      peer: options.peer,
      count: Number(options.count),
      say,
    });
    say({ event: 'passed' });
    leave(0);
  } catch (error) {
    say({ event: 'failed', message: error.message });
    process.stderr.write(`oracle: ${error.message}\n`);
    leave(1);
  }
}

async function drive() {
  client.on('event', say);
  client.on('event', event => {
    if (event.event === 'qr') {
      control
        .scan(options.number, event.qr)
        .catch(error => say({ event: 'error', message: error.message }));
    }
  });
  await control.phone(options.number, 'Oracle');
  const commands = {
    connect: () => client.connect(),
    disconnect: async ({ ref }) => {
      await client.disconnect();
      say({ event: 'disconnected', ref });
    },
    send: async ({ to, text, ref }) => {
      const jid = to.includes('@') ? to : `${to}@s.whatsapp.net`;
      say({ event: 'sent', ref, id: await client.send(jid, text), text });
    },
    waitFor: async ({ match, count, from, timeoutMs, ref }) => {
      say({ event: 'waited', ref, events: await events.wait(match, { count, from, timeoutMs }) });
    },
    exit: () => leave(0),
  };
  // One command after the other, so that texts leave in the order in which they were asked for.
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    let command;
    try {
      command = JSON.parse(line);
      const action = commands[command.do];
      if (!action) throw new Error(`unknown command ${command.do}`);
      await action(command);
    } catch (error) {
      say({ event: 'error', ref: command?.ref, message: error.message });
    }
  }
  leave(0);
}
