import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../api/settings';
import { fieldsOf, settingsOf } from './form';

const NOTHING: ConnectionSettings = {
  proxyUrl: null,
  deviceName: null,
  pace: {
    minSeconds: null,
    maxSeconds: null,
    pollSeconds: null,
    perHour: null,
    perDay: null,
    quietHours: null,
  },
  consent: false,
  sendReadReceipts: true,
  rejectCalls: false,
  defaultCountry: null,
  historyDays: null,
  messageLifetime: null,
};

describe('the settings of a session', () => {
  it('are empty fields where nothing is set', () => {
    const fields = fieldsOf(NOTHING, 'Asia/Beirut');
    expect(fields.perDay).toBe('');
    expect(fields.quietZone).toBe('Asia/Beirut');
    expect(settingsOf(fields)).toEqual(NOTHING);
  });

  it('come back as they were read', () => {
    const settings: ConnectionSettings = {
      ...NOTHING,
      proxyUrl: 'http://ada:****@proxy.example:8080',
      pace: {
        ...NOTHING.pace,
        minSeconds: 0,
        perDay: 500,
        quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Kolkata' },
      },
      historyDays: 0,
      messageLifetime: 3600,
    };
    expect(settingsOf(fieldsOf(settings, 'UTC'))).toEqual(settings);
  });

  it('have quiet hours only with both ends', () => {
    const fields = { ...fieldsOf(NOTHING, 'UTC'), quietFrom: '22:00' };
    expect(settingsOf(fields).pace.quietHours).toBeNull();
    expect(settingsOf({ ...fields, quietTo: '07:00' }).pace.quietHours).toEqual({
      from: '22:00',
      to: '07:00',
      zone: 'UTC',
    });
  });
});
