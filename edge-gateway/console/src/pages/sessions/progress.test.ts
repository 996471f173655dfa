import { describe, expect, it } from 'vitest';
import type { TrunklineEvent } from '../../api/events';
import { afterEvent, currentStep, stepState } from './progress';

const history = (kind: string, progressPercent: number, session = 's'): TrunklineEvent => ({
  id: '1',
  session,
  sequence: 1,
  type: 'history',
  timestamp: '2026-01-05T09:00:00Z',
  data: { kind, progressPercent },
});

describe('the steps of linking', () => {
  it('follow the phase', () => {
    expect(currentStep('showing_qr', false, undefined)).toBe('scan');
    expect(currentStep('pairing', false, undefined)).toBe('linked');
    expect(currentStep('opening', true, undefined)).toBe('connected');
    expect(currentStep('connected', true, { percent: 30, isOver: false })).toBe('history');
    expect(currentStep('connected', true, { percent: 100, isOver: true })).toBe('done');
  });

  it('begin with the scan, for which a socket is opened too', () => {
    expect(currentStep('opening', false, undefined)).toBe('scan');
  });

  it('are done before the current one and to come behind it', () => {
    expect(stepState('scan', 'linked')).toBe('done');
    expect(stepState('linked', 'linked')).toBe('now');
    expect(stepState('history', 'linked')).toBe('next');
    expect(stepState('history', 'done')).toBe('done');
  });
});

describe('the sync of the past', () => {
  it('goes on and never back', () => {
    const first = afterEvent(undefined, history('recent', 40), 's');
    expect(first).toEqual({ percent: 40, isOver: false });
    expect(afterEvent(first, history('RECENT', 20), 's')).toEqual({ percent: 40, isOver: false });
    expect(afterEvent(first, history('full', 100), 's')).toEqual({ percent: 100, isOver: true });
  });

  it('is that of this session and of linking', () => {
    expect(afterEvent(undefined, history('recent', 40, 'other'), 's')).toBeUndefined();
    expect(afterEvent(undefined, history('on_demand', 40), 's')).toBeUndefined();
  });
});
