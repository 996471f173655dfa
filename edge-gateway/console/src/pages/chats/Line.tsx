import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ChatLine } from '../../api/types';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useKinds } from './kinds';
import { LineMediaView } from './LineMedia';
import { nameOfJid } from './names';
import { Ticks } from './Ticks';

const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export interface LineProps {
  readonly line: ChatLine;
  readonly showsAuthor: boolean;
  readonly onAnswer: () => void;
  readonly onReact: (emoji: string) => void;
}

export function Line({ line, showsAuthor, onAnswer, onReact }: LineProps) {
  const { t } = useWords();
  const times = useTimes();
  return (
    <article className={line.fromMe ? 'line line-mine' : 'line'}>
      <div className="bubble">
        {showsAuthor && (
          <p className="line-author">
            <bdi>{line.senderName ?? nameOfJid(line.sender ?? '')}</bdi>
          </p>
        )}
        {line.quote && <Quoted quote={line.quote} />}
        <Body line={line} />
        <p className="line-foot">
          {line.isEdited && <span>{t('chats.edited')}</span>}
          <time dateTime={line.at}>{times.clock(line.at)}</time>
          {line.fromMe && <Ticks status={line.status} />}
        </p>
        <Reactions line={line} />
      </div>
      {!line.isRevoked && (
        <div className="line-actions">
          <Button look="quiet" size="icon" aria-label={t('chats.answer')} onPress={onAnswer}>
            <Icon name="reply" />
          </Button>
          <MenuTrigger>
            <Button look="quiet" size="icon" aria-label={t('chats.react')}>
              <Icon name="smile" />
            </Button>
            <Popover className="popover">
              <Menu className="menu emojis" onAction={(key) => onReact(String(key))}>
                {EMOJIS.map((emoji) => (
                  <MenuItem key={emoji} id={emoji} className="menu-item">
                    {emoji}
                  </MenuItem>
                ))}
                <MenuItem id="" className="menu-item">
                  {t('chats.unreact')}
                </MenuItem>
              </Menu>
            </Popover>
          </MenuTrigger>
        </div>
      )}
    </article>
  );
}

function Quoted({ quote }: { readonly quote: NonNullable<ChatLine['quote']> }) {
  const kind = useKinds();
  return (
    <blockquote className="quoted">
      <p className="line-author">
        <bdi>{nameOfJid(quote.participant)}</bdi>
      </p>
      <p className="clip" dir="auto">
        {quote.text ?? kind(quote.type)}
      </p>
    </blockquote>
  );
}

function Body({ line }: { readonly line: ChatLine }) {
  const { t } = useWords();
  const kind = useKinds();
  if (line.isRevoked) {
    return <p className="line-note">{t('chats.revoked')}</p>;
  }
  return (
    <>
      {line.media && <LineMediaView id={line.id} media={line.media} />}
      {line.place && <Place place={line.place} />}
      {line.contacts.length > 0 && (
        <ul className="line-list">
          {line.contacts.map((name) => (
            <li key={name} dir="auto">
              <Icon name="people" /> {name}
            </li>
          ))}
        </ul>
      )}
      {!line.media && !line.place && line.contacts.length === 0 && line.type !== 'text' && (
        <p className="line-note">{kind(line.type)}</p>
      )}
      {line.text && line.text !== line.media?.fileName && line.contacts.length === 0 && (
        <p className="line-text" dir="auto">
          {line.text}
        </p>
      )}
      {line.poll.length > 0 && (
        <ul className="line-list">
          {line.poll.map((option) => (
            <li key={option} dir="auto">
              ◦ {option}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Place({ place }: { readonly place: NonNullable<ChatLine['place']> }) {
  const { latitude, longitude } = place;
  return (
    <p className="line-list">
      <span dir="ltr">
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </span>
      {place.address && <span dir="auto">{place.address}</span>}
    </p>
  );
}

function Reactions({ line }: { readonly line: ChatLine }) {
  const { t } = useWords();
  if (line.reactions.length === 0) {
    return null;
  }
  const counts = new Map<string, number>();
  line.reactions.forEach(({ emoji }) => counts.set(emoji, (counts.get(emoji) ?? 0) + 1));
  return (
    <ul className="reactions" aria-label={t('chats.reactions')}>
      {[...counts].map(([emoji, count]) => (
        <li key={emoji}>
          {emoji}
          {count > 1 && ` ${count}`}
        </li>
      ))}
    </ul>
  );
}
