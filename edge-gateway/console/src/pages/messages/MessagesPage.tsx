import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messagesApi, type MessageFilter } from '../../api/messages';
import { sessionsApi } from '../../api/sessions';
import type { Message } from '../../api/types';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Listing } from '../../ui/Listing';
import { Page } from '../../ui/Page';
import { save } from '../../ui/save';
import { StatusBadge } from '../../ui/StatusBadge';
import type { Column } from '../../ui/Table';
import { useToasts } from '../../ui/toast';
import { MessageDialog } from './MessageDialog';
import { useKinds } from '../chats/kinds';
import { MessageFilters } from './MessageFilters';

export function MessagesPage() {
  const { t } = useWords();
  const http = useHttp();
  const toasts = useToasts();
  const [filter, setFilter] = useState<MessageFilter>({});
  const [shown, setShown] = useState<string>();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: sessionsApi(http).list });
  const pages = usePages(['messages', filter], (after) => messagesApi(http).list(filter, after));
  const exported = (format: 'csv' | 'jsonl') => {
    messagesApi(http)
      .exported(filter, format)
      .then((file) => save(file, `messages.${format}`))
      .catch(toasts.sayFailure);
  };
  const columns = useColumns(
    new Map(sessions.data?.map(({ id, name }) => [id, name])),
    setShown,
  );
  return (
    <Page
      title={t('messages.title')}
      lead={t('messages.lead')}
      actions={
        <>
          <Button onPress={() => exported('csv')}>{t('messages.exportCsv')}</Button>
          <Button onPress={() => exported('jsonl')}>{t('messages.exportJson')}</Button>
        </>
      }
    >
      <MessageFilters filter={filter} onChange={setFilter} sessions={sessions.data ?? []} />
      <Listing
        label={t('messages.title')}
        pages={pages}
        columns={columns}
        rowKey={(message) => message.id}
        none={t('messages.none')}
      />
      {shown && <MessageDialog id={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function useColumns(
  names: ReadonlyMap<string, string>,
  onShow: (id: string) => void,
): readonly Column<Message>[] {
  const { t } = useWords();
  const times = useTimes();
  const kind = useKinds();
  return [
    { title: t('messages.time'), cell: (row) => times.full(row.occurredAt) },
    {
      title: t('messages.direction'),
      cell: (row) => t(row.direction === 'in' ? 'messages.in' : 'messages.out'),
    },
    {
      title: t('messages.number'),
      cell: (row) => <bdi dir="ltr">{row.mobileNumber ?? row.chat}</bdi>,
    },
    {
      title: t('messages.text'),
      isWide: true,
      cell: (row) => (
        <span className="clip" dir="auto">
          {row.text ?? kind(row.type)}
        </span>
      ),
    },
    { title: t('messages.connection'), cell: (row) => names.get(row.connectionId) ?? t('app.none') },
    { title: t('messages.status'), cell: (row) => <StatusBadge status={row.status} /> },
    {
      title: t('app.actions'),
      cell: (row) => (
        <Button look="quiet" size="small" onPress={() => onShow(row.id)}>
          {t('messages.details')}
        </Button>
      ),
    },
  ];
}
