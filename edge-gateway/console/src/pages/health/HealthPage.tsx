import { useQuery } from '@tanstack/react-query';
import { healthApi, type Health } from '../../api/develop';
import { sessionsApi } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { isTextKey, useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/states';

const REFRESH_MS = 15_000;

export function HealthPage() {
  const { t } = useWords();
  const http = useHttp();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: sessionsApi(http).list });
  const linked = sessions.data?.filter(({ mobileNumber }) => mobileNumber !== null);
  return (
    <Page title={t('health.title')} lead={t('health.lead')}>
      {sessions.isPending && <Loading />}
      {sessions.isError && <Problem failure={sessions.error} onRetry={() => void sessions.refetch()} />}
      {linked?.length === 0 && <Empty title={t('health.none')} />}
      <ul className="grid">
        {linked?.map((session) => (
          <li key={session.id}>
            <AccountCard session={session} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function AccountCard({ session }: { readonly session: Session }) {
  const http = useHttp();
  const health = useQuery({
    queryKey: ['health', session.id],
    queryFn: () => healthApi(http).of(session.id),
    refetchInterval: REFRESH_MS,
  });
  return (
    <article className="card session" aria-label={session.name}>
      <header className="session-head">
        <h2 className="session-name">
          <bdi>{session.name}</bdi>
        </h2>
        {health.data && <State health={health.data} />}
      </header>
      {health.isPending && <Loading />}
      {health.isError && <Problem failure={health.error} onRetry={() => void health.refetch()} />}
      {health.data && <Facts session={session} health={health.data} />}
    </article>
  );
}

/** Of states that are not listed it shows their own name. */
const TONES: Readonly<Record<string, Tone>> = {
  good: 'good',
  reachout_timelock: 'warn',
  new_chat_cap: 'warn',
  rate_limited: 'warn',
  temporarily_banned: 'bad',
  banned: 'bad',
  client_outdated: 'bad',
  client_expires: 'warn',
};

function State({ health }: { readonly health: Health }) {
  const { t } = useWords();
  const key = `health.${health.state}`;
  return (
    <Badge tone={TONES[health.state] ?? 'idle'}>{isTextKey(key) ? t(key) : health.state}</Badge>
  );
}

function Facts({ session, health }: { readonly session: Session; readonly health: Health }) {
  const { t } = useWords();
  const times = useTimes();
  const { sent, caps } = health;
  const ofCap = (count: number, cap: number | null) =>
    cap === null ? times.number(count) : t('health.ofCap', { sent: count, cap });
  const ago = (iso: string | null) => (iso ? times.ago(iso) : t('app.none'));
  const facts: readonly (readonly [string, string])[] = [
    [t('sessions.number'), session.mobileNumber ?? t('app.none')],
    ...(health.reason ? [[t('health.reason'), health.reason] as const] : []),
    ...(health.until ? [[t('health.until'), times.full(health.until)] as const] : []),
    [t('health.sentHour'), ofCap(sent.lastHour, caps.perHour)],
    [t('health.sentDay'), ofCap(sent.lastDay, caps.perDay)],
    [t('health.lastInbound'), ago(health.lastInboundAt)],
    [t('health.lastHeard'), ago(health.lastKeepAliveAt)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
