import type { Phase } from '../../api/types';
import type { Tone } from '../../ui/Badge';

export const TONES: Readonly<Record<Phase, Tone>> = {
  created: 'idle',
  opening: 'busy',
  showing_qr: 'info',
  pairing: 'busy',
  connected: 'good',
  lost: 'warn',
  retrying: 'warn',
  exhausted: 'bad',
  qr_round_over: 'idle',
  stopped: 'idle',
  logged_out: 'bad',
};

/** Whether nothing but a new link helps. */
export function needsLink(phase: Phase): boolean {
  return phase === 'created' || phase === 'qr_round_over' || phase === 'logged_out';
}

/** Whether it has a socket, or works on one. */
export function isRunning(phase: Phase): boolean {
  return !needsLink(phase) && phase !== 'stopped';
}
