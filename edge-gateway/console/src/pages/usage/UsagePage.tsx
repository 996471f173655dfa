import { useQuery } from '@tanstack/react-query';
import type { Me } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Page } from '../../ui/Page';
import { Stat } from '../../ui/Stat';
import { Loading, Problem } from '../../ui/states';
import { QuotaFacts } from './QuotaFacts';

export function UsagePage() {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const me = useQuery({ queryKey: ['me'], queryFn: () => http.data<Me>('/api/v1/me') });
  const lead = me.data
    ? { lead: t('usage.lead', { tenant: me.data.tenant.name, day: times.day(me.data.usage.since) }) }
    : {};
  return (
    <Page title={t('usage.title')} {...lead}>
      {me.isPending && <Loading />}
      {me.isError && <Problem failure={me.error} onRetry={() => void me.refetch()} />}
      {me.data && (
        <div className="stack">
          <dl className="stats">
            <Stat label={t('usage.sent')} value={times.number(me.data.usage.messagesSent)} />
            <Stat label={t('usage.received')} value={times.number(me.data.usage.messagesReceived)} />
            <Stat label={t('usage.calls')} value={times.number(me.data.usage.apiCalls)} />
            <Stat label={t('usage.media')} value={times.bytes(me.data.usage.mediaBytes)} />
            <Stat label={t('usage.sessions')} value={times.number(me.data.usage.sessions)} />
          </dl>
          <QuotaFacts quotas={me.data.quotas} />
        </div>
      )}
    </Page>
  );
}
