// Writes one message for each kind that Baileys makes, as its own functions and protobufs encode
// them: `npm i baileys@7.0.0-rc14`, then `node baileys-messages.mjs > baileys-messages.json`.
// Media keys, secrets and times are Baileys' own and differ from run to run.
import { generateWAMessageContent, generateWAMessageFromContent, generateForwardMessageContent, proto } from 'baileys'

const BOB = '222@lid'
const GROUP = '120363000000000001@g.us'
const key = { remoteJid: BOB, fromMe: true, id: '3EB0AA' }
const groupKey = { remoteJid: GROUP, fromMe: false, id: '3EB0BB', participant: BOB }
const bytes = n => Buffer.alloc(n, 7)
const payload = { encPayload: bytes(40), encIv: bytes(12) }
const options = {
  upload: async () => ({ mediaUrl: 'https://mmg.whatsapp.net/v/x', directPath: '/v/x?ccb=1' }),
  getUrlInfo: async () => undefined,
  jid: BOB,
}
const file = text => Buffer.from(text)
const out = []
const add = (name, message) =>
  out.push({ name, message: Buffer.from(proto.Message.encode(proto.Message.create(message)).finish()).toString('base64') })
const made = async (name, content, more = {}) => add(name, await generateWAMessageContent(content, { ...options, ...more }))

await made('text', { text: 'hello' })
await made('mentions', { text: '@222 hi', mentions: [BOB] })
await made('mentionAll', { text: '@all hi', mentionAll: true })
await made('linkPreview', {
  text: 'see https://example.com',
  linkPreview: {
    'matched-text': 'https://example.com', 'canonical-url': 'https://example.com', title: 'Example', description: 'A page',
    jpegThumbnail: bytes(5),
    highQualityThumbnail: { directPath: '/v/t', mediaKey: bytes(32), mediaKeyTimestamp: 1700000000, width: 300, height: 200, fileSha256: bytes(32), fileEncSha256: bytes(32) },
  },
})
await made('statusText', { text: 'styled' }, { backgroundColor: '#FF102030', font: 2 })
const quoted = { key: { remoteJid: BOB, fromMe: false, id: '3EB0CC' }, message: { conversation: 'what was said' } }
add('quote', generateWAMessageFromContent(BOB, await generateWAMessageContent({ text: 'an answer' }, options), { quoted, userJid: '111@lid' }).message)
add('ephemeralText', generateWAMessageFromContent(BOB, await generateWAMessageContent({ text: 'gone soon' }, options), { userJid: '111@lid', ephemeralExpiration: 86400 }).message)
add('forward', generateForwardMessageContent({ key: groupKey, message: { extendedTextMessage: { text: 'again', contextInfo: { forwardingScore: 4, isForwarded: true } } } }, false))

await made('image', { image: file('jpeg'), caption: 'a picture', width: 640, height: 480, jpegThumbnail: bytes(9) })
await made('viewOnceImage', { image: file('jpeg'), viewOnce: true, width: 1, height: 1, jpegThumbnail: bytes(9) })
await made('video', { video: file('mp4'), caption: 'a film', seconds: 12, width: 320, height: 240, jpegThumbnail: bytes(9) })
await made('gif', { video: file('mp4'), gifPlayback: true, seconds: 3, jpegThumbnail: bytes(9) })
await made('videoNote', { video: file('mp4'), ptv: true, seconds: 4, jpegThumbnail: bytes(9) })
await made('audio', { audio: file('mp3'), mimetype: 'audio/mpeg', seconds: 60 })
await made('voice', { audio: file('ogg'), ptt: true, mimetype: 'audio/ogg; codecs=opus', seconds: 5, waveform: bytes(64) })
await made('document', { document: file('pdf'), mimetype: 'application/pdf', fileName: 'a.pdf', title: 'A', pageCount: 3 })
await made('documentWithCaption', { document: file('pdf'), mimetype: 'application/pdf', fileName: 'a.pdf', caption: 'read it' })
await made('sticker', { sticker: file('webp'), isAnimated: true, width: 512, height: 512 })
const documentMessage = { documentMessage: { url: 'u', mimetype: 'text/plain', fileName: 'b.txt', caption: 'wrapped', mediaKey: bytes(32), fileSha256: bytes(32), fileEncSha256: bytes(32), fileLength: 9, directPath: '/d' } }
add('documentWithCaptionWrapped', { documentWithCaptionMessage: { message: documentMessage } })
add('lottieSticker', { lottieStickerMessage: { message: { stickerMessage: { directPath: '/s', isLottie: true, mediaKey: bytes(32), mimetype: 'application/was' } } } })
add('stickerPack', { stickerPackMessage: { stickerPackId: 'p1', name: 'Cats', publisher: 'Me', stickers: [{ fileName: 'a.webp', emojis: ['😺'], isAnimated: true, mimetype: 'image/webp' }], mediaKey: bytes(32), directPath: '/p', fileLength: 77, trayIconFileName: 'p1.png', stickerPackSize: 70, stickerPackOrigin: 2 } })
await made('album', { album: { expectedImageCount: 2, expectedVideoCount: 1 } })
await made('albumChild', { image: file('jpeg'), albumParentKey: key, width: 1, height: 1, jpegThumbnail: bytes(9) })

