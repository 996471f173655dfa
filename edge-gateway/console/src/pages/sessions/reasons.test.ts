import { expect, test } from 'vitest';
import type { Session } from '../../api/types';
import { en, type TextKey } from '../../i18n/en';
import { fill, type Params } from '../../i18n/format';
import { reasonText } from './reasons';

const t = (key: TextKey, params: Params = {}) => fill(en[key], params, 'en-GB');

function told(reason: string | null, phase: Session['phase'] = 'exhausted') {
  return reasonText({ reason, phase } as Session, t);
}

test.each([
  ['replaced', /Another program/],
  ['qr_timeout', /Nobody scanned/],
  ['login_failure_403', /blocked/],
  ['login_failure_503', /refused the login \(503\)/],
  ['stream_error_516', /ended the connection \(516\)/],
  ['link_code_refused_429', /no pairing code \(429\)/],
])('the reason %s is told in words', (reason, words) => {
  expect(told(reason)).toMatch(words);
});

test('a reason that has no words is told as it is', () => {
  expect(told('moon_phase')).toBe('Reason: moon_phase');
});

test('what runs needs no reason', () => {
  expect(told('network', 'connected')).toBeUndefined();
  expect(told(null)).toBeUndefined();
});
