// Lets Baileys read what Trunkline writes, beside what Baileys wrote for the same contents:
// `npm i baileys@7.0.0-rc14`, then `node written-messages.mjs`. Exits with 1 on a difference that
// is not one of form: secrets, wrappers, and fields that hold their default.
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { getContentType, normalizeMessageContent, proto } from 'baileys'

const load = file =>
  new Map(JSON.parse(readFileSync(new URL(file, import.meta.url))).messages.map(m => [m.name, Buffer.from(m.message, 'base64')]))

/** The content as plain objects, without what only differs in form. */
const content = bytes => {
  const message = normalizeMessageContent(proto.Message.decode(bytes))
  const plain = proto.Message.toObject(unlottie(message), { longs: String, bytes: String })
  delete plain.messageContextInfo?.messageSecret
  if (plain.conversation !== undefined) {
    plain.extendedTextMessage = { text: plain.conversation }
    delete plain.conversation
  }
  return { type: getContentType(message), plain: sparse(plain) }
}

const unlottie = message => message.lottieStickerMessage?.message ?? message

const sparse = value => {
  if (Array.isArray(value)) return value.map(sparse)
  if (typeof value !== 'object' || value === null) return value
  if (value.conversation !== undefined) return sparse({ extendedTextMessage: { text: value.conversation } })
  if (value.documentWithCaptionMessage) return sparse(value.documentWithCaptionMessage.message)
  const entries = Object.entries(value)
    .map(([name, held]) => [name, sparse(held)])
    .filter(([, held]) => held !== 0 && held !== false && held !== '0' && held !== '' && !(typeof held === 'object' && Object.keys(held).length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries)
}

const same = type => (type === 'conversation' ? 'extendedTextMessage' : type)

let differences = 0
const theirs = load('baileys-messages.json')
for (const [name, bytes] of load('written-messages.json')) {
  const [ours, baileys] = [content(bytes), content(theirs.get(name))]
  if (same(ours.type) !== same(baileys.type) || !isDeepStrictEqual(ours.plain, baileys.plain)) {
    differences++
    console.log(name, JSON.stringify(ours), JSON.stringify(baileys))
  }
}
console.log(`${theirs.size} messages, ${differences} differences`)
process.exit(differences === 0 ? 0 : 1)
