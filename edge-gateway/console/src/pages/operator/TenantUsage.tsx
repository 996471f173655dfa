import { useQuery } from '@tanstack/react-query';
import { operatorApi, type UsageDay } from '../../api/operator';
import { useHttp } from '../../app/account';
import { StackedBars } from '../../charts/StackedBars';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Stat } from '../../ui/Stat';
import { Loading, Problem } from '../../ui/states';

function sent(day: UsageDay, direction: 'in' | 'out'): number {
  return day.messages
    .filter((one) => one.direction === direction)
    .reduce((total, { count }) => total + count, 0);
}

export function TenantUsage({ id }: { readonly id: string }) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const usage = useQuery({
    queryKey: ['usage', id],
    queryFn: () => operatorApi(http).usage(id),
  });
  if (usage.isPending) {
    return <Loading />;
  }
  if (usage.isError) {
    return <Problem failure={usage.error} onRetry={() => void usage.refetch()} />;
  }
  const { days, sessions } = usage.data;
  const total = (of: (day: UsageDay) => number) => days.reduce((sum, day) => sum + of(day), 0);
  return (
    <div className="stack">
      <dl className="stats">
        <Stat label={t('usage.sessions')} value={times.number(sessions)} />
        <Stat label={t('usage.sent')} value={times.number(total((day) => sent(day, 'out')))} />
        <Stat label={t('usage.received')} value={times.number(total((day) => sent(day, 'in')))} />
        <Stat label={t('usage.calls')} value={times.number(total((day) => day.apiCalls))} />
        <Stat label={t('usage.media')} value={times.bytes(total((day) => day.mediaBytes))} />
      </dl>
      <StackedBars
        title={t('usage.perDay')}
        axis={t('usage.day')}
        series={[
          { key: 'sent', label: t('messages.out') },
          { key: 'received', label: t('messages.in') },
        ]}
        bars={days.map((day) => ({
          label: times.day(day.day),
          values: { sent: sent(day, 'out'), received: sent(day, 'in') },
        }))}
        format={times.number}
      />
    </div>
  );
}
