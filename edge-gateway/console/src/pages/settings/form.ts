import type { ConnectionSettings } from '../../api/settings';

/** The settings as fields hold them: nothing is an empty text. */
export interface SettingsFields {
  readonly proxyUrl: string;
  readonly deviceName: string;
  readonly minSeconds: string;
  readonly maxSeconds: string;
  readonly pollSeconds: string;
  readonly perHour: string;
  readonly perDay: string;
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly quietZone: string;
  readonly consent: boolean;
  readonly sendReadReceipts: boolean;
  readonly rejectCalls: boolean;
  readonly defaultCountry: string;
  readonly historyDays: string;
  readonly messageLifetime: string;
}

export type TextName = {
  [K in keyof SettingsFields]: SettingsFields[K] extends string ? K : never;
}[keyof SettingsFields];

/** @param zone that of quiet hours which are not set yet */
export function fieldsOf(settings: ConnectionSettings, zone: string): SettingsFields {
  const { pace } = settings;
  const text = (value: string | number | null) => value?.toString() ?? '';
  return {
    proxyUrl: text(settings.proxyUrl),
    deviceName: text(settings.deviceName),
    minSeconds: text(pace.minSeconds),
    maxSeconds: text(pace.maxSeconds),
    pollSeconds: text(pace.pollSeconds),
    perHour: text(pace.perHour),
    perDay: text(pace.perDay),
    quietFrom: pace.quietHours?.from ?? '',
    quietTo: pace.quietHours?.to ?? '',
    quietZone: pace.quietHours?.zone ?? zone,
    consent: settings.consent,
    sendReadReceipts: settings.sendReadReceipts,
    rejectCalls: settings.rejectCalls,
    defaultCountry: text(settings.defaultCountry),
    historyDays: text(settings.historyDays),
    messageLifetime: text(settings.messageLifetime),
  };
}

export function settingsOf(fields: SettingsFields): ConnectionSettings {
  const number = (name: TextName) => (fields[name] === '' ? null : Number(fields[name]));
  const { quietFrom: from, quietTo: to, quietZone: zone } = fields;
  return {
    proxyUrl: fields.proxyUrl || null,
    deviceName: fields.deviceName || null,
    pace: {
      minSeconds: number('minSeconds'),
      maxSeconds: number('maxSeconds'),
      pollSeconds: number('pollSeconds'),
      perHour: number('perHour'),
      perDay: number('perDay'),
      quietHours: from && to ? { from, to, zone } : null,
    },
    consent: fields.consent,
    sendReadReceipts: fields.sendReadReceipts,
    rejectCalls: fields.rejectCalls,
    defaultCountry: fields.defaultCountry || null,
    historyDays: number('historyDays'),
    messageLifetime: number('messageLifetime'),
  };
}
