import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { FileTrigger } from 'react-aria-components';
import { chatsApi } from '../../api/chats';
import type { ChatLine } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Problem } from '../../ui/states';
import { useKinds } from './kinds';

export interface ComposerProps {
  readonly connection: string;
  readonly chat: string;
  /** The message that the next one answers. */
  readonly answered: ChatLine | undefined;
  readonly onAnswered: () => void;
}

export function Composer({ connection, chat, answered, onAnswered }: ComposerProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const kind = useKinds();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const input = useRef<HTMLTextAreaElement>(null);
  const send = useMutation({
    mutationFn: () =>
      chatsApi(http).send(connection, chat, {
        text,
        file,
        quotedMessageId: answered?.whatsappId,
      }),
    onSuccess: () => {
      setText('');
      setFile(undefined);
      onAnswered();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['messages'] });
      void queries.invalidateQueries({ queryKey: ['chats'] });
    },
  });
  useEffect(() => {
    if (answered) {
      input.current?.focus();
    }
  }, [answered]);

  const isReady = (text.trim() !== '' || file !== undefined) && !send.isPending;
  const sendIfReady = () => {
    if (isReady) {
      send.mutate();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      sendIfReady();
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        sendIfReady();
      }}
    >
      {send.isError && <Problem failure={send.error} />}
      {answered && (
        <Chip label={t('chats.answering')} onClear={onAnswered}>
          {answered.text ?? kind(answered.type)}
        </Chip>
      )}
      {file && (
        <Chip label={t('messages.file')} onClear={() => setFile(undefined)}>
          {file.name}
        </Chip>
      )}
      <div className="composer-row">
        <FileTrigger onSelect={(files) => setFile(files?.[0])}>
          <Button look="quiet" size="icon" aria-label={t('chats.attach')}>
            <Icon name="attach" />
          </Button>
        </FileTrigger>
        <textarea
          ref={input}
          className="input"
          rows={1}
          dir="auto"
          aria-label={t('chats.write')}
          placeholder={t('chats.write')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <Button look="primary" size="icon" type="submit" aria-label={t('chats.send')} isDisabled={!isReady}>
          <Icon name="send" />
        </Button>
      </div>
    </form>
  );
}

interface ChipProps {
  readonly label: string;
  readonly children: string;
  readonly onClear: () => void;
}

function Chip({ label, children, onClear }: ChipProps) {
  const { t } = useWords();
  return (
    <p className="chip">
      <span className="clip-one">
        {label}: <bdi>{children}</bdi>
      </span>
      <Button look="quiet" size="icon" aria-label={t('app.cancel')} onPress={onClear}>
        <Icon name="close" />
      </Button>
    </p>
  );
}
