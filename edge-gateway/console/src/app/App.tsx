import { RouterProvider } from 'react-aria-components';
import { useHref, useLocation, useNavigate } from 'react-router';
import { LoginPage } from '../pages/LoginPage';
import { FocusProvider } from '../ui/focus';
import { Loading } from '../ui/states';
import { useAccount } from './account';
import { Layout, OpenFrame } from './Layout';
import { LiveProvider } from './live';
import { OPERATOR_NAV, TENANT_NAV } from './nav';
import { OpenPages, OperatorPages, TenantPages } from './Pages';

/** What anybody may read, signed in or not. */
const OPEN = ['/getting-started', '/notify/docs', '/tokens/docs'];

export function App() {
  const navigate = useNavigate();
  return (
    <RouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
      <FocusProvider>
        <ByAccount />
      </FocusProvider>
    </RouterProvider>
  );
}

function ByAccount() {
  const { account } = useAccount();
  const { pathname } = useLocation();
  switch (account.state) {
    case 'asking':
      return <Loading />;
    case 'nobody':
      return OPEN.includes(pathname) ? (
        <OpenFrame>
          <OpenPages />
        </OpenFrame>
      ) : (
        <LoginPage problem={account.problem} />
      );
    case 'tenant':
      return (
        <LiveProvider>
          <Layout groups={TENANT_NAV}>
            <TenantPages />
          </Layout>
        </LiveProvider>
      );
    case 'operator':
      return (
        <Layout groups={OPERATOR_NAV}>
          <OperatorPages />
        </Layout>
      );
  }
}
