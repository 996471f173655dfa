import { RouterProvider } from 'react-aria-components';
import { useHref, useNavigate } from 'react-router';
import { LoginPage } from '../pages/LoginPage';
import { Loading } from '../ui/states';
import { useAccount } from './account';
import { Layout } from './Layout';
import { LiveProvider } from './live';
import { Pages } from './Pages';

export function App() {
  const { account } = useAccount();
  const navigate = useNavigate();
  return (
    <RouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
      {account.state === 'asking' && <Loading />}
      {account.state === 'nobody' && <LoginPage problem={account.problem} />}
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
