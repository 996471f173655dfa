import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { notifyApi } from '../../api/notify';
import { useAccount } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Page, type PageProps } from '../../ui/Page';
import { Empty } from '../../ui/states';

/** A notification page: with a banner while no number is online, and only for who signed in. */
export function NotifyFrame({ children, ...page }: PageProps) {
  const { account } = useAccount();
  const isAnonymous = account.state === 'tenant' && account.me.kind === 'anonymous';
  return <Page {...page}>{isAnonymous ? <NeedsLogin /> : <WithBanner>{children}</WithBanner>}</Page>;
}

function NeedsLogin() {
  const { t } = useWords();
  const { leave } = useAccount();
  return (
    <Empty title={t('notify.needsLogin')}>
      <p>{t('notify.needsLoginHint')}</p>
      <Button look="primary" onPress={leave}>
        {t('login.submit')}
      </Button>
    </Empty>
  );
}

function WithBanner({ children }: { readonly children: ReactNode }) {
  const { t } = useWords();
  const { http } = useAccount();
  const overview = useQuery({
    queryKey: ['notify', 'overview'],
    queryFn: notifyApi(http).overview,
  });
  return (
    <>
      {overview.data?.systemOffline && (
        <div className="banner" role="alert">
          <strong>{t('notify.offline')}</strong>
          <span>{t('notify.offlineHint')}</span>
          <Link href="/notify/sessions">{t('nav.notifySessions')}</Link>
        </div>
      )}
      {children}
    </>
  );
}
