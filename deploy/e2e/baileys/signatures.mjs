// Judges XEdDSA signatures with libsignal's own check. Baileys throws its result away, so a wrong
// signature would go unnoticed everywhere else.

import { proto } from 'baileys';
import curve from 'libsignal/src/curve.js';

const KEY_TYPE = Buffer.from([5]);
const PREFIX = {
  account: Buffer.from([6, 0]),
  device: Buffer.from([6, 1]),
  keyIndexList: Buffer.from([6, 2]),
};

// Baileys gives its credentials back from disk with some fields as base64.
export function bytes(field) {
  return typeof field === 'string' ? Buffer.from(field, 'base64') : Buffer.from(field);
}

function verify(what, publicKey, message, signature) {
  if (!publicKey || publicKey.length !== 32 || !signature || signature.length !== 64) {
    throw new Error(`${what}: expected a key of 32 bytes and a signature of 64`);
  }
  const key = Buffer.concat([KEY_TYPE, publicKey]);
  if (!curve.verifySignature(key, Buffer.from(message), Buffer.from(signature))) {
    throw new Error(`${what}: libsignal says that the signature is wrong`);
  }
  return what;
}

function children(node) {
  return Array.isArray(node?.content) ? node.content : [];
}

function child(node, tag) {
  return children(node).find(candidate => candidate.tag === tag);
}

// The account's signature over this device, and this device's own.
export function checkOwnIdentity(creds) {
  const [details, accountSignature, accountSignatureKey, deviceSignature] = [
    creds.account.details,
    creds.account.accountSignature,
    creds.account.accountSignatureKey,
    creds.account.deviceSignature,
  ].map(bytes);
  const own = creds.signedIdentityKey.public;
  return [
    verify(
      'account signature over the device',
      accountSignatureKey,
      Buffer.concat([PREFIX.account, details, own]),
      accountSignature,
    ),
    verify(
      'device signature',
      own,
      Buffer.concat([PREFIX.device, details, own, accountSignatureKey]),
      deviceSignature,
    ),
  ];
}

// The signed prekey and, for linked devices, the identity in the bundles that the server hands out.
export async function checkBundles(socket, jids) {
  const answer = await socket.query({
    tag: 'iq',
    attrs: { xmlns: 'encrypt', type: 'get', to: '@s.whatsapp.net' },
    content: [
      { tag: 'key', attrs: {}, content: jids.map(jid => ({ tag: 'user', attrs: { jid } })) },
    ],
  });
  const checked = [];
  for (const user of children(child(answer, 'list'))) {
    const jid = user.attrs.jid;
    const identity = child(user, 'identity')?.content;
    const signed = child(user, 'skey');
    checked.push(
      verify(
        `signed prekey of ${jid}`,
        identity,
        Buffer.concat([KEY_TYPE, child(signed, 'value').content]),
        child(signed, 'signature').content,
      ),
    );
    const encoded = child(user, 'device-identity')?.content;
    if (encoded) {
      const { details, accountSignature, accountSignatureKey, deviceSignature } =
        proto.ADVSignedDeviceIdentity.decode(encoded);
      checked.push(
        verify(
          `account signature over ${jid}`,
          accountSignatureKey,
          Buffer.concat([PREFIX.account, details, identity]),
          accountSignature,
        ),
        verify(
          `device signature of ${jid}`,
          identity,
          Buffer.concat([PREFIX.device, details, identity, accountSignatureKey]),
          deviceSignature,
        ),
      );
    }
  }
  if (checked.length < jids.length) {
    throw new Error(`asked for ${jids.length} bundles, got ${checked.length} signatures`);
  }
  return checked;
}

// The list of key indexes of the own account, as usync answers it.
export async function checkKeyIndexList(socket, jid, accountKey) {
  const answer = await socket.query({
    tag: 'iq',
    attrs: { xmlns: 'usync', type: 'get', to: '@s.whatsapp.net' },
    content: [
      {
        tag: 'usync',
        attrs: { sid: 'oracle', mode: 'query', last: 'true', index: '0', context: 'message' },
        content: [
          { tag: 'query', attrs: {}, content: [{ tag: 'devices', attrs: { version: '2' } }] },
          { tag: 'list', attrs: {}, content: [{ tag: 'user', attrs: { jid } }] },
        ],
      },
    ],
  });
  const user = children(child(child(answer, 'usync'), 'list'))[0];
  const list = child(child(user, 'devices'), 'key-index-list');
  const signed = proto.ADVSignedKeyIndexList.decode(list.content);
  return [
    verify(
      `key index list of ${jid}`,
      accountKey,
      Buffer.concat([PREFIX.keyIndexList, signed.details]),
      signed.accountSignature,
    ),
  ];
}
