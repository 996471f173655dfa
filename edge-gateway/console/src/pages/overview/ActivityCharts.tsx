import type { Activity, ActivitySlot } from '../../api/types';
import { Lines } from '../../charts/Lines';
import { Rows } from '../../charts/Rows';
import { StackedBars } from '../../charts/StackedBars';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';

const DAY_MS = 86_400_000;
const SERIES = ['received', 'read', 'delivered', 'sent', 'pending', 'failed'] as const;

export function ActivityCharts({ activity }: { readonly activity: Activity }) {
  const { t } = useWords();
  const times = useTimes();
  const isLong = Date.parse(activity.to) - Date.parse(activity.from) > DAY_MS;
  const label = (slot: ActivitySlot) => (isLong ? times.dayHour(slot.at) : times.clock(slot.at));
  const series = SERIES.map((key) => ({ key, label: t(`status.${key}`) }));
  return (
    <>
      <StackedBars
        title={t('overview.overTime')}
        axis={t('messages.time')}
        series={series}
        bars={activity.slots.map((slot) => ({ label: label(slot), values: slot.messages }))}
        format={times.number}
      />
      <div className="halves">
        <Funnel whole={activity.whole} />
        <Lines
          title={t('overview.latency')}
          axis={t('messages.time')}
          labels={activity.slots.map(label)}
          lines={[
            {
              key: 'sent',
              label: t('overview.toServer'),
              values: activity.slots.map((slot) => slot.toServerMs.p50),
            },
            {
              key: 'delivered',
              label: t('overview.toPhone'),
              values: activity.slots.map((slot) => slot.toPhoneMs.p50),
            },
            {
              key: 'pending',
              label: t('overview.toPhoneMost'),
              values: activity.slots.map((slot) => slot.toPhoneMs.p95),
            },
          ]}
          format={times.millis}
          none={t('app.none')}
        />
      </div>
    </>
  );
}

function Funnel({ whole }: { readonly whole: ActivitySlot }) {
  const { t } = useWords();
  const times = useTimes();
  const { pending, sent, delivered, read, failed } = whole.messages;
  const accepted = pending + sent + delivered + read + failed;
  const share = (value: number) => (accepted === 0 ? '' : times.percent(value / accepted));
  const steps = [
    { key: 'pending', label: t('overview.accepted'), value: accepted },
    { key: 'sent', label: t('status.sent'), value: sent + delivered + read },
    { key: 'delivered', label: t('status.delivered'), value: delivered + read },
    { key: 'read', label: t('status.read'), value: read },
    { key: 'failed', label: t('status.failed'), value: failed },
  ];
  return (
    <Rows
      title={t('overview.funnel')}
      axis={t('messages.status')}
      unit={t('overview.messages')}
      rows={steps.map((step) => ({ ...step, note: share(step.value) }))}
      format={times.number}
    />
  );
}
