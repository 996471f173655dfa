import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionsApi } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Problem } from '../../ui/states';
import { needsLink } from './phases';
import { reasonText } from './reasons';
import { useSecondsUntil } from './useSecondsUntil';

/** Shows the session's QR code; the gateway renews it, and so does this. */
export function ByQr({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const begin = useMutation({
    mutationFn: () => sessionsApi(http).act(session.id, 'connect'),
    onSuccess: (now) => queries.setQueryData(['sessions', session.id], now),
  });
  const { mutate, isIdle } = begin;
  const isFresh = session.phase === 'created' || session.phase === 'logged_out';
  useEffect(() => {
    if (isFresh && isIdle) {
      mutate();
    }
  }, [isFresh, isIdle, mutate]);

  if (begin.isError) {
    return <Problem failure={begin.error} onRetry={() => begin.mutate()} />;
  }
  if (needsLink(session.phase) && !begin.isPending) {
    return (
      <div className="code-box">
        <p>{reasonText(session, t) ?? t('link.roundOver')}</p>
        <Button look="primary" onPress={() => begin.mutate()}>
          {t('link.again')}
        </Button>
      </div>
    );
  }
  return (
    <div className="code-box">
      <p>{t('link.qrSteps')}</p>
      {session.qr ? (
        <Code name={session.name} dataUrl={session.qr.dataUrl} expiresAt={session.qr.expiresAt} />
      ) : (
        <>
          <div className="qr qr-empty">
            <span className="spinner" aria-hidden="true" />
          </div>
          <p role="status">{t('link.preparing')}</p>
        </>
      )}
    </div>
  );
}

interface CodeProps {
  readonly name: string;
  readonly dataUrl: string;
  readonly expiresAt: string;
}

function Code({ name, dataUrl, expiresAt }: CodeProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const seconds = useSecondsUntil(expiresAt);
  useEffect(() => {
    if (seconds === 0) {
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    }
  }, [seconds, queries]);
  return (
    <>
      <img className="qr" src={dataUrl} alt={t('link.qrAlt', { name })} width={264} height={264} />
      <p className="countdown" role="timer">
        {seconds > 0 ? t('link.expires', { count: seconds }) : t('link.renewing')}
      </p>
      <a href={dataUrl} download={`${name}.png`}>
        {t('connections.download')}
      </a>
    </>
  );
}
