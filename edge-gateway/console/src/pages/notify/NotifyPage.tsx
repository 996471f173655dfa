import { useQuery } from '@tanstack/react-query';
import { notifyApi, type NotifyOverview } from '../../api/notify';
import { useHttp } from '../../app/account';
import { Rows } from '../../charts/Rows';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Stat } from '../../ui/Stat';
import { Loading, Problem } from '../../ui/states';
import { NotifyFrame } from './NotifyFrame';

export function NotifyPage() {
  const { t } = useWords();
  return (
    <NotifyFrame title={t('notify.title')} lead={t('notify.lead')}>
      <Figures />
    </NotifyFrame>
  );
}

function Figures() {
  const http = useHttp();
  const overview = useQuery({
    queryKey: ['notify', 'overview'],
    queryFn: notifyApi(http).overview,
  });
  if (overview.isPending) {
    return <Loading />;
  }
  return overview.isError ? (
    <Problem failure={overview.error} onRetry={() => void overview.refetch()} />
  ) : (
    <Shown overview={overview.data} />
  );
}

const STATUS_TONES = {
  pending: 'pending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  opted_out: 'received',
} as const;

const CONSENTS = { yes: 'read', pending: 'pending', no: 'failed' } as const;

function Shown({ overview }: { readonly overview: NotifyOverview }) {
  const { t } = useWords();
  const { number } = useTimes();
  const { messages, sessions, contacts } = overview;
  const count = (status: keyof typeof messages) => number(messages[status] ?? 0);
  return (
    <div className="stack">
      <dl className="stats">
        <Stat label={t('notify.waiting')} value={count('pending')} />
        <Stat label={t('notify.sent')} value={count('sent')} />
        <Stat label={t('notify.delivered')} value={count('delivered')} />
        <Stat label={t('notify.read')} value={count('read')} />
        <Stat label={t('notify.failed')} value={count('failed')} />
        <Stat label={t('notify.optedOut')} value={count('opted_out')} />
        <Stat label={t('notify.received')} value={count('received')} />
        <Stat
          label={t('notify.online')}
          value={number(sessions.online)}
          note={t('notify.ofTotal', { count: sessions.total })}
        />
        <Stat
          label={t('notify.agreed')}
          value={number(contacts.yes)}
          note={t('notify.undecided', { count: contacts.pending })}
        />
      </dl>
      <div className="halves">
        <Rows
          title={t('notify.perStatus')}
          axis={t('messages.status')}
          unit={t('overview.messages')}
          rows={(Object.keys(STATUS_TONES) as (keyof typeof STATUS_TONES)[]).map((status) => ({
            key: status,
            tone: STATUS_TONES[status],
            label: t(`notifyStatus.${status}`),
            value: messages[status] ?? 0,
          }))}
          format={number}
        />
        <Rows
          title={t('notify.perConsent')}
          axis={t('notify.optIn')}
          unit={t('notify.contacts')}
          rows={(Object.keys(CONSENTS) as (keyof typeof CONSENTS)[]).map((consent) => ({
            key: consent,
            tone: CONSENTS[consent],
            label: t(`notify.consent.${consent}`),
            value: contacts[consent],
          }))}
          format={number}
        />
      </div>
    </div>
  );
}
