import type { Http } from './http';

export interface Pace {
  readonly minSeconds: number | null;
  readonly maxSeconds: number | null;
  readonly pollSeconds: number | null;
  readonly perHour: number | null;
  readonly perDay: number | null;
  /** `from` and `to` are `HH:mm`. */
  readonly quietHours: { readonly from: string; readonly to: string; readonly zone: string } | null;
}

/** What is set for a connection; null is as the tenant or the installation has it. */
export interface ConnectionSettings {
  /** Four stars stand for its password, and mean on the way back: as it was. */
  readonly proxyUrl: string | null;
  readonly deviceName: string | null;
  readonly pace: Pace;
  readonly consent: boolean;
  readonly sendReadReceipts: boolean;
  readonly rejectCalls: boolean;
  readonly defaultCountry: string | null;
  readonly historyDays: number | null;
  /** Seconds. */
  readonly messageLifetime: number | null;
}

const path = (id: string) => `/api/v1/connections/${encodeURIComponent(id)}/settings`;

export const settingsApi = (http: Http) => ({
  of: (id: string) =>
    http.data<{ settings: ConnectionSettings }>(path(id)).then(({ settings }) => settings),
  change: (id: string, settings: ConnectionSettings) =>
    http
      .data<{ settings: ConnectionSettings }>(path(id), { method: 'PUT', body: settings })
      .then((changed) => changed.settings),
});
