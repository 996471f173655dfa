import { describe, expect, it } from 'vitest';
import { ar } from './ar';
import { en } from './en';
import { fill } from './format';

describe('fill', () => {
  it('puts values in their places', () => {
    expect(fill('Hello {name}, {name}', { name: 'Ada' }, 'en')).toBe('Hello Ada, Ada');
    expect(fill('{unknown}', {}, 'en')).toBe('{unknown}');
  });

  it('writes numbers as the language does', () => {
    expect(fill('{n}', { n: 1234 }, 'en')).toBe('1,234');
  });

  it('takes the form that the count asks for', () => {
    const text = 'one: {count} chat | other: {count} chats';
    expect(fill(text, { count: 1 }, 'en')).toBe('1 chat');
    expect(fill(text, { count: 2 }, 'en')).toBe('2 chats');
    const arabic = 'one: واحد | two: اثنان | few: {count} قليل | other: {count} كثير';
    expect(fill(arabic, { count: 2 }, 'ar-u-nu-latn')).toBe('اثنان');
    expect(fill(arabic, { count: 3 }, 'ar-u-nu-latn')).toBe('3 قليل');
  });
});

describe('translations', () => {
  const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

  it.each(Object.keys(en) as (keyof typeof en)[])('%s has the same places in Arabic', (key) => {
    expect(places(ar[key])).toEqual(places(en[key]));
  });
});
