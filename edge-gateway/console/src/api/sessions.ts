import type { Http } from './http';
import type { Session } from './types';

export type SessionAction = 'connect' | 'relink' | 'disconnect' | 'unlink' | 'reset-reconnects';

const path = (id: string) => `/api/v1/sessions/${encodeURIComponent(id)}`;

export const sessionsApi = (http: Http) => ({
  list: () =>
    http.data<{ sessions: Session[] }>('/api/v1/sessions').then(({ sessions }) => sessions),
  get: (id: string) =>
    http.data<{ session: Session }>(path(id)).then(({ session }) => session),
  create: (name: string) =>
    http
      .data<{ session: Session }>('/api/v1/sessions', { method: 'POST', body: { name } })
      .then(({ session }) => session),
  act: (id: string, action: SessionAction) =>
    http
      .data<{ session: Session }>(`${path(id)}/${action}`, { method: 'POST', body: {} })
      .then(({ session }) => session),
  pairingCode: (id: string, phoneNumber: string) =>
    http
      .data<{ code: string }>(`${path(id)}/pairing-code`, { method: 'POST', body: { phoneNumber } })
      .then(({ code }) => code),
  /** From a Baileys auth folder as a zip, or its JSON. */
  take: (customerId: string, file: File) => {
    const form = new FormData();
    form.set('customerId', customerId);
    form.set('file', file);
    return http.data<object>('/api/v1/connections/import', { method: 'POST', body: form });
  },
  /** As a Baileys auth folder, a zip. */
  give: (id: string) => http.blob(`/api/v1/connections/${encodeURIComponent(id)}/export`),
  remove: (id: string) => http.json<object>(path(id), { method: 'DELETE' }),
});
