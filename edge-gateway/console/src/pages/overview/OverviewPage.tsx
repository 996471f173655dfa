import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-aria-components';
import { dashboardApi } from '../../api/dashboard';
import { sessionsApi } from '../../api/sessions';
import type { Overview } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Choice } from '../../ui/Choice';
import { Page } from '../../ui/Page';
import { Stat } from '../../ui/Stat';
import { StatusBadge } from '../../ui/StatusBadge';
import { Empty, Loading, Problem } from '../../ui/states';
import { Table } from '../../ui/Table';
import { ActivityCharts } from './ActivityCharts';
import { useKinds } from '../chats/kinds';
import { SessionsChart } from './SessionsChart';

const SPANS = ['24', '168', '720'] as const;
type Span = (typeof SPANS)[number];

export function OverviewPage() {
  const { t } = useWords();
  const http = useHttp();
  const [span, setSpan] = useState<Span>('24');
  const overview = useQuery({ queryKey: ['overview'], queryFn: dashboardApi(http).overview });
  const activity = useQuery({
    queryKey: ['activity', span],
    queryFn: () => dashboardApi(http).activity(Number(span)),
  });
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: sessionsApi(http).list });
  return (
    <Page
      title={t('overview.title')}
      lead={t('app.subtitle')}
      actions={
        <Choice
          label={t('overview.span')}
          hideLabel
          value={span}
          options={SPANS.map((value) => ({ value, label: t(`overview.span${value}`) }))}
          onChange={setSpan}
        />
      }
    >
      {overview.isPending && <Loading />}
      {overview.isError && <Problem failure={overview.error} onRetry={() => void overview.refetch()} />}
      <div className="stack">
        {overview.data && <Counts overview={overview.data} />}
        {activity.isError && (
          <Problem failure={activity.error} onRetry={() => void activity.refetch()} />
        )}
        {activity.data && <ActivityCharts activity={activity.data} />}
        {sessions.data && <SessionsChart sessions={sessions.data} />}
        {overview.data && <Recent overview={overview.data} />}
      </div>
    </Page>
  );
}

function Counts({ overview }: { readonly overview: Overview }) {
  const { t } = useWords();
  const { number } = useTimes();
  const { connections, messages } = overview;
  return (
    <dl className="stats">
      <Stat label={t('overview.connections')} value={number(connections.total)} />
      <Stat label={t('overview.connected')} value={number(connections.connected)} />
      <Stat label={t('overview.pendingQr')} value={number(connections.pendingQr)} />
      <Stat label={t('overview.stale')} value={number(connections.stale)} />
      <Stat
        label={t('overview.messages')}
        value={number(messages.total)}
        note={t('overview.last24h', { count: messages.last24h })}
      />
      <Stat label={t('status.sent')} value={number(messages.sent)} />
      <Stat label={t('overview.delivered')} value={number(messages.delivered)} />
      <Stat label={t('overview.read')} value={number(messages.read)} />
      <Stat label={t('overview.failed')} value={number(messages.failed)} />
    </dl>
  );
}

function Recent({ overview }: { readonly overview: Overview }) {
  const { t } = useWords();
  const times = useTimes();
  const kind = useKinds();
  return (
    <section className="stack" aria-labelledby="recent">
      <div className="row row-apart">
        <h2 id="recent">{t('overview.recent')}</h2>
        <Link href="/messages">{t('overview.allMessages')}</Link>
      </div>
      {overview.recentMessages.length === 0 ? (
        <Empty title={t('messages.none')} />
      ) : (
        <Table
          label={t('overview.recent')}
          columns={[
            { title: t('messages.number'), cell: (row) => <bdi dir="ltr">{row.mobileNumber ?? t('app.none')}</bdi> },
            { title: t('messages.kind'), cell: (row) => kind(row.type) },
            { title: t('messages.status'), cell: (row) => <StatusBadge status={row.status} /> },
            { title: t('messages.time'), cell: (row) => times.full(row.createdAt) },
          ]}
          rows={overview.recentMessages}
          rowKey={(row) => row.id}
        />
      )}
    </section>
  );
}
