import type { ReactNode } from 'react';
import { errorText } from '../app/errors';
import { useWords } from '../i18n';
import { Button } from './Button';

export function Loading() {
  const { t } = useWords();
  return (
    <p className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {t('app.loading')}
    </p>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** A failure that says what to do about it. */
export function Problem({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => void }) {
  const { t } = useWords();
  return (
    <div className="problem" role="alert">
      <p>{errorText(failure, t)}</p>
      {onRetry && (
        <Button size="small" onPress={onRetry}>
          {t('app.retry')}
        </Button>
      )}
    </div>
  );
}
