// One linked device run by unmodified Baileys. Tells what happens as plain events.

import { EventEmitter } from 'node:events';
import makeWASocket, {
  DisconnectReason,
  WA_CERT_DETAILS,
  extractMessageContent,
  getContentType,
  useMultiFileAuthState,
} from 'baileys';
import pino from 'pino';

const STATUS = { 0: 'error', 1: 'pending', 2: 'sent', 3: 'delivered', 4: 'read', 5: 'played' };

// Baileys keeps its root of trust in one object for the whole process.
export function trustRoot(trust) {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(trust.noiseRootPublicKey, 'hex');
  WA_CERT_DETAILS.SERIAL = trust.noiseRootSerial;
}

export function textOf(message) {
  return message?.conversation ?? message?.extendedTextMessage?.text ?? undefined;
}

function hasFile(message) {
  const content = extractMessageContent(message);
  return Boolean(content && content[getContentType(content)]?.mediaKey);
}

// How long nothing may have arrived before a text is sent, see `send`.
const QUIET_MS = 400;
const UNREAD_MS = 10_000;

function sleep(ms) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

// `auth` is a folder, or what has been read already: { state, saveCreds }.
// Events: qr, linked, open, restart, closed, message, media, status, undecryptable.
export class BaileysClient extends EventEmitter {
  constructor({ url, auth, logFile, history = false }) {
    super();
    this.url = url;
    this.auth = auth;
    this.history = history;
    this.logger = logFile
      ? pino({ level: 'trace' }, pino.destination({ dest: logFile, sync: true }))
      : pino({ level: 'silent' });
    this.sent = new Map();
    this.lastBusy = 0;
    this.unread = new Map();
    this.lastSend = 0;
    this.wanted = false;
  }

  async connect() {
    this.wanted = true;
    const { state, saveCreds } =
      typeof this.auth === 'string' ? await useMultiFileAuthState(this.auth) : this.auth;
    const socket = makeWASocket({
      waWebSocketUrl: this.url,
      auth: state,
      logger: this.logger,
      // With history Baileys holds events back until the first chunk has come.
      shouldSyncHistoryMessage: () => this.history,
      getMessage: async key => this.sent.get(key.id),
    });
    this.socket = socket;
    this.unread.clear();
    socket.ws.on('CB:message', ({ attrs }) => {
      this.lastBusy = Date.now();
      this.unread.set(attrs.id, this.lastBusy);
    });
    this.saving = Promise.resolve();
    socket.ev.on('creds.update', () => {
      this.saving = this.saving.then(saveCreds);
    });
    socket.ev.on('connection.update', update => this.#connection(socket, update));
    socket.ev.on('messages.upsert', ({ messages, type }) =>
      messages.forEach(message => this.#message(message, type)),
    );
    this.emit('socket', socket);
    socket.ev.on('messages.update', updates => updates.forEach(update => this.#update(update)));
  }

  // Ends the connection without logging out; what was learned is on disk when this returns.
  async disconnect() {
    this.wanted = false;
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.end(undefined);
      await this.saving;
    }
  }

  // Baileys must not send to a contact while it decrypts from that contact: it sends in a transaction
  // that holds the sessions as they were at its beginning, under another lock than decryption has, so
  // that one of the two is lost and message keys are used twice (the simulator's keyReuse shows it).
  // That is its own affair and not what it is to judge, so a message waits until
  // nothing arrives and everything that did is read.
  async send(to, content, options) {
    await this.#quiet();
    const message = typeof content === 'string' ? { text: content } : content;
    const result = await this.socket.sendMessage(to, message, options);
    this.lastSend = Date.now();
    this.sent.set(result.key.id, result.message);
    return result.key.id;
  }

  // Sends a message protobuf as it is: what sendMessage has no content for.
  async relay(to, message) {
    await this.#quiet();
    const id = await this.socket.relayMessage(to, message, {});
    this.lastSend = Date.now();
    this.sent.set(id, message);
    return id;
  }

  async #quiet() {
    if (Date.now() - this.lastSend > QUIET_MS) this.lastBusy = Date.now();
    while (this.#isReading() || Date.now() - this.lastBusy < QUIET_MS) await sleep(20);
  }

  #connection(socket, { connection, qr, isNewLogin, lastDisconnect }) {
    if (socket !== this.socket) return;
    if (qr) this.emit('event', { event: 'qr', qr });
    if (isNewLogin) this.emit('event', { event: 'linked' });
    if (connection === 'open') {
      const { id, lid } = socket.authState.creds.me;
      this.emit('event', { event: 'open', jid: id, lid });
    }
    if (connection === 'close') {
      const status = lastDisconnect?.error?.output?.statusCode;
      const reason = lastDisconnect?.error?.message;
      if (status === DisconnectReason.restartRequired) {
        this.emit('event', { event: 'restart' });
        this.saving.then(() => this.connect());
        return;
      }
      const ends = [DisconnectReason.loggedOut, DisconnectReason.connectionReplaced];
      this.emit('event', { event: 'closed', status, reason });
      if (this.wanted && !ends.includes(status)) {
        setTimeout(() => this.wanted && this.connect(), 500);
      }
    }
  }

  // Whether something has arrived that Baileys has not told yet. Some things it never tells.
  #isReading() {
    for (const [id, arrived] of this.unread) {
      if (Date.now() - arrived < UNREAD_MS) return true;
      this.unread.delete(id);
    }
    return false;
  }

  #message(message, type) {
    if (this.unread.delete(message.key.id)) this.lastBusy = Date.now();
    // An answer that is faster than Baileys' event buffer is merged into the message itself.
    if (message.key.fromMe && message.status !== undefined && message.status !== null) {
      this.#status(message.key, message.status);
    }
    const text = textOf(message.message);
    const base = {
      id: message.key.id,
      chat: message.key.remoteJid,
      chatAlt: message.key.remoteJidAlt ?? undefined,
      fromMe: Boolean(message.key.fromMe),
      name: message.pushName ?? undefined,
      timestamp: Number(message.messageTimestamp),
    };
    if (text !== undefined) {
      // Baileys tells its own sends the same way; they are of type append and this process knows them.
      if (type === 'append' && this.sent.has(base.id)) return;
      this.emit('event', { event: 'message', ...base, text });
    } else if (hasFile(message.message)) {
      if (base.fromMe) return;
      // Of what Baileys tells, all of it is needed to download the file.
      this.emit('event', { event: 'media', ...base, message });
    } else if (message.messageStubType) {
      this.emit('event', {
        event: 'undecryptable',
        ...base,
        reason: message.messageStubParameters?.[0],
      });
    }
  }

  #update({ key, update }) {
    if (update.status !== undefined && update.status !== null) this.#status(key, update.status);
    const text = textOf(update.message);
    if (text !== undefined) {
      this.emit('event', {
        event: 'message',
        id: key.id,
        chat: key.remoteJid,
        fromMe: Boolean(key.fromMe),
        text,
        resent: true,
      });
    }
  }

  #status(key, status) {
    this.emit('event', {
      event: 'status',
      id: key.id,
      chat: key.remoteJid,
      fromMe: Boolean(key.fromMe),
      status: STATUS[status] ?? String(status),
    });
  }
}
