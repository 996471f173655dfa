import { RouterProvider } from 'react-aria-components';
import { useHref, useLocation, useNavigate } from 'react-router';
import { LoginPage } from '../pages/LoginPage';
import { Loading } from '../ui/states';
import { useAccount } from './account';
import { Layout, OpenFrame } from './Layout';
import { LiveProvider } from './live';
import { Pages } from './Pages';

/** What anybody may read, signed in or not. */
const OPEN = ['/getting-started', '/notify/docs', '/tokens/docs'];

export function App() {
  const { account } = useAccount();
  const isOpen = OPEN.includes(useLocation().pathname);
  const navigate = useNavigate();
  return (
    <RouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
      {account.state === 'asking' && <Loading />}
      {account.state === 'nobody' && !isOpen && <LoginPage problem={account.problem} />}
      {account.state === 'nobody' && isOpen && (
        <OpenFrame>
          <Pages />
        </OpenFrame>
      )}
      {account.state === 'tenant' && (
        <LiveProvider>
          <Layout>
            <Pages />
          </Layout>
        </LiveProvider>
      )}
    </RouterProvider>
  );
}