await made('location', { location: { degreesLatitude: 1.5, degreesLongitude: -2.25, name: 'Here', address: 'Street 1' } })
add('liveLocation', { liveLocationMessage: { degreesLatitude: 1.5, degreesLongitude: -2.25, accuracyInMeters: 10, speedInMps: 1.5, sequenceNumber: 1700000000001, caption: 'coming', timeOffset: 30 } })
await made('contact', { contacts: { displayName: 'Bob', contacts: [{ displayName: 'Bob', vcard: 'BEGIN:VCARD' }] } })
await made('contacts', { contacts: { displayName: '2 contacts', contacts: [{ displayName: 'Bob', vcard: 'B' }, { displayName: 'Eve', vcard: 'E' }] } })

await made('reaction', { react: { text: '👍', key: groupKey } })
await made('reactionRemoved', { react: { text: '', key: groupKey } })
await made('revoke', { delete: key })
await made('adminRevoke', { delete: groupKey })
await made('edit', { text: 'better', edit: key })
await made('editCaption', { image: file('jpeg'), caption: 'better', edit: key, width: 1, height: 1, jpegThumbnail: bytes(9) })
add('editWrapped', { editedMessage: { message: { protocolMessage: { key, type: 14, timestampMs: 1700000000123, editedMessage: { conversation: 'wrapped edit' } } } } })
await made('pin', { pin: groupKey, type: 1, time: 604800 })
await made('unpin', { pin: groupKey, type: 2 })
add('keep', { keepInChatMessage: { key: groupKey, keepType: 1, timestampMs: 1700000000123 } })
add('unkeep', { keepInChatMessage: { key, keepType: 2, timestampMs: 1700000000123 } })
add('comment', { commentMessage: { message: { conversation: 'well said' }, targetMessageKey: groupKey } })
add('pollVote', { pollUpdateMessage: { pollCreationMessageKey: groupKey, vote: payload, senderTimestampMs: 1700000000123 } })
add('encReaction', { encReactionMessage: { targetMessageKey: groupKey, ...payload } })
add('encComment', { encCommentMessage: { targetMessageKey: groupKey, ...payload } })
add('eventResponse', { encEventResponseMessage: { eventCreationMessageKey: groupKey, ...payload } })
add('secretEdit', { secretEncryptedMessage: { targetMessageKey: groupKey, ...payload, secretEncType: 2 } })

await made('pollMultiple', { poll: { name: 'Which?', values: ['a', 'b', 'c'], selectableCount: 0 } })
await made('pollSingle', { poll: { name: 'Which?', values: ['a', 'b'], selectableCount: 1 } })
await made('pollAnnouncement', { poll: { name: 'Which?', values: ['a', 'b'], selectableCount: 1, toAnnouncementGroup: true } })
add('pollResults', { pollResultSnapshotMessage: { name: 'Which?', pollVotes: [{ optionName: 'a', optionVoteCount: 3 }] } })
await made('event', { event: { name: 'Party', description: 'At mine', startDate: new Date(1700000000000), endDate: new Date(1700003600000), extraGuestsAllowed: true, location: { degreesLatitude: 1, degreesLongitude: 2, name: 'Home' } } })

