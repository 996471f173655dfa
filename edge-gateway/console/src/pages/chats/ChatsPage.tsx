import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { sessionsApi } from '../../api/sessions';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Choice } from '../../ui/Choice';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/states';
import { ChatList } from './ChatList';
import { Conversation } from './Conversation';

/** Chats of one connection beside the one that is open; on narrow screens one or the other. */
export function ChatsPage() {
  const { t } = useWords();
  const http = useHttp();
  const [params, setParams] = useSearchParams();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: sessionsApi(http).list });
  const linked = (sessions.data ?? []).filter(({ phase }) => phase !== 'created');
  const session = linked.find(({ id }) => id === params.get('session')) ?? linked[0];
  const chat = params.get('chat');
  const open = (next: { session: string; chat?: string }) => setParams({ ...next });
  return (
    <Page
      title={t('chats.title')}
      actions={
        session && (
          <Choice
            label={t('messages.connection')}
            hideLabel
            value={session.id}
            options={linked.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(id) => open({ session: id })}
          />
        )
      }
    >
      {sessions.isPending && <Loading />}
      {sessions.isError && <Problem failure={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && !session && (
        <Empty title={t('chats.noSession')}>
          <p>{t('sessions.noneHint')}</p>
        </Empty>
      )}
      {session && (
        <div className={chat ? 'chats chats-open' : 'chats'}>
          <ChatList
            key={session.id}
            connection={session.id}
            selected={chat}
            onNames={setNames}
            onOpen={(jid) => open({ session: session.id, chat: jid })}
          />
          {chat ? (
            <Conversation
              key={`${session.id} ${chat}`}
              connection={session.id}
              chat={chat}
              name={names.get(chat)}
              onBack={() => open({ session: session.id })}
            />
          ) : (
            <div className="chat-none">
              <p>{t('chats.choose')}</p>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}
