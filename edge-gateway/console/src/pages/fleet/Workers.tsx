import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fleetApi, type Worker } from '../../api/fleet';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/Table';
import { useToasts } from '../../ui/toast';

const TONES: Readonly<Record<Worker['state'], Tone>> = {
  serving: 'good',
  draining: 'busy',
  drained: 'idle',
  gone: 'bad',
};

export function Workers({ workers }: { readonly workers: readonly Worker[] }) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asked, setAsked] = useState<string>();
  const drain = useMutation({
    mutationFn: (worker: string) => fleetApi(http).drain(worker),
    onSuccess: (_, worker) => toasts.say(t('fleet.drains', { worker })),
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(undefined);
      return queries.invalidateQueries({ queryKey: ['fleet'] });
    },
  });
  if (workers.length === 0) {
    return <Empty title={t('fleet.none')} />;
  }
  return (
    <>
      <Table
        label={t('fleet.workers')}
        columns={[
          { title: t('fleet.worker'), cell: (row) => <code>{row.id}</code> },
          {
            title: t('tenants.state'),
            cell: (row) => <Badge tone={TONES[row.state]}>{t(`fleet.state.${row.state}`)}</Badge>,
          },
          { title: t('fleet.shards'), cell: (row) => times.number(row.shards) },
          { title: t('fleet.sessions'), cell: (row) => times.number(row.sessions) },
          { title: t('fleet.sockets'), cell: (row) => times.number(row.openSockets) },
          { title: t('fleet.version'), cell: (row) => <code>{row.clientVersion}</code> },
          { title: t('fleet.started'), cell: (row) => times.full(row.startedAt) },
          {
            title: t('app.actions'),
            cell: (row) =>
              row.state === 'serving' && (
                <Button size="small" onPress={() => setAsked(row.id)}>
                  {t('fleet.drain')}
                </Button>
              ),
          },
        ]}
        rows={workers}
        rowKey={(row) => row.id}
      />
      {asked && (
        <Confirm
          title={t('fleet.drainTitle', { worker: asked })}
          text={t('fleet.drainText')}
          action={t('fleet.drain')}
          isOpen
          isBusy={drain.isPending}
          onClose={() => setAsked(undefined)}
          onConfirm={() => drain.mutate(asked)}
        />
      )}
    </>
  );
}
