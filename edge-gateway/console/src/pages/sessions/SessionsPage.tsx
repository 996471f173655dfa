import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { sessionsApi } from '../../api/sessions';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Search } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { News } from '../../ui/News';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/states';
import { ImportDialog } from './ImportDialog';
import { LinkDialog } from './LinkDialog';
import { NewSessionDialog } from './NewSessionDialog';
import { SessionCard } from './SessionCard';

/** The documented refresh of the grid, beside the event stream. */
const REFRESH_MS = 5000;

export function SessionsPage() {
  const { t } = useWords();
  const http = useHttp();
  const api = useMemo(() => sessionsApi(http), [http]);
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: api.list,
    refetchInterval: REFRESH_MS,
  });
  const [search, setSearch] = useState('');
  const [isCreating, setCreating] = useState(false);
  const [isImporting, setImporting] = useState(false);
  const [linking, setLinking] = useState<string>();

  const shown = (sessions.data ?? []).filter((session) =>
    `${session.name} ${session.displayName} ${session.mobileNumber ?? ''}`
      .toLowerCase()
      .includes(search.trim().toLowerCase()),
  );
  return (
    <Page
      title={t('sessions.title')}
      lead={t('sessions.lead')}
      actions={
        <>
          <Button onPress={() => setImporting(true)}>{t('sessions.import')}</Button>
          <Button look="primary" onPress={() => setCreating(true)}>
            <Icon name="plus" />
            {t('sessions.new')}
          </Button>
        </>
      }
    >
      {sessions.isPending && <Loading />}
      {sessions.isError && <Problem failure={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data?.length === 0 && (
        <Empty title={t('sessions.none')}>
          <p>{t('sessions.noneHint')}</p>
        </Empty>
      )}
      {sessions.data && sessions.data.length > 0 && (
        <>
          <News lines={sessions.data.map(({ name, phase }) => `${name}: ${t(`phase.${phase}`)}`)} />
          <Search label={t('sessions.search')} value={search} onChange={setSearch} />
          {shown.length === 0 && <Empty title={t('sessions.noMatch')} />}
          <ul className="grid">
            {shown.map((session) => (
              <li key={session.id}>
                <SessionCard session={session} onLink={() => setLinking(session.id)} />
              </li>
            ))}
          </ul>
        </>
      )}
      {isCreating && (
        <NewSessionDialog
          onClose={() => setCreating(false)}
          onCreated={(session) => {
            setCreating(false);
            setLinking(session.id);
          }}
        />
      )}
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
      {linking && <LinkDialog id={linking} onClose={() => setLinking(undefined)} />}
    </Page>
  );
}
