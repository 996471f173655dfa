import type { Http } from './http';
import type { Connection } from './types';

export interface ConnectionStatus {
  readonly status: Connection['status'];
  readonly socketStatus: 'connected' | 'stale' | 'disconnected';
  readonly isReachable: boolean;
  readonly mobileNumber: string | null;
  readonly qrCodeDataUrl: string | null;
  readonly qrExpiresAt: string | null;
}

export interface Requested {
  readonly connection: Connection;
  readonly auth: { readonly connectionToken: string; readonly qrCodeDataUrl: string | null };
}

const CONNECTIONS = '/api/v1/connections';

export const connectionsApi = (http: Http) => ({
  list: async (status: string, page: number, limit = 50) =>
    http.data<{ connections: Connection[]; total: number }>(CONNECTIONS, {
      query: { status, page, limit },
    }),
  request: (customerId: string, customerName: string, websiteUrl: string) =>
    http.data<Requested>(`${CONNECTIONS}/request`, {
      method: 'POST',
      body: { customerId, customerName, ...(websiteUrl ? { websiteUrl } : {}) },
    }),
  activate: (connectionId: string) =>
    http.data(`${CONNECTIONS}/activate`, { method: 'POST', body: { connectionId } }),
  logout: (connectionId: string) =>
    http.data(`${CONNECTIONS}/logout`, { method: 'POST', body: { connectionId } }),
});