await made('groupInvite', { groupInvite: { jid: GROUP, inviteCode: 'abc', inviteExpiration: 1700000000, subject: 'Us', text: 'join' } })
add('newsletterAdminInvite', { newsletterAdminInviteMessage: { newsletterJid: '120363000000000002@newsletter', newsletterName: 'News', caption: 'help', inviteExpiration: 1700000000 } })
await made('requestPhoneNumber', { requestPhoneNumber: true })
await made('sharePhoneNumber', { sharePhoneNumber: true })
await made('limitSharing', { limitSharing: true })
await made('disappearing', { disappearingMessagesInChat: 604800 })
add('callLog', { callLogMesssage: { isVideo: true, callOutcome: 1, durationSecs: 9, callType: 0, participants: [{ jid: BOB, callOutcome: 1 }] } })
add('scheduledCall', { scheduledCallCreationMessage: { scheduledTimestampMs: 1700000000123, callType: 2, title: 'Sync' } })
add('placeholder', { placeholderMessage: { type: 0 } })
add('historySync', { protocolMessage: { type: 5, historySyncNotification: { syncType: 3, chunkOrder: 1 } } })
add('keyRequest', { protocolMessage: { type: 7, appStateSyncKeyRequest: { keyIds: [{ keyId: bytes(6) }] } } })

add('buttons', { buttonsMessage: { text: 'Above', headerType: 2, contentText: 'Choose', footerText: 'Below', buttons: [{ buttonId: 'b1', buttonText: { displayText: 'One' }, type: 1 }] } })
await made('buttonReply', { buttonReply: { displayText: 'One', id: 'b1', index: 0 }, type: 'plain' })
add('list', { listMessage: { title: 'T', description: 'D', buttonText: 'Open', footerText: 'F', listType: 1, sections: [{ title: 'S', rows: [{ title: 'R', description: 'RD', rowId: 'r1' }] }] } })
await made('listReply', { listReply: { title: 'R', listType: 1, singleSelectReply: { selectedRowId: 'r1' } } })
add('template', { templateMessage: { hydratedTemplate: { hydratedTitleText: 'Above', hydratedContentText: 'Text', hydratedFooterText: 'Below', hydratedButtons: [{ index: 1, quickReplyButton: { displayText: 'Yes', id: 'y' } }, { index: 2, urlButton: { displayText: 'Site', url: 'https://example.com' } }, { index: 3, callButton: { displayText: 'Call', phoneNumber: '+1' } }], templateId: 't1' } } })
await made('templateReply', { buttonReply: { displayText: 'Yes', id: 'y', index: 1 }, type: 'template' })
add('interactive', { interactiveMessage: { header: { title: 'H', hasMediaAttachment: false }, body: { text: 'B' }, footer: { text: 'F' }, nativeFlowMessage: { buttons: [{ name: 'quick_reply', buttonParamsJson: '{"id":"q"}' }], messageVersion: 1 } } })
add('interactiveReply', { interactiveResponseMessage: { body: { text: 'Q' }, nativeFlowResponseMessage: { name: 'quick_reply', paramsJson: '{"id":"q"}', version: 3 } } })
add('order', { orderMessage: { orderId: 'o1', itemCount: 2, status: 1, surface: 1, message: 'please', orderTitle: 'Shop', sellerJid: BOB, token: 'tok', totalAmount1000: 12500, totalCurrencyCode: 'EUR' } })
await made('product', { product: { productImage: file('jpeg'), productId: 'p1', title: 'Tea', description: 'Green', currencyCode: 'EUR', priceAmount1000: 4500, productImageCount: 1 }, businessOwnerJid: BOB, body: 'Fresh', footer: 'F' })
add('payment', { sendPaymentMessage: { noteMessage: { conversation: 'thanks' }, requestMessageKey: key } })

const lines = out.map(entry => '    ' + JSON.stringify(entry)).join(',\n')
console.log(`{\n  "origin": "npm baileys 7.0.0-rc14, by baileys-messages.mjs",\n  "messages": [\n${lines}\n  ]\n}`)
