import type { TextKey } from '../i18n';
import type { IconName } from '../ui/Icon';

export interface NavItem {
  readonly to: string;
  readonly text: TextKey;
  readonly icon: IconName;
  /** Leaves the console for a page of the gateway's. */
  readonly isOutside?: boolean;
}

export interface NavGroup {
  readonly text: TextKey;
  readonly items: readonly NavItem[];
}

export const TENANT_NAV: readonly NavGroup[] = [
  {
    text: 'nav.manage',
    items: [
      { to: '/', text: 'nav.sessions', icon: 'sessions' },
      { to: '/overview', text: 'nav.overview', icon: 'overview' },
      { to: '/connections', text: 'nav.connections', icon: 'connections' },
      { to: '/console/chats', text: 'nav.chats', icon: 'chats' },
      { to: '/messages', text: 'nav.messages', icon: 'messages' },
      { to: '/getting-started', text: 'nav.gettingStarted', icon: 'start' },
    ],
  },
  {
    text: 'nav.notify',
    items: [
      { to: '/notify', text: 'nav.notifyOverview', icon: 'notify' },
      { to: '/notify/messages', text: 'nav.notifyMessages', icon: 'audit' },
      { to: '/notify/send', text: 'nav.notifySend', icon: 'send' },
      { to: '/notify/sessions', text: 'nav.notifySessions', icon: 'phone' },
      { to: '/notify/contacts', text: 'nav.notifyContacts', icon: 'people' },
      { to: '/notify/docs', text: 'nav.notifyDocs', icon: 'book' },
    ],
  },
  {
    text: 'nav.develop',
    items: [
      { to: '/console/keys', text: 'nav.keys', icon: 'key' },
      { to: '/console/webhooks', text: 'nav.webhooks', icon: 'webhook' },
      { to: '/console/health', text: 'nav.health', icon: 'health' },
      { to: '/console/usage', text: 'nav.usage', icon: 'usage' },
      { to: '/console/audit', text: 'nav.audit', icon: 'audit' },
      { to: '/tokens/docs', text: 'nav.tokensDocs', icon: 'book' },
      { to: '/api-docs', text: 'nav.explorer', icon: 'code', isOutside: true },
    ],
  },
];

export const OPERATOR_NAV: readonly NavGroup[] = [
  {
    text: 'nav.operate',
    items: [
      { to: '/', text: 'nav.tenants', icon: 'tenants' },
      { to: '/console/fleet', text: 'nav.fleet', icon: 'fleet' },
      { to: '/console/operators', text: 'nav.operators', icon: 'people' },
      { to: '/console/audit', text: 'nav.audit', icon: 'audit' },
      { to: '/api-docs', text: 'nav.explorer', icon: 'code', isOutside: true },
    ],
  },
];
