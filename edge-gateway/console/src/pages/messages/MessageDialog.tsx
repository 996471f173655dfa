import { useQuery } from '@tanstack/react-query';
import { messagesApi, type MessageDetails } from '../../api/messages';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { save } from '../../ui/save';
import { StatusBadge } from '../../ui/StatusBadge';
import { Loading, Problem } from '../../ui/states';
import { useKinds } from '../chats/kinds';
import { useToasts } from '../../ui/toast';

export interface MessageDialogProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function MessageDialog({ id, onClose }: MessageDialogProps) {
  const { t } = useWords();
  const http = useHttp();
  const details = useQuery({
    queryKey: ['messages', 'one', id],
    queryFn: () => messagesApi(http).get(id),
  });
  return (
    <Dialog title={t('messages.detailsTitle')} isOpen onClose={onClose}>
      {details.isPending && <Loading />}
      {details.isError && <Problem failure={details.error} onRetry={() => void details.refetch()} />}
      {details.data && <Details details={details.data} />}
    </Dialog>
  );
}

function Details({ details }: { readonly details: MessageDetails }) {
  const { t } = useWords();
  const times = useTimes();
  const kind = useKinds();
  const { message, media } = details;
  return (
    <div className="stack">
      {message.text && (
        <p className="quote" dir="auto">
          {message.text}
        </p>
      )}
      <dl className="facts">
        <Fact title={t('messages.number')} value={message.mobileNumber ?? message.chat} />
        <Fact title={t('messages.kind')} value={kind(message.type)} />
        <Fact title={t('messages.id')} value={message.id} />
        <Fact title={t('messages.whatsappId')} value={message.whatsappMessageId} />
        {message.reason && <Fact title={t('messages.reason')} value={message.reason.message} />}
      </dl>
      {media && <Attachment id={message.id} media={media} />}
      <section className="stack-small">
        <h3>{t('messages.history')}</h3>
        <ol className="timeline">
          {message.statusHistory.map((step) => (
            <li key={`${step.status} ${step.participant ?? ''}`}>
              <StatusBadge status={step.status} />
              <span>{times.full(step.at)}</span>
              {step.participant && <bdi dir="ltr">{step.participant}</bdi>}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Fact({ title, value }: { readonly title: string; readonly value: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <bdi dir="ltr">{value}</bdi>
      </dd>
    </div>
  );
}

interface AttachmentProps {
  readonly id: string;
  readonly media: NonNullable<MessageDetails['media']>;
}

function Attachment({ id, media }: AttachmentProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const toasts = useToasts();
  const name = media.fileName ?? `${t('messages.file')}.${media.mimetype.split(/[/;]/)[1] ?? 'bin'}`;
  return (
    <div className="row row-apart">
      <span>
        <bdi>{name}</bdi> · {times.bytes(media.size)}
      </span>
      <Button
        size="small"
        onPress={() => {
          messagesApi(http)
            .media(id)
            .then((file) => save(file, name))
            .catch(toasts.sayFailure);
        }}
      >
        {t('messages.download')}
      </Button>
    </div>
  );
}
