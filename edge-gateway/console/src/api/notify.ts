import type { Http } from './http';
import type { Page } from './types';

export const NOTIFICATION_STATUSES = [
  'pending',
  'sent',
  'delivered',
  'read',
  'failed',
  'opted_out',
  'received',
] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

export interface Notification {
  readonly id: number;
  readonly direction: 'inbound' | 'outbound';
  readonly session: string;
  readonly phone: string;
  readonly type: 'text' | 'image';
  readonly body: string | null;
  readonly caption: string | null;
  readonly status: NotificationStatus;
  readonly error: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
}

export interface NotificationFilter {
  readonly status?: string;
  readonly session?: string;
  readonly phone?: string;
  readonly text?: string;
}

export interface NotifyOverview {
  readonly messages: Readonly<Partial<Record<NotificationStatus, number>>>;
  readonly sessions: { readonly total: number; readonly online: number };
  readonly contacts: Readonly<Record<OptIn, number>>;
  readonly systemOffline: boolean;
}

export type OptIn = 'pending' | 'yes' | 'no';

export interface NotifyContact {
  readonly phone: string;
  readonly optIn: OptIn;
  readonly optInAt: string | null;
}

export interface NotifySession {
  readonly name: string;
  readonly status: 'online' | 'offline' | 'connecting';
  readonly phone: string | null;
  readonly last_seen: string | null;
  readonly qr_code: string | null;
}

export interface ConsentTexts {
  readonly prompt: string;
  readonly yes: string;
  readonly no: string;
  readonly autoReply: string;
  readonly site: string | null;
}

const NOTIFY = '/api/v1/notify';

/** The dialect notify, and what its pages need beside it. */
export const notifyApi = (http: Http) => ({
  overview: () => http.data<NotifyOverview>(`${NOTIFY}/overview`),
  messages: async (filter: NotificationFilter, after?: string): Promise<Page<Notification>> => {
    const { messages, next } = await http.data<{ messages: Notification[]; next: string | null }>(
      `${NOTIFY}/messages`,
      { query: { ...filter, after, limit: 50 } },
    );
    return { items: messages, next };
  },
  contacts: async (optIn: string, phone: string, after?: string): Promise<Page<NotifyContact>> => {
    const { contacts, next } = await http.data<{ contacts: NotifyContact[]; next: string | null }>(
      `${NOTIFY}/contacts`,
      { query: { optIn, phone, after, limit: 50 } },
    );
    return { items: contacts, next };
  },
  setContact: (phone: string, optIn: 'yes' | 'pending') =>
    http.json(`${NOTIFY}/contacts/${phone}`, { method: 'PATCH', body: { optIn } }),
  texts: () => http.data<ConsentTexts>(`${NOTIFY}/texts`),
  setTexts: (texts: Partial<ConsentTexts>) =>
    http.data<ConsentTexts>(`${NOTIFY}/texts`, { method: 'PUT', body: texts }),
  sessions: () => http.json<NotifySession[]>('/api/sessions'),
  addSession: (name: string) => http.json('/api/sessions', { method: 'POST', body: { name } }),
  removeSession: (name: string) =>
    http.json(`/api/sessions/${encodeURIComponent(name)}`, { method: 'DELETE' }),
  regenerateQr: (session: string) =>
    http.json('/api/regenerate-qr', { method: 'POST', body: { session } }),
  send: (session: string, phone: string, message: string) =>
    http.json<{ message_id: number }>('/api/send', {
      method: 'POST',
      body: { session, phone, message },
    }),
  sendImage: (session: string, phone: string, caption: string, file: File) => {
    const form = new FormData();
    form.set('session', session);
    form.set('phone', phone);
    form.set('caption', caption);
    form.set('file', file);
    return http.json<{ message_id: number }>('/api/send-image', { method: 'POST', body: form });
  },
  resend: (id: number) => http.json(`/api/resend/${id}`, { method: 'POST', body: {} }),
});
