/** Shapes of the API as `contracts/` and its controllers give them. Times are ISO 8601, UTC. */

export type Phase =
  | 'created'
  | 'opening'
  | 'showing_qr'
  | 'pairing'
  | 'connected'
  | 'lost'
  | 'retrying'
  | 'exhausted'
  | 'qr_round_over'
  | 'stopped'
  | 'logged_out';

export interface Session {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly phase: Phase;
  readonly reason: string | null;
  readonly reconnectAttempts: number;
  readonly reconnectLimit: number;
  readonly consent: boolean;
  readonly isProtected: boolean;
  readonly mobileNumber: string | null;
  readonly hasQr: boolean;
  readonly qr?: { readonly dataUrl: string; readonly expiresAt: string };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastConnectedAt: string | null;
}

export type Scope = 'read' | 'send' | 'sessions' | 'admin';

export interface Quotas {
  readonly sessions: number | null;
  readonly messagesPerDay: number | null;
  readonly requestsPerSecond: number | null;
  readonly mediaBytes: number | null;
}

export interface Me {
  readonly tenant: {
    readonly id: string;
    readonly name: string;
    readonly defaultCountry: string;
    readonly createdAt: string;
  };
  readonly kind: string;
  readonly scopes: readonly Scope[];
  readonly quotas: Quotas;
  readonly usage: {
    readonly since: string;
    readonly sessions: number;
    readonly messagesSent: number;
    readonly messagesReceived: number;
  };
}
