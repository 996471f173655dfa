import { useMemo } from 'react';
import { useWords } from '.';

const STEPS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

export interface Times {
  /** Day and time of day. */
  readonly full: (iso: string) => string;
  /** The time of day. */
  readonly clock: (iso: string) => string;
  readonly day: (iso: string) => string;
  /** How long ago, in the largest unit that fits. */
  readonly ago: (iso: string) => string;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
}

export function useTimes(): Times {
  const { locale } = useWords();
  return useMemo(() => {
    const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
    const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    const number = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    return {
      full: (iso) => full.format(new Date(iso)),
      clock: (iso) => clock.format(new Date(iso)),
      day: (iso) => day.format(new Date(iso)),
      ago: (iso) => {
        const seconds = (Date.parse(iso) - Date.now()) / 1000;
        const step = STEPS.find((one) => Math.abs(seconds) >= one.seconds);
        return step
          ? relative.format(Math.round(seconds / step.seconds), step.unit)
          : relative.format(0, 'minute');
      },
      number: (value) => number.format(value),
      percent: (share) => percent.format(share),
    };
  }, [locale]);
}
