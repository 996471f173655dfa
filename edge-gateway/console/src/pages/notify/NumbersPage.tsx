import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { notifyApi, type NotifySession } from '../../api/notify';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Confirm, Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import { News } from '../../ui/News';
import { Loading, Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { NotifyFrame } from './NotifyFrame';

const REFRESH_MS = 5000;
const STANDARD = 'default';
const NAME = /^[A-Za-z0-9_-]{1,40}$/;

const TONES: Readonly<Record<NotifySession['status'], Tone>> = {
  online: 'good',
  offline: 'bad',
  connecting: 'busy',
};

export function NumbersPage() {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  return (
    <NotifyFrame
      title={t('notify.sessionsTitle')}
      lead={t('notify.sessionsLead')}
      actions={
        <Button look="primary" onPress={() => setAdding(true)}>
          <Icon name="plus" />
          {t('notify.addSession')}
        </Button>
      }
    >
      <Numbers />
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </NotifyFrame>
  );
}

function Numbers() {
  const { t } = useWords();
  const http = useHttp();
  const sessions = useQuery({
    queryKey: ['notify', 'sessions'],
    queryFn: notifyApi(http).sessions,
    refetchInterval: REFRESH_MS,
  });
  if (sessions.isPending) {
    return <Loading />;
  }
  if (sessions.isError) {
    return <Problem failure={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  return (
    <>
      <News lines={sessions.data.map(({ name, status }) => `${name}: ${t(`notify.state.${status}`)}`)} />
      <ul className="grid">
        {sessions.data.map((session) => (
          <li key={session.name}>
            <NumberCard session={session} />
          </li>
        ))}
      </ul>
    </>
  );
}

function NumberCard({ session }: { readonly session: NotifySession }) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { name } = session;
  const [asked, setAsked] = useState<'generate' | 'delete'>();
  const run = useMutation({
    mutationFn: (action: 'generate' | 'delete') =>
      action === 'generate' ? notifyApi(http).regenerateQr(name) : notifyApi(http).removeSession(name),
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(undefined);
      return queries.invalidateQueries({ queryKey: ['notify'] });
    },
  });
  return (
    <article className="card session" aria-label={name}>
      <header className="session-head">
        <h2 className="session-name">
          <bdi>{name}</bdi>
        </h2>
        <Badge tone={TONES[session.status]}>{t(`notify.state.${session.status}`)}</Badge>
      </header>
      <dl className="facts">
        <div>
          <dt>{t('sessions.number')}</dt>
          <dd dir="ltr">{session.phone ? `+${session.phone}` : t('app.none')}</dd>
        </div>
        <div>
          <dt>{t('notify.lastSeen')}</dt>
          <dd>{session.last_seen ? times.full(utc(session.last_seen)) : t('app.none')}</dd>
        </div>
      </dl>
      {session.qr_code && (
        <div className="code-box">
          <img className="qr" src={session.qr_code} alt={t('link.qrAlt', { name })} width={264} height={264} />
          <p>{t('notify.scan', { name })}</p>
        </div>
      )}
      <footer className="session-foot">
        <Button onPress={() => (session.phone ? setAsked('generate') : run.mutate('generate'))}>
          {t('notify.generateQr')}
        </Button>
        {name !== STANDARD && (
          <Button
            look="quiet"
            size="icon"
            aria-label={`${t('sessions.delete')}: ${name}`}
            onPress={() => setAsked('delete')}
          >
            <Icon name="trash" />
          </Button>
        )}
      </footer>
      {asked && (
        <Confirm
          title={t(asked === 'generate' ? 'notify.generateTitle' : 'sessions.deleteTitle', { name })}
          text={t(asked === 'generate' ? 'notify.generateText' : 'notify.deleteText')}
          action={t(asked === 'generate' ? 'notify.generateQr' : 'sessions.delete')}
          isOpen
          isBusy={run.isPending}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run.mutate(asked)}
        />
      )}
    </article>
  );
}

/** The notification API writes times as `2026-01-05 14:00:00`, UTC. */
function utc(time: string): string {
  return `${time.replace(' ', 'T')}Z`;
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => notifyApi(http).addSession(name),
    onSuccess: () => {
      toasts.say(t('notify.created', { name }));
      onClose();
      return queries.invalidateQueries({ queryKey: ['notify'] });
    },
  });
  return (
    <Dialog title={t('notify.addSession')} isOpen onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Field
          label={t('notify.sessionName')}
          hint={t('notify.sessionNameHint')}
          isRequired
          value={name}
          onChange={setName}
          validate={(value) => (NAME.test(value) ? null : t('notify.sessionNameHint'))}
        />
        {add.isError && <Problem failure={add.error} />}
        <footer className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={add.isPending}>
            {t('notify.addSession')}
          </Button>
        </footer>
      </Form>
    </Dialog>
  );
}
