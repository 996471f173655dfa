import type { TrunklineEvent } from '../../api/events';
import type { Phase } from '../../api/types';

export type Step = 'scan' | 'linked' | 'connected' | 'history' | 'done';

export interface HistoryProgress {
  /** 0 to 100. */
  readonly percent: number;
  readonly isOver: boolean;
}

const STEPS: readonly Step[] = ['scan', 'linked', 'connected', 'history', 'done'];

/**
 * Which step of linking is under way.
 *
 * @param isLinked whether a phone has accepted the link: a socket is opened before and after
 */
export function currentStep(
  phase: Phase,
  isLinked: boolean,
  history: HistoryProgress | undefined,
): Step {
  switch (phase) {
    case 'pairing':
      return 'linked';
    case 'opening':
    case 'retrying':
    case 'lost':
      return isLinked ? 'connected' : 'scan';
    case 'connected':
      return history && !history.isOver ? 'history' : 'done';
    default:
      return 'scan';
  }
}

export type StepState = 'done' | 'now' | 'next';

export function stepState(step: Step, current: Step): StepState {
  const difference = STEPS.indexOf(step) - STEPS.indexOf(current);
  return difference < 0 ? 'done' : difference === 0 ? 'now' : 'next';
}

/** Kinds of history that a fresh link brings; the others come later, on demand. */
const OF_LINKING = new Set(['initial_bootstrap', 'recent', 'full', 'push_name']);

/** How far the sync of the past is after `event`, which never goes back. */
export function afterEvent(
  before: HistoryProgress | undefined,
  event: TrunklineEvent,
  session: string,
): HistoryProgress | undefined {
  if (event.type !== 'history' || event.session !== session) {
    return before;
  }
  const kind = String(event.data.kind).toLowerCase();
  if (!OF_LINKING.has(kind)) {
    return before;
  }
  const told = Number(event.data.progressPercent);
  const percent = Math.max(before?.percent ?? 0, Number.isFinite(told) ? Math.min(told, 100) : 0);
  return { percent, isOver: (before?.isOver ?? false) || percent >= 100 };
}
