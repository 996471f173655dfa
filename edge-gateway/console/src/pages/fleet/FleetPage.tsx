import { useQuery } from '@tanstack/react-query';
import { fleetApi, type Fleet } from '../../api/fleet';
import type { Phase } from '../../api/types';
import { useHttp } from '../../app/account';
import { Rows } from '../../charts/Rows';
import { isTextKey, useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Page } from '../../ui/Page';
import { Stat } from '../../ui/Stat';
import { Loading, Problem } from '../../ui/states';
import { MasterKey } from './MasterKey';
import { Shards } from './Shards';
import { Version } from './Version';
import { Workers } from './Workers';

const REFRESH_MS = 5000;

/** Workers have names of their own for some of the phases. */
const PHASES: Readonly<Record<string, Phase>> = {
  closed: 'stopped',
  connecting: 'opening',
  qr: 'showing_qr',
  code: 'showing_qr',
  passkey: 'pairing',
  passkey_confirm: 'pairing',
  open: 'connected',
  qr_timeout: 'qr_round_over',
  held: 'exhausted',
};

/** The workers, which shards they own, and what they claim to be. */
export function FleetPage() {
  const { t } = useWords();
  const http = useHttp();
  const fleet = useQuery({
    queryKey: ['fleet'],
    queryFn: fleetApi(http).fleet,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={t('fleet.title')} lead={t('fleet.lead')}>
      {fleet.isPending && <Loading />}
      {fleet.isError && <Problem failure={fleet.error} onRetry={() => void fleet.refetch()} />}
      {fleet.data && (
        <div className="stack">
          <Figures fleet={fleet.data} />
          <Workers workers={fleet.data.workers} />
          <div className="halves">
            <Shards shards={fleet.data.shards} />
            <States sessions={fleet.data.sessions} />
          </div>
          <div className="halves">
            <Version />
            <MasterKey />
          </div>
        </div>
      )}
    </Page>
  );
}

function Figures({ fleet }: { readonly fleet: Fleet }) {
  const { t } = useWords();
  const { number } = useTimes();
  const { workers, shards } = fleet;
  const serving = workers.filter(({ state }) => state === 'serving').length;
  const unowned = shards.filter(({ owner }) => owner === null).length;
  const lag = shards.reduce((sum, shard) => sum + (shard.lag ?? 0), 0);
  const sum = (of: 'sessions' | 'openSockets') =>
    number(workers.reduce((total, worker) => total + worker[of], 0));
  return (
    <dl className="stats">
      <Stat label={t('fleet.serving')} value={number(serving)} />
      <Stat label={t('fleet.sessions')} value={sum('sessions')} />
      <Stat label={t('fleet.sockets')} value={sum('openSockets')} />
      <Stat label={t('fleet.unowned')} value={number(unowned)} />
      <Stat label={t('fleet.lag')} value={number(lag)} />
    </dl>
  );
}

function States({ sessions }: { readonly sessions: Fleet['sessions'] }) {
  const { t } = useWords();
  const { number } = useTimes();
  const name = (state: string) => {
    const key = `phase.${PHASES[state] ?? state}`;
    return isTextKey(key) ? t(key) : state;
  };
  return (
    <Rows
      title={t('overview.sessions')}
      axis={t('overview.state')}
      unit={t('nav.sessions')}
      rows={Object.entries(sessions)
        .sort(([, a], [, b]) => b - a)
        .map(([state, value]) => ({ key: state, tone: 'read', label: name(state), value }))}
      format={number}
    />
  );
}
