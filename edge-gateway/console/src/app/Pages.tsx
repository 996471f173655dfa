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

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/" element={<SessionsPage />} />
        <Route path="/overview" element={<OverviewPage />} />
        <Route path="/connections" element={<ConnectionsPage />} />
        <Route path="/messages" element={<MessagesPage />} />
        <Route path="/console/chats" element={<ChatsPage />} />
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
