import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { chatsApi } from '../../api/chats';
import type { ChatLine } from '../../api/types';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Search } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { Empty, Loading, Problem } from '../../ui/states';
import { Composer } from './Composer';
import { Line } from './Line';
import { initials, nameOfJid } from './names';

export interface ConversationProps {
  readonly connection: string;
  readonly chat: string;
  readonly name: string | undefined;
  readonly onBack: () => void;
}

export function Conversation({ connection, chat, name = nameOfJid(chat), onBack }: ConversationProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const [answered, setAnswered] = useState<ChatLine>();
  const pages = usePages(['messages', 'chat', connection, chat, search], (before) =>
    chatsApi(http).lines(connection, chat, search, before),
  );
  const newest = pages.items[0];
  const newestReceived = newest && !newest.fromMe ? newest.id : undefined;
  useEffect(() => {
    if (newestReceived) {
      // Reading is a courtesy to the others; the page works without it.
      void chatsApi(http)
        .read(connection, chat)
        .then(() => queries.invalidateQueries({ queryKey: ['chats'] }))
        .catch(() => undefined);
    }
  }, [http, queries, connection, chat, newestReceived]);

  return (
    <section className="conversation" aria-label={t('chats.with', { name })}>
      <header className="conversation-head">
        <Button look="quiet" size="icon" aria-label={t('chats.back')} onPress={onBack}>
          <Icon name="back" />
        </Button>
        <span className="avatar" aria-hidden="true">
          {initials(name)}
        </span>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <Search label={t('chats.searchIn')} value={search} onChange={setSearch} />
      </header>
      <Lines
        lines={pages.items}
        isGroup={chat.endsWith('@g.us')}
        top={
          <>
            {pages.isPending && <Loading />}
            {pages.error && <Problem failure={pages.error} onRetry={pages.refetch} />}
            {!pages.isPending && !pages.error && pages.items.length === 0 && (
              <Empty title={t('messages.none')} />
            )}
            {pages.hasMore && (
              <Button
                look="quiet"
                size="small"
                isDisabled={pages.isLoadingMore}
                onPress={pages.loadMore}
              >
                {t('chats.older')}
              </Button>
            )}
          </>
        }
        onAnswer={setAnswered}
        onReact={(line, emoji) => {
          void chatsApi(http)
            .react(connection, chat, line.whatsappId, emoji)
            .then(() => queries.invalidateQueries({ queryKey: ['messages', 'chat'] }));
        }}
      />
      <Composer
        connection={connection}
        chat={chat}
        answered={answered}
        onAnswered={() => setAnswered(undefined)}
      />
    </section>
  );
}

interface LinesProps {
  /** Newest first. */
  readonly lines: readonly ChatLine[];
  readonly isGroup: boolean;
  readonly top: ReactNode;
  readonly onAnswer: (line: ChatLine) => void;
  readonly onReact: (line: ChatLine, emoji: string) => void;
}

function Lines({ lines, isGroup, top, onAnswer, onReact }: LinesProps) {
  const { t } = useWords();
  const times = useTimes();
  const frame = useRef<HTMLDivElement>(null);
  const newest = lines[0]?.id;
  useLayoutEffect(() => {
    frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [newest]);
  const shown = [...lines].reverse();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard
    <div className="lines-frame" ref={frame} tabIndex={0} role="log" aria-label={t('messages.title')}>
      <div className="lines-top">{top}</div>
      {shown.map((line, index) => {
        const day = times.day(line.at);
        const before = shown[index - 1];
        const isNewDay = !before || times.day(before.at) !== day;
        return (
          <div key={line.id} className="line-slot">
            {isNewDay && <p className="day">{day}</p>}
            <Line
              line={line}
              showsAuthor={isGroup && !line.fromMe && before?.sender !== line.sender}
              onAnswer={() => onAnswer(line)}
              onReact={(emoji) => onReact(line, emoji)}
            />
          </div>
        );
      })}
    </div>
  );
}
