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
    readonly apiCalls: number;
    readonly mediaBytes: number;
  };
}

export type MessageStatus =
  | 'pending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'received';

export interface Message {
  readonly id: string;
  readonly connectionId: string;
  readonly whatsappMessageId: string;
  readonly direction: 'in' | 'out';
  readonly chat: string;
  readonly sender: string | null;
  readonly mobileNumber: string | null;
  readonly type: string;
  readonly text: string | null;
  readonly status: MessageStatus;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly occurredAt: string;
  readonly statusHistory: readonly {
    readonly status: MessageStatus;
    readonly at: string;
    readonly participant: string | null;
  }[];
}

export interface Media {
  readonly mimetype: string;
  readonly fileName: string | null;
  readonly size: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A connection as the dialect manager shows it. */
export interface Connection {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly websiteUrl: string | null;
  readonly status: 'pending_qr' | 'connected' | 'stale';
  readonly mobileNumber: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastConnectedAt: string | null;
}

export interface Overview {
  readonly connections: {
    readonly total: number;
    readonly connected: number;
    readonly pendingQr: number;
    readonly stale: number;
  };
  readonly messages: {
    readonly total: number;
    readonly sent: number;
    readonly delivered: number;
    readonly read: number;
    readonly failed: number;
    readonly last24h: number;
  };
  readonly recentMessages: readonly {
    readonly id: string;
    readonly connectionId: string;
    readonly mobileNumber: string | null;
    readonly type: string;
    readonly status: MessageStatus;
    readonly createdAt: string;
  }[];
}

export interface Latency {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface ActivitySlot {
  readonly at: string;
  readonly messages: Readonly<
    Record<'received' | 'pending' | 'sent' | 'delivered' | 'read' | 'failed', number>
  >;
  readonly toServerMs: Latency;
  readonly toPhoneMs: Latency;
}

export interface Activity {
  readonly from: string;
  readonly to: string;
  readonly slots: readonly ActivitySlot[];
  readonly whole: ActivitySlot;
}

export interface Chat {
  readonly connectionId: string;
  readonly jid: string;
  readonly name: string | null;
  readonly unreadCount: number;
  readonly markedUnread: boolean;
  readonly archived: boolean;
  readonly pinned: boolean;
  readonly mutedUntil: string | null;
  readonly lastActivityAt: string | null;
  readonly lastMessage: Message | null;
}

export interface LineMedia {
  readonly kind: string;
  readonly mimetype: string;
  readonly fileName: string | null;
  readonly size: number;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** A small JPEG as a data URL. */
  readonly preview: string | null;
}

/** A message as a chat shows it. */
export interface ChatLine {
  readonly id: string;
  readonly whatsappId: string;
  readonly fromMe: boolean;
  readonly sender: string | null;
  readonly senderName: string | null;
  readonly type: string;
  readonly text: string | null;
  readonly status: MessageStatus;
  readonly at: string;
  readonly isEdited: boolean;
  readonly isRevoked: boolean;
  readonly media: LineMedia | null;
  readonly quote: {
    readonly whatsappId: string;
    readonly participant: string;
    readonly type: string;
    readonly text: string | null;
  } | null;
  readonly place: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name: string;
    readonly address: string;
  } | null;
  readonly contacts: readonly string[];
  readonly poll: readonly string[];
  readonly reactions: readonly { readonly sender: string; readonly emoji: string }[];
}
