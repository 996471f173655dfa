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
//         {"do":"send","to":"…","content":{…},"options":{…},"ref":1}
//                                                   any content of sendMessage, answered the same way
//         {"do":"relay","to":"…","message":{…},"ref":1}
//                                                   a message protobuf, which sendMessage cannot make
//         {"do":"call","method":"chatModify","args":[…],"ref":1}
//                                                   any method of Baileys' socket or of its parts
//                                                   ("signalRepository.…"), answered by
//                                                   {"event":"result","ref":1,"result":…}
//         {"do":"library","function":"downloadMediaMessage","args":[…],"ref":1}
//                                                   any function of Baileys, answered the same way
//         {"do":"tellAll"}                          reports every event of Baileys from now on, as
//                                                   {"event":"told","name":"chats.update","data":…}
//         {"do":"waitFor","match":{"event":"message"},"count":1,"from":0,"timeoutMs":30000,"ref":2}
//                                                   answered by {"event":"waited","ref":2,"events":[…]}
//         {"do":"exit"}
//       events: qr, linked, restart, open, closed, message, status, undecryptable, sent, waited, result,
//       told, error (with the ref of its order)
//       In contents and arguments {"$bytes":"base64"} stands for bytes, {"$date":ms} for a date and
//       {"$message":"id"} for a message that Baileys told or sent, {"$content":"id"} for its message
//       protobuf. Told bytes are base64.
//
// --ws URL overrides the socket that the control API tells; --log FILE keeps Baileys' own log.

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as baileys from 'baileys';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { temporaryFolder } from './folder.mjs';
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

const folder = options.auth ?? temporaryFolder('oracle-');

function leave(code) {
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
  auth: folder,
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

// Values that JSON has not got, see above.
function revived(known) {
  return (_, value) => {
    if (value?.$bytes !== undefined) return Buffer.from(value.$bytes, 'base64');
    if (value?.$date !== undefined) return new Date(value.$date);
    const id = value?.$message ?? value?.$content;
    if (id !== undefined) {
      if (!known.has(id)) throw new Error(`no message ${id} was told`);
      return value.$message ? known.get(id) : known.get(id).message;
    }
    return value;
  };
}

// Buffers have made themselves objects by the time a replacer sees them.
function plain(_, value) {
  if (value?.type === 'Buffer' && Array.isArray(value.data)) {
    return Buffer.from(value.data).toString('base64');
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

function withoutKeys({ me, accountSettings }) {
  return { me, accountSettings };
}

async function drive() {
  const known = new Map();
  let tellsAll = false;
  const tell = event => process.stdout.write(JSON.stringify(event, plain) + '\n');
  client.on('event', say);
  client.on('socket', socket => {
    socket.ev.process(batch => {
      for (const message of batch['messages.upsert']?.messages ?? []) {
        if (message.message) known.set(message.key.id, message);
      }
      if (!tellsAll) return;
      for (const [name, data] of Object.entries(batch)) {
        tell({ event: 'told', name, data: name === 'creds.update' ? withoutKeys(data) : data });
      }
    });
  });
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
    send: async ({ to, text, content, options, ref }) => {
      const jid = to.includes('@') ? to : `${to}@s.whatsapp.net`;
      say({ event: 'sent', ref, id: await client.send(jid, content ?? text, options), text });
    },
    relay: async ({ to, message, ref }) => {
      say({ event: 'sent', ref, id: await client.relay(to, message) });
    },
    call: async ({ method, args = [], ref }) => {
      const names = method.split('.');
      const last = names.pop();
      const owner = names.reduce((one, name) => one[name], client.socket);
      tell({ event: 'result', ref, result: await owner[last](...args) });
    },
    library: async order => {
      const result = await baileys[order.function](...(order.args ?? []));
      tell({ event: 'result', ref: order.ref, result });
    },
    tellAll: () => {
      tellsAll = true;
    },
    waitFor: async ({ match, count, from, timeoutMs, ref }) => {
      say({ event: 'waited', ref, events: await events.wait(match, { count, from, timeoutMs }) });
    },
    exit: () => leave(0),
  };
  // One command after the other, so that texts leave in the order in which they were asked for.
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const { ref } = JSON.parse(line);
    try {
      const command = JSON.parse(line, revived(known));
      const action = commands[command.do];
      if (!action) throw new Error(`unknown command ${command.do}`);
      await action(command);
    } catch (error) {
      say({ event: 'error', ref, message: error.message, data: error.data });
    }
  }
  leave(0);
}
