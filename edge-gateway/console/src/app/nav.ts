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
    ],
  },
  {
    text: 'nav.develop',
    items: [{ to: '/api-docs', text: 'nav.explorer', icon: 'code', isOutside: true }],
  },
];
