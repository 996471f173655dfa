import { lazy, Suspense } from 'react';
import { Link } from 'react-aria-components';
import { Route, Routes } from 'react-router';
import { useWords } from '../i18n';
import { SessionsPage } from '../pages/sessions/SessionsPage';
import { Page } from '../ui/Page';
import { Loading } from '../ui/states';

const OverviewPage = lazy(() =>
  import('../pages/overview/OverviewPage').then((page) => ({ default: page.OverviewPage })),
);
const ConnectionsPage = lazy(() =>
  import('../pages/connections/ConnectionsPage').then((page) => ({ default: page.ConnectionsPage })),
);
const MessagesPage = lazy(() =>
  import('../pages/messages/MessagesPage').then((page) => ({ default: page.MessagesPage })),
);
const ChatsPage = lazy(() =>
  import('../pages/chats/ChatsPage').then((page) => ({ default: page.ChatsPage })),
);
const NotifyPage = lazy(() =>
  import('../pages/notify/NotifyPage').then((page) => ({ default: page.NotifyPage })),
);
const AuditPage = lazy(() =>
  import('../pages/notify/AuditPage').then((page) => ({ default: page.AuditPage })),
);
const SendPage = lazy(() =>
  import('../pages/notify/SendPage').then((page) => ({ default: page.SendPage })),
);
const NumbersPage = lazy(() =>
  import('../pages/notify/NumbersPage').then((page) => ({ default: page.NumbersPage })),
);
const ContactsPage = lazy(() =>
  import('../pages/notify/ContactsPage').then((page) => ({ default: page.ContactsPage })),
);
const ManualPage = lazy(() =>
  import('../pages/notify/ManualPage').then((page) => ({ default: page.ManualPage })),
);
const TokensDocsPage = lazy(() =>
  import('../pages/tokens/TokensDocsPage').then((page) => ({ default: page.TokensDocsPage })),
);
const GettingStartedPage = lazy(() =>
  import('../pages/guide/GettingStartedPage').then((page) => ({ default: page.GettingStartedPage })),
);

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/" element={<SessionsPage />} />
        <Route path="/overview" element={<OverviewPage />} />
        <Route path="/connections" element={<ConnectionsPage />} />
        <Route path="/messages" element={<MessagesPage />} />
        <Route path="/console/chats" element={<ChatsPage />} />
        <Route path="/getting-started" element={<GettingStartedPage />} />
        <Route path="/notify" element={<NotifyPage />} />
        <Route path="/notify/messages" element={<AuditPage />} />
        <Route path="/notify/send" element={<SendPage />} />
        <Route path="/notify/sessions" element={<NumbersPage />} />
        <Route path="/notify/contacts" element={<ContactsPage />} />
        <Route path="/notify/docs" element={<ManualPage />} />
        <Route path="/tokens/docs" element={<TokensDocsPage />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
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
