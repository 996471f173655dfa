import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { messagesApi } from '../../api/messages';
import type { LineMedia } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { save } from '../../ui/save';
import { Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { useKinds } from './kinds';
import { playtime } from './names';

/** Files up to this size are shown without being asked for. */
const AT_ONCE_BYTES = 5_000_000;

export interface LineMediaProps {
  readonly id: string;
  readonly media: LineMedia;
}

/** A message's file: pictures, stickers, video and audio in place, documents as a download. */
export function LineMediaView({ id, media }: LineMediaProps) {
  const isPicture = media.kind === 'image' || media.kind === 'sticker';
  if (isPicture || ['video', 'gif', 'video_note', 'audio', 'voice'].includes(media.kind)) {
    return <Shown id={id} media={media} isPicture={isPicture} />;
  }
  return <Download id={id} media={media} />;
}

function Shown({ id, media, isPicture }: LineMediaProps & { readonly isPicture: boolean }) {
  const { t } = useWords();
  const kind = useKinds();
  const http = useHttp();
  const [isWanted, setWanted] = useState(isPicture && media.size <= AT_ONCE_BYTES);
  const file = useQuery({
    queryKey: ['media', id],
    queryFn: () => messagesApi(http).media(id),
    enabled: isWanted,
    staleTime: Infinity,
    refetchInterval: false,
    retry: false,
  });
  const url = useObjectUrl(file.data);
  if (file.isError) {
    return <Problem failure={file.error} onRetry={() => void file.refetch()} />;
  }
  if (url) {
    return <Player url={url} media={media} label={kind(media.kind)} />;
  }
  return (
    <div className="media-cover">
      {media.preview && <img className="media" src={media.preview} alt={kind(media.kind)} />}
      {isWanted ? (
        <span className="spinner" role="status" aria-label={t('app.loading')} />
      ) : (
        <Button size="small" onPress={() => setWanted(true)}>
          {t('chats.show', { kind: kind(media.kind) })}
          {media.seconds > 0 && ` (${playtime(media.seconds)})`}
        </Button>
      )}
    </div>
  );
}

interface PlayerProps {
  readonly url: string;
  readonly media: LineMedia;
  readonly label: string;
}

function Player({ url, media, label }: PlayerProps) {
  switch (media.kind) {
    case 'image':
      return <img className="media" src={url} alt={label} />;
    case 'sticker':
      return <img className="media media-sticker" src={url} alt={label} />;
    case 'gif':
      return <video className="media" src={url} aria-label={label} autoPlay loop muted playsInline />;
    case 'audio':
    case 'voice':
      // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has captioned it
      return <audio className="media-audio" src={url} aria-label={label} controls />;
    default:
      return (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has captioned it
        <video
          className={media.kind === 'video_note' ? 'media media-round' : 'media'}
          src={url}
          aria-label={label}
          controls
          playsInline
        />
      );
  }
}

function Download({ id, media }: LineMediaProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const toasts = useToasts();
  const name = media.fileName ?? t('messages.file');
  return (
    <div className="document">
      {media.preview && <img src={media.preview} alt="" className="document-preview" />}
      <span>
        <bdi>{name}</bdi>
        {media.size > 0 && <span className="field-hint"> {times.bytes(media.size)}</span>}
      </span>
      <Button
        size="icon"
        look="quiet"
        aria-label={`${t('messages.download')}: ${name}`}
        onPress={() => {
          messagesApi(http)
            .media(id)
            .then((file) => save(file, name))
            .catch(toasts.sayFailure);
        }}
      >
        <Icon name="down" />
      </Button>
    </div>
  );
}

/** An address of the file within this page, which is given back when it is not shown any more. */
function useObjectUrl(file: Blob | undefined): string | undefined {
  const url = useMemo(() => (file ? URL.createObjectURL(file) : undefined), [file]);
  useEffect(
    () => () => {
      if (url) {
        URL.revokeObjectURL(url);
      }
    },
    [url],
  );
  return url;
}
