import type { Quotas } from '../../api/types';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';

export function QuotaFacts({ quotas }: { readonly quotas: Quotas }) {
  const { t } = useWords();
  const times = useTimes();
  const text = (value: number | null, format: (value: number) => string) =>
    value === null ? t('usage.unlimited') : format(value);
  return (
    <section className="card stack-small form-page">
      <h2>{t('usage.quotas')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('usage.quotaSessions')}</dt>
          <dd>{text(quotas.sessions, times.number)}</dd>
        </div>
        <div>
          <dt>{t('usage.quotaMessages')}</dt>
          <dd>{text(quotas.messagesPerDay, times.number)}</dd>
        </div>
        <div>
          <dt>{t('usage.quotaRequests')}</dt>
          <dd>{text(quotas.requestsPerSecond, times.number)}</dd>
        </div>
        <div>
          <dt>{t('usage.quotaMedia')}</dt>
          <dd>{text(quotas.mediaBytes, times.bytes)}</dd>
        </div>
      </dl>
    </section>
  );
}
