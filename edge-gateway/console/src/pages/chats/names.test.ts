import { describe, expect, it } from 'vitest';
import { initials, nameOfJid, playtime } from './names';

describe('nameOfJid', () => {
  it.each([
    ['96170000001@s.whatsapp.net', '+96170000001'],
    ['96170000001:3@s.whatsapp.net', '+96170000001'],
    ['120363@g.us', '120363@g.us'],
    ['77@lid', '77@lid'],
  ])('%s is %s', (jid, name) => {
    expect(nameOfJid(jid)).toBe(name);
  });
});

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['+96170123456', '56'],
    ['سارة', 'س'],
    ['', ''],
  ])('of %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe('playtime', () => {
  it.each([
    [0, '0:00'],
    [7, '0:07'],
    [83.9, '1:23'],
  ])('%d s', (seconds, text) => {
    expect(playtime(seconds)).toBe(text);
  });
});
