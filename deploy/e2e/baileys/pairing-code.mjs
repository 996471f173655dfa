#!/usr/bin/env node
// Baileys links to a simulator phone by a code that is typed there: wrongly first, then rightly.
//
//   node pairing-code.mjs --control URL [--number N]

import { judged } from './judged.mjs';

await judged(async ({ client, events, control, number, step, expect }) => {
  await step('phone', () => control.phone(number, 'Oracle'));
  await step('a code is asked for and a wrong one refused', async () => {
    await client.connect();
    await events.wait({ event: 'qr' });
    const code = await client.socket.requestPairingCode(number);
    const type = text =>
      control.post(`/phones/${number}/link-code`, { code: text }).catch(error => error);
    const wrong = code === '11111111' ? '22222222' : '11111111';
    // Baileys shows the code before the server knows of it.
    let refusal = await type(wrong);
    for (let tries = 0; refusal.status === 410 && tries < 50; tries++) {
      await new Promise(resolve => setTimeout(resolve, 50));
      refusal = await type(wrong);
    }
    expect('the answer to a wrong code', refusal.status, 403);
    const { deviceJid } = await type(code);
    await events.wait({ event: 'restart' });
    const [open] = await events.wait({ event: 'open' });
    expect('the device that the phone linked', deviceJid, open.jid);
  });
});
