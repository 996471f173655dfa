import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { webhooksApi, type Delivery, type DeliveryStatus, type Webhook } from '../../api/develop';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Listing } from '../../ui/Listing';
import { useToasts } from '../../ui/toast';

const TONES: Readonly<Record<DeliveryStatus, Tone>> = {
  pending: 'busy',
  delivered: 'good',
  dead: 'bad',
};
const STATUSES: readonly DeliveryStatus[] = ['pending', 'delivered', 'dead'];

export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const [status, setStatus] = useState<string>('');
  const pages = usePages(['deliveries', webhook.id, status], (after) =>
    webhooksApi(http).deliveries(webhook.id, status, after),
  );
  return (
    <section className="section" aria-labelledby="deliveries">
      <h2 id="deliveries">{t('webhooks.deliveries')}</h2>
      <search className="filters">
        <Choice
          label={t('messages.status')}
          value={status}
          options={[
            { value: '', label: t('app.all') },
            ...STATUSES.map((value) => ({ value, label: t(`webhooks.delivery.${value}`) })),
          ]}
          onChange={setStatus}
        />
      </search>
      <Listing
        label={t('webhooks.deliveries')}
        pages={pages}
        columns={[
          { title: t('messages.time'), cell: (row) => times.full(row.createdAt) },
          { title: t('webhooks.type'), cell: (row) => <code>{row.type}</code> },
          {
            title: t('messages.status'),
            cell: (row) => (
              <Badge tone={TONES[row.status]}>{t(`webhooks.delivery.${row.status}`)}</Badge>
            ),
          },
          { title: t('webhooks.attempts'), cell: (row) => times.number(row.attempts) },
          {
            title: t('webhooks.answer'),
            cell: (row) => row.statusCode ?? row.error ?? t('app.none'),
          },
          {
            title: t('webhooks.latency'),
            cell: (row) => (row.latencyMs === null ? t('app.none') : times.millis(row.latencyMs)),
          },
          {
            title: t('webhooks.next'),
            cell: (row) => (row.nextAttemptAt ? times.full(row.nextAttemptAt) : t('app.none')),
          },
          {
            title: t('app.actions'),
            cell: (row) => <Replay webhook={webhook} delivery={row} />,
          },
        ]}
        rowKey={(row) => row.id}
        none={t('webhooks.noDeliveries')}
      />
    </section>
  );
}

interface ReplayProps {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

function Replay({ webhook, delivery }: ReplayProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const replay = useMutation({
    mutationFn: () => webhooksApi(http).replay(webhook.id, [delivery.id]),
    onSuccess: () => toasts.say(t('webhooks.replayed')),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  if (delivery.status === 'pending') {
    return null;
  }
  return (
    <Button size="small" isDisabled={replay.isPending} onPress={() => replay.mutate()}>
      {t('webhooks.replay')}
    </Button>
  );
}
