import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-aria-components';
import { useParams } from 'react-router';
import { sessionsApi } from '../../api/sessions';
import { settingsApi } from '../../api/settings';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Page } from '../../ui/Page';
import { Loading, Problem } from '../../ui/states';
import { SettingsForm } from './SettingsForm';

/** What is set for one session. */
export function SettingsPage() {
  const { t } = useWords();
  const http = useHttp();
  const { id = '' } = useParams();
  const session = useQuery({
    queryKey: ['sessions', id],
    queryFn: () => sessionsApi(http).get(id),
  });
  const settings = useQuery({
    queryKey: ['settings', id],
    queryFn: () => settingsApi(http).of(id),
    refetchOnWindowFocus: false,
  });
  return (
    <Page
      title={t('settings.title', { name: session.data?.name ?? '' })}
      lead={t('settings.lead')}
      actions={
        <Link className="button button-plain button-normal" href="/">
          {t('settings.back')}
        </Link>
      }
    >
      {settings.isPending && <Loading />}
      {settings.isError && (
        <Problem failure={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {settings.data && <SettingsForm key={id} id={id} settings={settings.data} />}
    </Page>
  );
}
