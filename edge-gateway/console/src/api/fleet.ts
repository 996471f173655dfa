import type { Http } from './http';

export interface Worker {
  readonly id: string;
  readonly state: 'serving' | 'draining' | 'drained' | 'gone';
  readonly shards: number;
  readonly sessions: number;
  readonly openSockets: number;
  readonly clientVersion: string;
  readonly masterKeyIds: readonly string[];
  readonly startedAt: string;
  readonly lastSeenAt: string;
}

export interface Shard {
  readonly shard: number;
  readonly owner: string | null;
  readonly epoch: number;
  /** Commands that wait or are under way; null where it is not known. */
  readonly lag: number | null;
}

export interface Fleet {
  readonly workers: readonly Worker[];
  readonly shards: readonly Shard[];
  /** How many are in each state. */
  readonly sessions: Readonly<Record<string, number>>;
}

export interface ClientVersion {
  readonly version: string;
  readonly source: 'configured' | 'operator' | 'page';
  readonly since?: string;
}

const FLEET = '/admin/v1/fleet';
const VERSION = '/admin/v1/whatsapp-version';

export const fleetApi = (http: Http) => ({
  fleet: () => http.data<Fleet>(FLEET),
  drain: (worker: string) =>
    http.json(`${FLEET}/workers/${encodeURIComponent(worker)}/drain`, { method: 'POST', body: {} }),
  version: () => http.data<ClientVersion>(VERSION),
  setVersion: (version: string) =>
    http.data<ClientVersion>(VERSION, { method: 'POST', body: { version } }),
  /** Asks WhatsApp's own page. */
  refreshVersion: () =>
    http.data<ClientVersion>(VERSION, { method: 'POST', body: { refresh: true } }),
  rotateMasterKey: () =>
    http.data<{ masterKeyId: string; dataKeys: number }>('/admin/v1/keys/rotate-master', {
      method: 'POST',
      body: {},
    }),
});
