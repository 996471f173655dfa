import { Suspense } from 'react';
import { Link } from 'react-aria-components';
import { Route, Routes } from 'react-router';
import { useWords } from '../i18n';
import { SessionsPage } from '../pages/sessions/SessionsPage';
import { Page } from '../ui/Page';
import { Loading } from '../ui/states';

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/" element={<SessionsPage />} />
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
