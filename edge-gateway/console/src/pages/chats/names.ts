/** What a chat or an author is called where nobody has told a name: the number, else the JID. */
export function nameOfJid(jid: string): string {
  const at = jid.indexOf('@');
  const user = at < 0 ? jid : jid.slice(0, at);
  const server = at < 0 ? '' : jid.slice(at + 1);
  return server === 's.whatsapp.net' || server === 'c.us' ? `+${user.split(':')[0] ?? user}` : jid;
}

/** Two letters that stand for a name in its picture's place; of a number its last digits. */
export function initials(name: string): string {
  if (/^\+\d+$/.test(name)) {
    return name.slice(-2);
  }
  const words = name.replace(/[^\p{L}\p{N} ]/gu, '').trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[1]] : [words[0]];
  return letters.map((word) => /^./u.exec(word ?? '')?.[0] ?? '').join('').toUpperCase();
}

/** How long it plays, as minutes and seconds. */
export function playtime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
