import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { webhooksApi, type Attempt, type Webhook } from '../../api/develop';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Copyable } from '../../ui/Copyable';
import { Confirm } from '../../ui/Dialog';
import { useToasts } from '../../ui/toast';

export interface WebhookCardProps {
  readonly webhook: Webhook;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

export function WebhookCard({ webhook, isChosen, onChoose }: WebhookCardProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsked, setAsked] = useState(false);
  const settled = () => queries.invalidateQueries({ queryKey: ['webhooks'] });
  const test = useMutation({
    mutationFn: () => webhooksApi(http).test(webhook.id),
    onError: toasts.sayFailure,
  });
  const rotate = useMutation({
    mutationFn: () => webhooksApi(http).rotate(webhook.id),
    onError: toasts.sayFailure,
  });
  const remove = useMutation({
    mutationFn: () => webhooksApi(http).remove(webhook.id),
    onError: toasts.sayFailure,
    onSettled: settled,
  });
  const told = ({ delivered, statusCode, latencyMs, error }: Attempt) =>
    delivered
      ? t('webhooks.testGood', { status: String(statusCode), time: times.millis(latencyMs) })
      : t('webhooks.testBad', { reason: error ?? String(statusCode) });
  return (
    <article className={isChosen ? 'card webhook webhook-chosen' : 'card webhook'}>
      <div className="webhook-facts">
        <h2>
          <bdi dir="ltr">{webhook.url}</bdi>
        </h2>
        <p className="field-hint">
          {t(`webhooks.format.${webhook.format}`)} · <bdi dir="ltr">{webhook.events.join(', ')}</bdi>
        </p>
        {test.data && <p role="status">{told(test.data)}</p>}
        {rotate.data && (
          <div className="stack-small">
            <p role="status">
              {t('webhooks.secretHint')} {t('webhooks.rotateHint')}
            </p>
            <Copyable label={t('webhooks.secret')} text={rotate.data} />
          </div>
        )}
      </div>
      <div className="row">
        {!isChosen && (
          <Button size="small" onPress={onChoose}>
            {t('webhooks.deliveries')}
          </Button>
        )}
        <Button size="small" isDisabled={test.isPending} onPress={() => test.mutate()}>
          {t('webhooks.test')}
        </Button>
        <Button size="small" isDisabled={rotate.isPending} onPress={() => rotate.mutate()}>
          {t('webhooks.rotate')}
        </Button>
        <Button look="danger" size="small" onPress={() => setAsked(true)}>
          {t('webhooks.delete')}
        </Button>
      </div>
      <Confirm
        title={t('webhooks.deleteTitle')}
        text={t('webhooks.deleteText')}
        action={t('webhooks.delete')}
        isOpen={isAsked}
        isBusy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate()}
      />
    </article>
  );
}
