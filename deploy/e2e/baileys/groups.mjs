#!/usr/bin/env node
// Unmodified Baileys in groups of the simulator, whose other member is a phone with another linked
// device, if anybody has linked one:
//
//   node groups.mjs --control URL [--number N] [--peer N]
//
// Baileys makes a group, texts go both ways, members come and go, settings change, and each side
// must see what the other did. Exits 0 or 1.

import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { BaileysClient, trustRoot } from './client.mjs';
import { Control } from './control.mjs';
import { Events } from './events.mjs';
import { temporaryFolder } from './folder.mjs';

const { values: options } = parseArgs({
  options: {
    control: { type: 'string' },
    number: { type: 'string', default: '96171200001' },
    peer: { type: 'string', default: '96171200002' },
    log: { type: 'string' },
  },
});

for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

const folder = temporaryFolder('groups-');

function check(condition, what) {
  if (!condition) throw new Error(`Expected ${what}`);
  process.stdout.write(`ok: ${what}\n`);
}

async function until(condition, what) {
  const end = Date.now() + 10_000;
  while (Date.now() < end && !condition()) await new Promise(resolve => setTimeout(resolve, 20));
  check(condition(), what);
}

async function refusal(promise) {
  return promise.then(
    () => undefined,
    error => error.data,
  );
}

function has(participants, jid) {
  return participants.some(({ id }) => id === jid);
}

