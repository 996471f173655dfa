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
  /** The time of day where it is today, else the day. */
  readonly recent: (iso: string) => string;
  /** Day of the month and hour. */
  readonly dayHour: (iso: string) => string;
  /** Milliseconds, or seconds where they are many. */
  readonly millis: (value: number) => string;
  readonly bytes: (value: number) => string;
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
    const dayHour = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit' });
    const unit = (name: string) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: name,
        unitDisplay: 'narrow',
        maximumFractionDigits: 1,
      });
    const [milliseconds, seconds] = [unit('millisecond'), unit('second')];
    const sizes = [unit('byte'), unit('kilobyte'), unit('megabyte'), unit('gigabyte')];
    const shortDay = new Intl.DateTimeFormat(locale, { dateStyle: 'short' });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    const number = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    return {
      full: (iso) => full.format(new Date(iso)),
      clock: (iso) => clock.format(new Date(iso)),
      day: (iso) => day.format(new Date(iso)),
      recent: (iso) => {
        const time = new Date(iso);
        const isToday = time.toDateString() === new Date().toDateString();
        return (isToday ? clock : shortDay).format(time);
      },
      dayHour: (iso) => dayHour.format(new Date(iso)),
      millis: (value) =>
        value < 1000 ? milliseconds.format(value) : seconds.format(value / 1000),
      bytes: (value) => {
        const power = Math.min(Math.floor(Math.log(Math.max(value, 1)) / Math.log(1000)), 3);
        return (sizes[power] ?? number).format(value / 1000 ** power);
      },
      ago: (iso) => {
        const past = (Date.parse(iso) - Date.now()) / 1000;
        const step = STEPS.find((one) => Math.abs(past) >= one.seconds);
        return step
          ? relative.format(Math.round(past / step.seconds), step.unit)
          : relative.format(0, 'minute');
      },
      number: (value) => number.format(value),
      percent: (share) => percent.format(share),
    };
  }, [locale]);
}
