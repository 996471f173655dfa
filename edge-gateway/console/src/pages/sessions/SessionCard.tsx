import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { sessionsApi, type SessionAction } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { save } from '../../ui/save';
import { useToasts } from '../../ui/toast';
import { isRunning, needsLink, TONES } from './phases';
import { reasonText } from './reasons';

type Asked = 'delete' | 'unlink' | 'relink';

export interface SessionCardProps {
  readonly session: Session;
  readonly onLink: () => void;
}

export function SessionCard({ session, onLink }: SessionCardProps) {
  const { t } = useWords();
  const times = useTimes();
  const [asked, setAsked] = useState<Asked>();
  const actions = useSessionActions(session);
  const reason = reasonText(session, t);
  return (
    <article className="card session" aria-label={session.name}>
      <header className="session-head">
        <h2 className="session-name" dir="auto">
          {session.name}
        </h2>
        <Badge tone={TONES[session.phase]}>{t(`phase.${session.phase}`)}</Badge>
      </header>
      {session.displayName !== session.name && <p className="session-display">{session.displayName}</p>}
      <dl className="facts">
        <div>
          <dt>{t('sessions.number')}</dt>
          <dd dir="ltr">{session.mobileNumber ?? t('app.none')}</dd>
        </div>
        <div>
          <dt>{t('sessions.lastConnected')}</dt>
          <dd>{session.lastConnectedAt ? times.ago(session.lastConnectedAt) : t('sessions.never')}</dd>
        </div>
      </dl>
      {session.reconnectAttempts > 0 && (
        <p className="session-note">{t('sessions.attempts', { count: session.reconnectAttempts })}</p>
      )}
      {reason && <p className="session-note">{reason}</p>}
      <footer className="session-foot">
        <MainAction session={session} actions={actions} onLink={onLink} />
        <MoreActions session={session} actions={actions} onAsk={setAsked} />
      </footer>
      {asked && (
        <Confirm
          title={t(`sessions.${asked}Title`, { name: session.name })}
          text={t(`sessions.${asked}Text`)}
          action={t(`sessions.${asked}`)}
          isOpen
          isBusy={actions.isBusy}
          onClose={() => setAsked(undefined)}
          onConfirm={() => {
            const done = () => setAsked(undefined);
            if (asked === 'delete') {
              actions.remove(done);
            } else if (asked === 'unlink') {
              actions.run('unlink', done);
            } else {
              done();
              actions.run('relink', onLink);
            }
          }}
        />
      )}
    </article>
  );
}

interface Actions {
  readonly isBusy: boolean;
  readonly run: (action: SessionAction, onDone?: () => void) => void;
  readonly remove: (onDone: () => void) => void;
  /** Saves its link, which another client goes on with. */
  readonly give: () => void;
}

function useSessionActions(session: Session): Actions {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const settled = () => queries.invalidateQueries({ queryKey: ['sessions'] });
  const act = useMutation({
    mutationFn: (action: SessionAction) => sessionsApi(http).act(session.id, action),
    onError: toasts.sayFailure,
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: () => sessionsApi(http).remove(session.id),
    onSuccess: () => toasts.say(t('sessions.deleted', { name: session.name })),
    onError: toasts.sayFailure,
    onSettled: settled,
  });
  return {
    isBusy: act.isPending || remove.isPending,
    run: (action, onDone) =>
      act.mutate(action, {
        onSuccess: () => {
          if (action === 'disconnect') {
            toasts.say(t('sessions.disconnected', { name: session.name }));
          } else if (action === 'unlink') {
            toasts.say(t('sessions.unlinked', { name: session.name }));
          }
          onDone?.();
        },
      }),
    remove: (onDone) => remove.mutate(undefined, { onSuccess: onDone }),
    give: () => {
      sessionsApi(http)
        .give(session.id)
        .then((file) => save(file, `${session.name}.zip`))
        .catch(toasts.sayFailure);
    },
  };
}

interface MainActionProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly onLink: () => void;
}

function MainAction({ session, actions, onLink }: MainActionProps) {
  const { t } = useWords();
  const { phase } = session;
  if (needsLink(phase) || phase === 'showing_qr' || phase === 'pairing') {
    return (
      <Button look="primary" onPress={onLink}>
        {t(needsLink(phase) ? 'sessions.connect' : 'sessions.showQr')}
      </Button>
    );
  }
  if (phase === 'exhausted') {
    return (
      <Button look="primary" isDisabled={actions.isBusy} onPress={() => actions.run('reset-reconnects')}>
        {t('sessions.reset')}
      </Button>
    );
  }
  if (phase === 'stopped') {
    return (
      <Button look="primary" isDisabled={actions.isBusy} onPress={() => actions.run('connect')}>
        {t('sessions.connect')}
      </Button>
    );
  }
  return (
    <Button isDisabled={actions.isBusy} onPress={() => actions.run('disconnect')}>
      {t('sessions.disconnect')}
    </Button>
  );
}

interface MoreActionsProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly onAsk: (asked: Asked) => void;
}

function MoreActions({ session, actions, onAsk }: MoreActionsProps) {
  const { t } = useWords();
  const { phase } = session;
  return (
    <MenuTrigger>
      <Button look="quiet" size="icon" aria-label={t('sessions.more', { name: session.name })}>
        <Icon name="more" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu">
          <MenuItem className="menu-item" href={`/console/sessions/${session.id}/settings`}>
            {t('sessions.settings')}
          </MenuItem>
          {isRunning(phase) && phase !== 'connected' && (
            <MenuItem className="menu-item" onAction={() => actions.run('disconnect')}>
              {t('sessions.disconnect')}
            </MenuItem>
          )}
          {phase === 'stopped' && (
            <MenuItem className="menu-item" onAction={actions.give}>
              {t('sessions.export')}
            </MenuItem>
          )}
          {!needsLink(phase) && phase !== 'showing_qr' && (
            <MenuItem className="menu-item" onAction={() => onAsk('relink')}>
              {t('sessions.relink')}
            </MenuItem>
          )}
          {!needsLink(phase) && (
            <MenuItem className="menu-item" onAction={() => onAsk('unlink')}>
              {t('sessions.unlink')}
            </MenuItem>
          )}
          {!session.isProtected && (
            <MenuItem className="menu-item menu-item-danger" onAction={() => onAsk('delete')}>
              {t('sessions.delete')}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
