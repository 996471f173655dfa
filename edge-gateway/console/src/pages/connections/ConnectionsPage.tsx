import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionsApi } from '../../api/connections';
import { sessionsApi } from '../../api/sessions';
import type { Connection } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Confirm } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/states';
import { Table } from '../../ui/Table';
import { useToasts } from '../../ui/toast';
import { LinkDialog } from '../sessions/LinkDialog';
import { NewConnectionDialog } from './NewConnectionDialog';

const STATUSES = ['pending_qr', 'connected', 'stale'] as const;
const MOST = 200;

const TONES: Readonly<Record<Connection['status'], Tone>> = {
  pending_qr: 'info',
  connected: 'good',
  stale: 'bad',
};

export function ConnectionsPage() {
  const { t } = useWords();
  const http = useHttp();
  const [status, setStatus] = useState<string>('');
  const [isCreating, setCreating] = useState(false);
  const [linking, setLinking] = useState<string>();
  const connections = useQuery({
    queryKey: ['connections', status],
    queryFn: () => connectionsApi(http).list(status, 1, MOST),
  });
  return (
    <Page
      title={t('connections.title')}
      lead={t('connections.lead')}
      actions={
        <Button look="primary" onPress={() => setCreating(true)}>
          <Icon name="plus" />
          {t('connections.new')}
        </Button>
      }
    >
      <search className="filters">
        <Choice
          label={t('connections.status')}
          value={status}
          options={[
            { value: '', label: t('app.all') },
            ...STATUSES.map((value) => ({ value, label: t(`connections.${value}`) })),
          ]}
          onChange={setStatus}
        />
      </search>
      {connections.isPending && <Loading />}
      {connections.isError && (
        <Problem failure={connections.error} onRetry={() => void connections.refetch()} />
      )}
      {connections.data?.connections.length === 0 && <Empty title={t('connections.none')} />}
      {connections.data && connections.data.connections.length > 0 && (
        <Table
          label={t('connections.title')}
          columns={[
            { title: t('connections.customerName'), cell: (row) => <bdi>{row.customerName}</bdi> },
            { title: t('connections.customerId'), cell: (row) => <bdi>{row.customerId}</bdi> },
            {
              title: t('connections.status'),
              cell: (row) => <Badge tone={TONES[row.status]}>{t(`connections.${row.status}`)}</Badge>,
            },
            {
              title: t('connections.number'),
              cell: (row) => <bdi dir="ltr">{row.mobileNumber ?? t('app.none')}</bdi>,
            },
            {
              title: t('app.actions'),
              cell: (row) => <Actions connection={row} onLink={() => setLinking(row.id)} />,
            },
          ]}
          rows={connections.data.connections}
          rowKey={(row) => row.id}
        />
      )}
      {isCreating && (
        <NewConnectionDialog
          onClose={() => setCreating(false)}
          onLink={(id) => {
            setCreating(false);
            setLinking(id);
          }}
        />
      )}
      {linking && <LinkDialog id={linking} onClose={() => setLinking(undefined)} />}
    </Page>
  );
}

interface ActionsProps {
  readonly connection: Connection;
  readonly onLink: () => void;
}

type Action = 'activate' | 'logout' | 'relink' | 'delete';

function Actions({ connection, onLink }: ActionsProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { id, status, customerName: name } = connection;
  const [asked, setAsked] = useState<'relink' | 'delete'>();
  const run = useMutation({
    mutationFn: async (action: Action) => {
      if (action === 'relink') {
        await sessionsApi(http).act(id, action);
      } else if (action === 'delete') {
        await sessionsApi(http).remove(id);
      } else {
        await connectionsApi(http)[action](id);
      }
    },
    onSuccess: (_, action) => {
      if (action === 'relink') {
        onLink();
      } else if (action === 'activate') {
        toasts.say(t('connections.approved', { name }));
      } else if (action === 'delete') {
        toasts.say(t('sessions.deleted', { name }));
      }
    },
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(undefined);
      return queries.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  const button = (text: string, onPress: () => void) => (
    <Button size="small" isDisabled={run.isPending} onPress={onPress}>
      {text}
    </Button>
  );
  const isConnected = status === 'connected';
  return (
    <span className="row">
      {!isConnected && button(t('connections.approve'), () => run.mutate('activate'))}
      {status === 'pending_qr' && button(t('connections.showQr'), onLink)}
      {button(t('connections.connect'), () =>
        isConnected ? setAsked('relink') : run.mutate('relink'),
      )}
      {isConnected && button(t('connections.logout'), () => run.mutate('logout'))}
      <Button
        look="quiet"
        size="icon"
        aria-label={`${t('sessions.delete')}: ${name}`}
        onPress={() => setAsked('delete')}
      >
        <Icon name="trash" />
      </Button>
      {asked && (
        <Confirm
          title={t(`sessions.${asked}Title`, { name })}
          text={t(asked === 'relink' ? 'sessions.relinkText' : 'connections.deleteText')}
          action={t(asked === 'relink' ? 'connections.connect' : 'sessions.delete')}
          isOpen
          isBusy={run.isPending}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run.mutate(asked)}
        />
      )}
    </span>
  );
}
