// What the scenarios share that are programs of their own: a client, a simulator, steps that are told
// as JSON lines, and an exit code.

import { parseArgs } from 'node:util';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { temporaryFolder } from './folder.mjs';

export async function judged(scenario) {
  const { values: options } = parseArgs({
    options: {
      control: { type: 'string' },
      number: { type: 'string', default: '96171000011' },
      peer: { type: 'string', default: '96171000012' },
      log: { type: 'string' },
    },
  });
  const control = new Control(options.control);
  const trust = await control.trust();
  trustRoot(trust);
  const folder = temporaryFolder('oracle-');
  const client = new BaileysClient({
    url: trust.webSocketUrl,
    auth: folder,
    logFile: options.log,
  });
  const events = new Events();
  client.on('event', event => events.add(event));
  const say = event => process.stdout.write(JSON.stringify(event) + '\n');
  // libsignal reports sessions on the console; standard output belongs to the steps.
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

  async function step(name, action) {
    const started = Date.now();
    try {
      await action();
      say({ event: 'step', step: name, ms: Date.now() - started });
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }

  function expect(what, actual, expected) {
    const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== e) throw new Error(`${what}: expected ${e} but was ${a}`);
  }

  let code = 0;
  try {
    const { number, peer } = options;
    await scenario({ client, events, control, step, expect, number, peer });
    say({ event: 'passed' });
  } catch (error) {
    say({ event: 'failed', message: error.message });
    process.stderr.write(`${error.stack}\n`);
    code = 1;
  }
  // Baileys keeps timers running after its socket has ended.
  process.exit(code);
}
