import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { Route, Routes } from 'react-router';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Loading } from '../ui/states';

/** A page whose script is loaded when it is first opened. */
function page<K extends string, P>(load: () => Promise<Record<K, ComponentType<P>>>, name: K) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const SessionsPage = page(() => import('../pages/sessions/SessionsPage'), 'SessionsPage');
const OverviewPage = page(() => import('../pages/overview/OverviewPage'), 'OverviewPage');
const ConnectionsPage = page(
  () => import('../pages/connections/ConnectionsPage'),
  'ConnectionsPage',
);
const MessagesPage = page(() => import('../pages/messages/MessagesPage'), 'MessagesPage');
const ChatsPage = page(() => import('../pages/chats/ChatsPage'), 'ChatsPage');
const GettingStartedPage = page(
  () => import('../pages/guide/GettingStartedPage'),
  'GettingStartedPage',
);
const NotifyPage = page(() => import('../pages/notify/NotifyPage'), 'NotifyPage');
const NotifyAuditPage = page(() => import('../pages/notify/AuditPage'), 'AuditPage');
const SendPage = page(() => import('../pages/notify/SendPage'), 'SendPage');
const NumbersPage = page(() => import('../pages/notify/NumbersPage'), 'NumbersPage');
const ContactsPage = page(() => import('../pages/notify/ContactsPage'), 'ContactsPage');
const ManualPage = page(() => import('../pages/notify/ManualPage'), 'ManualPage');
const TokensDocsPage = page(() => import('../pages/tokens/TokensDocsPage'), 'TokensDocsPage');
const KeysPage = page(() => import('../pages/keys/KeysPage'), 'KeysPage');
const WebhooksPage = page(() => import('../pages/webhooks/WebhooksPage'), 'WebhooksPage');
const HealthPage = page(() => import('../pages/health/HealthPage'), 'HealthPage');
const UsagePage = page(() => import('../pages/usage/UsagePage'), 'UsagePage');
const AuditPage = page(() => import('../pages/audit/AuditPage'), 'AuditPage');
const SettingsPage = page(() => import('../pages/settings/SettingsPage'), 'SettingsPage');
const TenantsPage = page(() => import('../pages/operator/TenantsPage'), 'TenantsPage');
const TenantPage = page(() => import('../pages/operator/TenantPage'), 'TenantPage');
const FleetPage = page(() => import('../pages/fleet/FleetPage'), 'FleetPage');
const OperatorsPage = page(() => import('../pages/operator/OperatorsPage'), 'OperatorsPage');

/** Pages that need no sign-in. */
const GUIDES = (
  <>
    <Route path="/getting-started" element={<GettingStartedPage />} />
    <Route path="/notify/docs" element={<ManualPage />} />
    <Route path="/tokens/docs" element={<TokensDocsPage />} />
    <Route path="*" element={<NotFound />} />
  </>
);

export function TenantPages() {
  return (
    <AsTheyLoad>
      <Route path="/" element={<SessionsPage />} />
      <Route path="/overview" element={<OverviewPage />} />
      <Route path="/connections" element={<ConnectionsPage />} />
      <Route path="/messages" element={<MessagesPage />} />
      <Route path="/console/chats" element={<ChatsPage />} />
      <Route path="/notify" element={<NotifyPage />} />
      <Route path="/notify/messages" element={<NotifyAuditPage />} />
      <Route path="/notify/send" element={<SendPage />} />
      <Route path="/notify/sessions" element={<NumbersPage />} />
      <Route path="/notify/contacts" element={<ContactsPage />} />
      <Route path="/console/sessions/:id/settings" element={<SettingsPage />} />
      <Route path="/console/keys" element={<KeysPage />} />
      <Route path="/console/webhooks" element={<WebhooksPage />} />
      <Route path="/console/health" element={<HealthPage />} />
      <Route path="/console/usage" element={<UsagePage />} />
      <Route path="/console/audit" element={<AuditPage path="/api/v1/audit" />} />
      {GUIDES}
    </AsTheyLoad>
  );
}

export function OperatorPages() {
  return (
    <AsTheyLoad>
      <Route path="/" element={<TenantsPage />} />
      <Route path="/console/tenants/:id" element={<TenantPage />} />
      <Route path="/console/fleet" element={<FleetPage />} />
      <Route path="/console/operators" element={<OperatorsPage />} />
      <Route path="/console/audit" element={<AuditPage path="/admin/v1/audit" />} />
      {GUIDES}
    </AsTheyLoad>
  );
}

export function OpenPages() {
  return <AsTheyLoad>{GUIDES}</AsTheyLoad>;
}

function AsTheyLoad({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>{children}</Routes>
    </Suspense>
  );
}

function NotFound() {
  const { t } = useWords();
  return (
    <Page title={t('app.notFound')}>
      <p>
        <Link href="/">{t('app.home')}</Link>
      </p>
    </Page>
  );
}
