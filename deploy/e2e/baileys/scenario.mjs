// The whole of what Baileys has to say about a server, in one run. Every step throws on a mismatch.

import { jidNormalizedUser } from 'baileys';
import { bytes, checkBundles, checkKeyIndexList, checkOwnIdentity } from './signatures.mjs';

export async function scenario({ client, events, control, number, peer, count, say }) {
  const within = { timeoutMs: 60_000 + count * 200 };

  async function step(name, action) {
    const started = Date.now();
    try {
      const detail = await action();
      say({ event: 'step', step: name, ms: Date.now() - started, ...(detail && { detail }) });
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }

  function expect(what, actual, expected) {
    const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== e) throw new Error(`${what}: expected ${e} but was ${a}`);
  }

  async function fromPeer(tag, n) {
    const from = events.length;
    const texts = Array.from({ length: n }, (_, i) => `${tag} ${i} — مرحبا 👋`);
    for (const [i, text] of texts.entries()) {
      await control.say(peer, number, text);
      // It files a new contact's LID before it takes its turn, so that texts behind the first one
      // may overtake it inside Baileys.
      if (i === 0) await events.wait({ event: 'message', fromMe: false }, { count: 1, from, ...within });
    }
    const got = await events.wait(
      { event: 'message', fromMe: false },
      { count: n, from, ...within },
    );
    expect('texts from the phone, in order', got.map(m => m.text), texts);
  }

  let cursor = 0;
  let ownCursor = 0;
  async function toPeer(tag, n, jid) {
    const from = events.length;
    const texts = Array.from({ length: n }, (_, i) => `${tag} ${i} — سلام 🌊`);
    const ids = [];
    for (const text of texts) ids.push(await client.send(jid, text));
    const page = await control.inbox(peer, cursor, seen => seen.length >= n, within.timeoutMs);
    cursor = page.cursor;
    expect('texts at the phone, in order', page.messages.map(m => m.text), texts);
    expect('their ids', page.messages.map(m => m.id), ids);
    const own = await control.inbox(
      number,
      ownCursor,
      seen => seen.filter(m => ids.includes(m.id)).length >= n,
      within.timeoutMs,
    );
    ownCursor = own.cursor;
    expect(
      'copies at the own phone, in order',
      own.messages.filter(m => ids.includes(m.id)).map(m => m.text),
      texts,
    );
    for (const id of ids) {
      await events.wait({ event: 'status', id, status: 'delivered' }, { from, ...within });
    }
    return ids;
  }

  const phones = {};
  await step('phones', async () => {
    phones.own = await control.phone(number, 'Oracle');
    phones.peer = await control.phone(peer, 'Peer');
    cursor = (await control.get(`/phones/${peer}/messages?after=0&waitMs=0`)).cursor;
    ownCursor = (await control.get(`/phones/${number}/messages?after=0&waitMs=0`)).cursor;
  });

  await step('link by QR, 515, login', async () => {
    await client.connect();
    const [{ qr }] = await events.wait({ event: 'qr' });
    const deviceJid = await control.scan(number, qr);
    await events.wait({ event: 'restart' });
    const [open] = await events.wait({ event: 'open' });
    expect('the device that the phone linked', deviceJid, open.jid);
    expect('own LID', jidNormalizedUser(open.lid), phones.own.lid);
    return deviceJid;
  });

  await step('signatures', async () => {
    const { creds } = client.socket.authState;
    const { id } = creds.me;
    return [
      ...checkOwnIdentity(creds),
      ...(await checkBundles(client.socket, [phones.peer.jid, phones.own.lid])),
      ...(await checkKeyIndexList(
        client.socket,
        jidNormalizedUser(id),
        bytes(creds.account.accountSignatureKey),
      )),
    ];
  });

  await step(`${count} texts from the phone`, () => fromPeer('first', count));
  let ids;
  await step(`${count} texts to the phone`, async () => {
    ids = await toPeer('answer', count, phones.peer.jid);
  });
  await step('texts to the phone by LID', async () => {
    await toPeer('by LID', 3, phones.peer.lid);
  });

  await step('read receipt', async () => {
    const from = events.length;
    await control.post(`/phones/${peer}/receipts`, { ids: [ids[0]], type: 'read' });
    await events.wait({ event: 'status', id: ids[0], status: 'read' }, { from });
  });

  await step('what the own phone sends', async () => {
    const from = events.length;
    const { id } = await control.say(number, peer, 'from the phone itself');
    const [copy] = await events.wait({ event: 'message', id }, { from });
    expect('its text', copy.text, 'from the phone itself');
    expect('from me', copy.fromMe, true);
    expect('its chat', copy.chat, phones.peer.lid);
    cursor = (await control.inbox(peer, cursor, seen => seen.length >= 1, 10_000)).cursor;
  });

  await step('a corrupted message is asked for again', async () => {
    const from = events.length;
    const { id: fault } = await control.post('/faults', {
      target: number,
      kind: 'corrupt-ciphertext',
      count: 1,
    });
    const { id } = await control.say(peer, number, 'corrupted once');
    const [again] = await events.wait({ event: 'message', text: 'corrupted once' }, { from });
    expect('its id', again.id, id);
    await control.call('DELETE', `/faults/${fault}`).catch(() => {});
  });

  await step('a corrupted message is sent again', async () => {
    const { id: fault } = await control.post('/faults', {
      target: phones.peer.jid,
      kind: 'corrupt-ciphertext',
      count: 1,
    });
    await toPeer('corrupted at the phone', 1, phones.peer.jid);
    await control.call('DELETE', `/faults/${fault}`).catch(() => {});
  });

  await step('restart from the saved credentials', async () => {
    await client.disconnect();
    const from = events.length;
    const texts = Array.from({ length: 20 }, (_, i) => `while away ${i}`);
    for (const text of texts) await control.say(peer, number, text);
    await client.connect();
    await events.wait({ event: 'open' }, { from });
    const got = await events.wait(
      { event: 'message', fromMe: false },
      { count: texts.length, from, ...within },
    );
    expect('texts of the time away, in order', got.map(m => m.text), texts);
    await fromPeer('after restart', 5);
    await toPeer('after restart', 5, phones.peer.jid);
  });

  await step('the phone is offline and comes back', async () => {
    await control.post(`/phones/${peer}/offline`);
    const texts = ['to a phone that is off', 'and another'];
    for (const text of texts) await client.send(phones.peer.jid, text);
    const none = await control.inbox(peer, cursor, seen => seen.length > 0, 500);
    expect('what an offline phone shows', none.messages, []);
    await control.post(`/phones/${peer}/online`);
    const page = await control.inbox(peer, cursor, seen => seen.length >= 2, 10_000);
    cursor = page.cursor;
    expect('what it shows when it is back', page.messages.map(m => m.text), texts);
  });

  await step('a new identity of the peer', async () => {
    await control.post(`/phones/${peer}/new-identity`);
    await fromPeer('new phone', 2);
    await toPeer('to the new phone', 2, phones.peer.jid);
  });

  await step('counters', async () => {
    const stats = await control.get('/stats');
    expect('messages shown twice', stats.duplicateIds, 0);
    expect('message keys used twice', stats.keyReuse, 0);
    return stats;
  });

  await step('unlink', async () => {
    const from = events.length;
    const { id } = client.socket.authState.creds.me;
    await control.post(`/phones/${number}/unlink`, { deviceJid: id });
    await events.wait({ event: 'closed', status: 401 }, { from });
  });
}
