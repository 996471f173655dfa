import type { Http } from './http';
import type { Page, Scope } from './types';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: only the tenant's limit holds. */
  readonly requestsPerSecond: number | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  /** Only in the reply that creates it. */
  readonly secret?: string;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly requestsPerSecond?: number | undefined;
  readonly expiresAt?: string | undefined;
}

export const keysApi = (http: Http, path = '/api/v1/keys') => ({
  list: () => http.data<{ keys: ApiKey[] }>(path).then(({ keys }) => keys),
  create: (key: NewKey) =>
    http.data<{ key: ApiKey }>(path, { method: 'POST', body: key }).then((made) => made.key),
  remove: (id: string) => http.json(`${path}/${id}`, { method: 'DELETE' }),
});

export type WebhookFormat = 'trunkline' | 'wwebjs' | 'cloud';

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly sessions: readonly string[];
  readonly format: WebhookFormat;
  readonly ordered: boolean;
  readonly createdAt: string;
  /** Only in the reply that creates it. */
  readonly secret?: string;
}

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly sessions: readonly string[];
  readonly format: WebhookFormat;
  readonly ordered: boolean;
}

export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly session: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly error: string | null;
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
}

export interface Attempt {
  readonly delivered: boolean;
  readonly statusCode?: number;
  readonly latencyMs: number;
  readonly error?: string;
}

const WEBHOOKS = '/api/v1/webhooks';

export const webhooksApi = (http: Http) => ({
  list: () =>
    http.data<{ webhooks: Webhook[] }>(WEBHOOKS).then(({ webhooks }) => webhooks),
  create: (webhook: NewWebhook) =>
    http
      .data<{ webhook: Webhook }>(WEBHOOKS, { method: 'POST', body: webhook })
      .then((made) => made.webhook),
  remove: (id: string) => http.json(`${WEBHOOKS}/${id}`, { method: 'DELETE' }),
  rotate: (id: string) =>
    http
      .data<{ secret: string }>(`${WEBHOOKS}/${id}/rotate-secret`, { method: 'POST', body: {} })
      .then(({ secret }) => secret),
  test: (id: string) =>
    http
      .data<{ result: Attempt }>(`${WEBHOOKS}/${id}/test`, { method: 'POST', body: {} })
      .then(({ result }) => result),
  deliveries: async (id: string, status: string, after?: string): Promise<Page<Delivery>> => {
    const page = await http.data<{ deliveries: Delivery[]; next: string | null }>(
      `${WEBHOOKS}/${id}/deliveries`,
      { query: { status, after, limit: 50 } },
    );
    return { items: page.deliveries, next: page.next };
  },
  replay: (id: string, deliveryIds: readonly string[]) =>
    http
      .data<{ count: number }>(`${WEBHOOKS}/${id}/replay`, { method: 'POST', body: { deliveryIds } })
      .then(({ count }) => count),
});

export interface Health {
  readonly state: string;
  readonly reason: string | null;
  readonly until: string | null;
  readonly sent: { readonly lastHour: number; readonly lastDay: number };
  readonly caps: { readonly perHour: number | null; readonly perDay: number | null };
  readonly lastInboundAt: string | null;
  readonly lastKeepAliveAt: string | null;
}

export const healthApi = (http: Http) => ({
  of: (connection: string) => http.data<Health>(`/api/v1/connections/${connection}/health`),
});

export interface AuditEntry {
  readonly id: string;
  readonly tenantId: string | null;
  readonly at: string;
  readonly actorKind: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string;
  readonly address: string | null;
}

export const auditApi = (http: Http, path = '/api/v1/audit') => ({
  list: async (after?: string): Promise<Page<AuditEntry>> => {
    const { entries, next } = await http.data<{ entries: AuditEntry[]; next: string | null }>(path, {
      query: { after, limit: 50 },
    });
    return { items: entries, next };
  },
});