try {
  const control = new Control(options.control);
  const trust = await control.trust();
  trustRoot(trust);
  const client = new BaileysClient({ url: trust.webSocketUrl, auth: folder, logFile: options.log });
  const events = new Events();
  client.on('event', event => {
    events.add(event);
    if (event.event === 'qr') control.scan(options.number, event.qr).catch(() => {});
  });
  await control.phone(options.number, 'Baileys');
  const peer = await control.phone(options.peer, 'Peer');
  const late = await control.phone(`${options.peer}9`, 'Late');
  await client.connect();
  await events.wait({ event: 'open' }, { timeoutMs: 30_000 });
  const socket = client.socket;
  const updates = [];
  socket.ev.on('groups.update', all => updates.push(...all));
  const requests = [];
  socket.ev.on('group.join-request', request => requests.push(request));
  const members = [];
  socket.ev.on('group-participants.update', update => members.push(update));

  const made = await socket.groupCreate('Family', [peer.jid]);
  check(made.participants.length === 2, 'a group of two');
  check((await control.get(`/groups/${made.id}`)).subject === 'Family', 'the subject at the server');

  for (let i = 0; i < 3; i++) await client.send(made.id, `from Baileys ${i}`);
  const { messages } = await control.inbox(options.peer, 0, seen => seen.length >= 3, 15_000);
  const texts = messages.map(message => message.text).join();
  check(
    texts === 'from Baileys 0,from Baileys 1,from Baileys 2',
    `three texts at the phone, in order: ${texts}`,
  );
  check(messages.every(message => message.to === made.id), 'the group as their chat');

  for (let i = 0; i < 3; i++) await control.say(options.peer, made.id, `from the phone ${i}`);
  for (let i = 0; i < 3; i++) {
    await events.wait({ event: 'message', text: `from the phone ${i}` }, { timeoutMs: 15_000 });
  }
  check(true, 'three texts at Baileys');

  await socket.groupUpdateSubject(made.id, 'Kin');
  await socket.groupSettingUpdate(made.id, 'announcement');
  await socket.groupUpdateDescription(made.id, 'all of us');
  await socket.groupToggleEphemeral(made.id, 86400);
  const seen = await control.get(`/groups/${made.id}`);
  check(seen.subject === 'Kin' && seen.announce, 'subject and announce at the server');
  check(seen.description === 'all of us' && seen.ephemeral === 86400, 'description and ephemeral');
  await socket.groupSettingUpdate(made.id, 'not_announcement');

  const [added] = await socket.groupParticipantsUpdate(made.id, [late.jid], 'add');
  check(added.status === '200', 'a member added');
  await client.send(made.id, 'with the late one');
  const first = await control.inbox(`${options.peer}9`, 0, all => all.length >= 1, 15_000);
  check(first.messages[0].text === 'with the late one', 'the late one reads what follows');

  await control.post(`/groups/${made.id}/settings`, {
    actor: options.number,
    subject: 'Clan',
  });
  await control.post(`/groups/${made.id}/participants`, {
    actor: options.number,
    action: 'remove',
    participants: [`${options.peer}9`],
  });
  await until(() => updates.some(update => update.subject === 'Clan'), 'a subject told to Baileys');
  await until(() => members.some(update => update.action === 'remove'), 'a removal told to Baileys');

  const code = await socket.groupInviteCode(made.id);
  check((await socket.groupGetInviteInfo(code)).subject === 'Clan', 'the group behind an invite');
  const all = await socket.groupFetchAllParticipating();
  check(all[made.id].subject === 'Clan', 'the group among all groups');
  const fresh = await socket.groupRevokeInvite(made.id);
  const gone = await refusal(socket.groupGetInviteInfo(code));
  check(fresh !== code && gone === 410, 'a link that was revoked is gone');

  await socket.groupSettingUpdate(made.id, 'locked');
  await socket.groupMemberAddMode(made.id, 'admin_add');
  await socket.groupJoinApprovalMode(made.id, 'on');
  const kept = await socket.groupMetadata(made.id);
  check(kept.restrict && !kept.memberAddMode, 'locked, and only admins add');
  await until(() => updates.some(update => update.joinApprovalMode === true), 'approval told');
  const asks = `${options.peer}8`;
  const asking = await control.phone(asks, 'Asking');
  await control.post(`/groups/${made.id}/join`, { actor: asks, inviteCode: fresh });
  await until(() => requests.some(request => request.action === 'created'), 'a request told');
  const [request] = await socket.groupRequestParticipantsList(made.id);
  check(request.jid === asking.lid && request.request_method === 'invite_link', 'the request');
  const [approved] = await socket.groupRequestParticipantsUpdate(made.id, [asking.lid], 'approve');
  check(approved.status === '200', 'the request approved');
  await until(
    () => members.some(({ action, participants }) => action === 'add' && has(participants, asking.lid)),
    'the approved one added',
  );
  await socket.groupParticipantsUpdate(made.id, [asking.lid], 'promote');
  await socket.groupParticipantsUpdate(made.id, [asking.lid], 'demote');
  await socket.groupParticipantsUpdate(made.id, [asking.lid], 'remove');
  for (const action of ['promote', 'demote', 'remove']) {
    await until(
      () => members.some(one => one.action === action && has(one.participants, asking.lid)),
      `${action} told`,
    );
  }

  await control.post(`/phones/${asks}/privacy`, { groups: 'none' });
  const [invited] = await socket.groupParticipantsUpdate(made.id, [asking.lid], 'add');
  const [offer] = invited.content.content;
  check(invited.status === '403' && offer.tag === 'add_request', 'an invitation instead of adding');
  check(await socket.groupRevokeInviteV4(made.id, asking.lid), 'the invitation revoked');
  const own = client.socket.user.lid.replace(/:.*@/, '@');
  await control.post(`/phones/${options.number}/privacy`, { groups: 'none' });
  const theirs = await control.post('/groups', {
    creator: options.peer,
    subject: 'Theirs',
    participants: [options.number],
  });
  check(theirs.participants.length === 1, 'who lets nobody add him is not added');
  const { code: inviteCode, expiresAt } = theirs.invitations[options.number];
  await socket.groupAcceptInviteV4(peer.lid, {
    groupJid: theirs.jid,
    inviteCode,
    inviteExpiration: expiresAt,
  });
  const accepted = await socket.groupMetadata(theirs.jid);
  check(has(accepted.participants, own), 'a member by an accepted invitation');

  const jpeg = await sharp({
    create: { width: 64, height: 64, channels: 3, background: 'teal' },
  })
    .jpeg()
    .toBuffer();
  await socket.updateProfilePicture(made.id, jpeg);
  const url = await socket.profilePictureUrl(made.id, 'image');
  check((await fetch(url)).status === 200, 'the picture of the group');
  await socket.removeProfilePicture(made.id);
  check((await control.get(`/groups/${made.id}`)).pictureSha256 === null, 'no picture any more');

  const community = await socket.communityCreate('Town', 'all of us');
  const { linkedGroups: parts } = await socket.communityFetchLinkedGroups(community.id);
  check(
    community.isCommunity && parts.map(group => group.subject).sort().join() === 'General,Town',
    'a community with announcements and a general chat',
  );
  const board = parts.find(group => group.subject === 'Town').id;
  check((await socket.groupMetadata(board)).isCommunityAnnounce, 'its announcement group');
  await socket.communityLinkGroup(made.id, community.id);
  check((await socket.groupMetadata(made.id)).linkedParent === community.id, 'a group linked');
  check(
    has((await socket.groupMetadata(board)).participants, peer.lid),
    'its members in the announcement group',
  );
  await socket.communityUnlinkGroup(made.id, community.id);
  check(!(await socket.groupMetadata(made.id)).linkedParent, 'a group unlinked');
  const part = await socket.communityCreateGroup('Street', [peer.jid], community.id);
  check(part.linkedParent === community.id, 'a group made in a community');
  await socket.communityLeave(community.id);

  const stats = await control.get('/stats');
  check(stats.duplicateIds === 0 && stats.keyReuse === 0, 'no key used twice');
  await socket.groupLeave(made.id);
  check(
    (await control.get(`/groups/${made.id}`)).participants.length === 1,
    'one member after Baileys left',
  );
  process.stdout.write('passed\n');
  process.exit(0);
} catch (error) {
  process.stderr.write(`groups: ${error.stack}\n`);
  process.exit(1);
}
