import { useEffect, useState } from 'react';
import { GridList, GridListItem } from 'react-aria-components';
import { chatsApi } from '../../api/chats';
import type { Chat } from '../../api/types';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Search } from '../../ui/Field';
import { Empty, Loading, Problem } from '../../ui/states';
import { useKinds } from './kinds';
import { initials, nameOfJid } from './names';
import { Ticks } from './Ticks';

export interface ChatListProps {
  readonly connection: string;
  readonly selected: string | null;
  readonly onOpen: (jid: string) => void;
  readonly onNames: (names: ReadonlyMap<string, string>) => void;
}

export function ChatList({ connection, selected, onOpen, onNames }: ChatListProps) {
  const { t } = useWords();
  const http = useHttp();
  const [search, setSearch] = useState('');
  const [number, setNumber] = useState('');
  const pages = usePages(['chats', connection], (after) => chatsApi(http).list(connection, after));
  const { items } = pages;
  useEffect(
    () => onNames(new Map(items.map((chat) => [chat.jid, nameOf(chat)]))),
    // The pages make a new list each time; what is in it tells whether it changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [JSON.stringify(items.map((chat) => [chat.jid, chat.name]))],
  );
  const wanted = search.trim().toLowerCase();
  const shown = items.filter((chat) => `${nameOf(chat)} ${chat.jid}`.toLowerCase().includes(wanted));
  const digits = number.replace(/[^0-9]/g, '');
  return (
    <section className="chat-list" aria-label={t('chats.title')}>
      <div className="chat-list-head">
        <Search label={t('chats.search')} value={search} onChange={setSearch} />
        <form
          className="new-chat"
          onSubmit={(event) => {
            event.preventDefault();
            if (digits) {
              onOpen(`${digits}@s.whatsapp.net`);
              setNumber('');
            }
          }}
        >
          <input
            className="input"
            inputMode="tel"
            dir="auto"
            aria-label={t('chats.newNumber')}
            placeholder={t('chats.newNumber')}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
          <Button type="submit">{t('chats.new')}</Button>
        </form>
      </div>
      {pages.isPending && <Loading />}
      {pages.error && <Problem failure={pages.error} onRetry={pages.refetch} />}
      {!pages.isPending && !pages.error && shown.length === 0 && <Empty title={t('chats.none')} />}
      <GridList
        className="chat-rows"
        aria-label={t('chats.title')}
        items={shown.map((chat) => ({ ...chat, id: chat.jid }))}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected ? [selected] : []}
        onSelectionChange={(keys) => {
          const [jid] = keys === 'all' ? [] : [...keys];
          if (typeof jid === 'string') {
            onOpen(jid);
          }
        }}
      >
        {(chat) => (
          <GridListItem className="chat-row" textValue={nameOf(chat)}>
            <Row chat={chat} />
          </GridListItem>
        )}
      </GridList>
      {pages.hasMore && (
        <Button look="quiet" isDisabled={pages.isLoadingMore} onPress={pages.loadMore}>
          {t('app.more')}
        </Button>
      )}
    </section>
  );
}

function nameOf(chat: Chat): string {
  return chat.name ?? nameOfJid(chat.jid);
}

function Row({ chat }: { readonly chat: Chat }) {
  const { t } = useWords();
  const times = useTimes();
  const kind = useKinds();
  const last = chat.lastMessage;
  const name = nameOf(chat);
  return (
    <>
      <span className="avatar" aria-hidden="true">
        {initials(name)}
      </span>
      <span className="chat-row-name">
        <bdi>{name}</bdi>
        {chat.pinned && <span className="chat-flag">{t('chats.pinned')}</span>}
      </span>
      <span className="chat-row-time">{chat.lastActivityAt && times.recent(chat.lastActivityAt)}</span>
      <span className="chat-row-text">
        {last?.direction === 'out' && <Ticks status={last.status} />}
        <span className="clip-one" dir="auto">
          {last ? (last.text ?? kind(last.type)) : ''}
        </span>
      </span>
      {(chat.unreadCount > 0 || chat.markedUnread) && (
        <span className="unread" aria-label={t('chats.unread', { count: chat.unreadCount })}>
          {chat.unreadCount > 0 ? times.number(chat.unreadCount) : '•'}
        </span>
      )}
    </>
  );
}
