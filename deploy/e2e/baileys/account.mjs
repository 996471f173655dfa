#!/usr/bin/env node
// Baileys looks others up, watches them, changes its account and refuses a call, through a simulator.
//
//   node account.mjs --control URL [--number N] [--peer N]

import { judged } from './judged.mjs';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

await judged(async ({ client, events, control, number, peer, step, expect }) => {
  const state = phone => control.get(`/phones/${phone}/state`);
  const own = await control.phone(number, 'Oracle');
  const other = await control.phone(peer, 'Peer');
  let socket;

  await step('link', async () => {
    await client.connect();
    const [{ qr }] = await events.wait({ event: 'qr' });
    await control.scan(number, qr);
    await events.wait({ event: 'open' });
    socket = client.socket;
    for (const name of ['presence.update', 'contacts.update', 'call', 'blocklist.update']) {
      socket.ev.on(name, update => events.add({ event: name, update: JSON.stringify(update) }));
    }
    // Peer becomes an acquaintance, so that its changes are told.
    await control.say(peer, number, 'hello');
    await events.wait({ event: 'message', text: 'hello' });
  });

  const seen = async (name, fits, from) => {
    for (let tries = 0; tries < 100; tries++) {
      const found = events.matching({ event: name }, from).map(e => JSON.parse(e.update));
      const one = found.find(fits);
      if (one) return one;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`no ${name} that fits`);
  };

  await step('who is on WhatsApp', async () => {
    const found = await socket.onWhatsApp(`+${peer}`, '+96179999999');
    expect('those who are', found.map(one => one.jid), [other.jid]);
  });

  await step('about of another', async () => {
    await control.post(`/phones/${peer}/profile`, { about: 'busy' });
    const [{ status }] = await socket.fetchStatus(other.jid);
    expect('the text', status.status, 'busy');
  });

  await step('picture of another, and hidden', async () => {
    const from = events.length;
    await control.post(`/phones/${peer}/profile`, { pictureBase64: JPEG.toString('base64') });
    await seen('contacts.update', updates => updates.some(one => one.imgUrl === 'changed'), from);
    const url = await socket.profilePictureUrl(other.jid, 'image');
    const answer = await fetch(url);
    expect('its bytes', Buffer.from(await answer.arrayBuffer()).toString('hex'), JPEG.toString('hex'));
    await control.post(`/phones/${peer}/privacy`, { profilePicture: 'none' });
    const refusal = await socket.profilePictureUrl(other.jid, 'image').catch(error => error);
    expect('a hidden picture', refusal.data, 401);
  });

  await step('own picture', async () => {
    await socket.query({
      tag: 'iq',
      attrs: { to: 's.whatsapp.net', type: 'set', xmlns: 'w:profile:picture' },
      content: [{ tag: 'picture', attrs: { type: 'image' }, content: JPEG }],
    });
    if (!(await state(number)).pictureId) throw new Error('the phone shows no picture');
    await socket.removeProfilePicture(own.jid);
    expect('after removal', (await state(number)).pictureId, '');
  });

  await step('own about', async () => {
    await socket.updateProfileStatus('away');
    expect('at the phone', (await state(number)).about, 'away');
  });

  await step('privacy', async () => {
    await socket.updateLastSeenPrivacy('none');
    expect('at the phone', (await state(number)).privacy.last, 'none');
    expect('asked for again', (await socket.fetchPrivacySettings(true)).last, 'none');
    await socket.updateDefaultDisappearingMode(86400);
    expect('timer at the phone', (await state(number)).disappearingSeconds, 86400);
  });

  await step('block list', async () => {
    await socket.updateBlockStatus(other.jid, 'block');
    expect('at the phone', (await state(number)).blocked, [other.lid]);
    expect('asked for', await socket.fetchBlocklist(), [other.lid]);
    await socket.updateBlockStatus(other.jid, 'unblock');
    expect('nobody', await socket.fetchBlocklist(), []);
  });

  await step('presence and typing of another', async () => {
    const from = events.length;
    await socket.presenceSubscribe(other.lid);
    await control.post(`/phones/${peer}/presence`, { state: 'available' });
    const online = one => one.presences[other.lid]?.lastKnownPresence;
    await seen('presence.update', one => online(one) === 'available', from);
    await control.post(`/phones/${peer}/presence`, { state: 'composing', to: number });
    await seen('presence.update', one => online(one) === 'composing', from);
    await control.post(`/phones/${peer}/presence`, { state: 'recording', to: number });
    await seen('presence.update', one => online(one) === 'recording', from);
  });

  await step('a call is refused', async () => {
    const from = events.length;
    const { callId } = await control.post(`/phones/${peer}/calls`, { to: number, video: true });
    const [call] = await seen('call', ([one]) => one.id === callId && one.status === 'offer', from);
    expect('with video', call.isVideo, true);
    await socket.rejectCall(callId, call.from);
    const { calls } = await state(peer);
    expect('at the caller', calls.find(one => one.callId === callId).state, 'rejected');
  });

  await step('counters', async () => {
    const stats = await control.get('/stats');
    expect('messages shown twice', stats.duplicateIds, 0);
    expect('message keys used twice', stats.keyReuse, 0);
  });
});
