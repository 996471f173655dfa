import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  NOTIFICATION_STATUSES,
  notifyApi,
  type Notification,
  type NotificationFilter,
  type NotificationStatus,
} from '../../api/notify';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Field } from '../../ui/Field';
import { Listing } from '../../ui/Listing';
import { useToasts } from '../../ui/toast';
import { NotifyFrame } from './NotifyFrame';

const TONES: Readonly<Record<NotificationStatus, Tone>> = {
  pending: 'busy',
  sent: 'info',
  delivered: 'good',
  read: 'good',
  failed: 'bad',
  opted_out: 'warn',
  received: 'idle',
};

export function AuditPage() {
  const { t } = useWords();
  return (
    <NotifyFrame title={t('notify.messagesTitle')} lead={t('notify.messagesLead')}>
      <Log />
    </NotifyFrame>
  );
}

function Log() {
  const { t } = useWords();
  const http = useHttp();
  const [filter, setFilter] = useState<NotificationFilter>({});
  const pages = usePages(['notify', 'messages', filter], (after) =>
    notifyApi(http).messages(filter, after),
  );
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      <Listing
        label={t('notify.messagesTitle')}
        pages={pages}
        columns={useColumns()}
        rowKey={(row) => String(row.id)}
        none={t('messages.none')}
      />
    </>
  );
}

interface FiltersProps {
  readonly filter: NotificationFilter;
  readonly onChange: (filter: NotificationFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useWords();
  const http = useHttp();
  const sessions = useQuery({ queryKey: ['notify', 'sessions'], queryFn: notifyApi(http).sessions });
  const all = { value: '', label: t('app.all') };
  return (
    <search className="filters">
      <Choice
        label={t('messages.status')}
        value={filter.status ?? ''}
        options={[
          all,
          ...NOTIFICATION_STATUSES.map((value) => ({ value, label: t(`notifyStatus.${value}`) })),
        ]}
        onChange={(status) => onChange({ ...filter, status })}
      />
      <Choice
        label={t('notify.session')}
        value={filter.session ?? ''}
        options={[all, ...(sessions.data ?? []).map(({ name }) => ({ value: name, label: name }))]}
        onChange={(session) => onChange({ ...filter, session })}
      />
      <Field
        label={t('notify.phone')}
        inputMode="tel"
        value={filter.phone ?? ''}
        onChange={(phone) => onChange({ ...filter, phone })}
      />
      <Field
        label={t('messages.textFilter')}
        value={filter.text ?? ''}
        onChange={(text) => onChange({ ...filter, text })}
      />
    </search>
  );
}

function useColumns() {
  const { t } = useWords();
  const times = useTimes();
  return [
    { title: t('notify.id'), cell: (row: Notification) => row.id },
    { title: t('messages.time'), cell: (row: Notification) => times.full(row.createdAt) },
    {
      title: t('messages.direction'),
      cell: (row: Notification) => t(`notify.${row.direction}`),
    },
    { title: t('notify.session'), cell: (row: Notification) => <bdi>{row.session}</bdi> },
    { title: t('notify.phone'), cell: (row: Notification) => <bdi dir="ltr">{row.phone}</bdi> },
    {
      title: t('notify.body'),
      isWide: true,
      cell: (row: Notification) => (
        <span className="clip" dir="auto">
          {row.body ?? row.caption ?? t('notify.image')}
        </span>
      ),
    },
    {
      title: t('messages.status'),
      cell: (row: Notification) => (
        <span title={row.error ?? undefined}>
          <Badge tone={TONES[row.status]}>{t(`notifyStatus.${row.status}`)}</Badge>
          {row.error && <span className="field-hint"> {row.error}</span>}
        </span>
      ),
    },
    { title: t('app.actions'), cell: (row: Notification) => <Resend row={row} /> },
  ];
}

function Resend({ row }: { readonly row: Notification }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const resend = useMutation({
    mutationFn: () => notifyApi(http).resend(row.id),
    onSuccess: () => toasts.say(t('notify.resent', { id: String(row.id) })),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['notify'] }),
  });
  if (row.status !== 'failed' && row.status !== 'opted_out') {
    return null;
  }
  return (
    <Button size="small" isDisabled={resend.isPending} onPress={() => resend.mutate()}>
      {t('notify.resend')}
    </Button>
  );
}
