import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { webhooksApi } from '../../api/develop';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/states';
import { Deliveries } from './Deliveries';
import { NewWebhookDialog } from './NewWebhookDialog';
import { WebhookCard } from './WebhookCard';

export function WebhooksPage() {
  const { t } = useWords();
  const http = useHttp();
  const [isCreating, setCreating] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const webhooks = useQuery({ queryKey: ['webhooks'], queryFn: webhooksApi(http).list });
  const shown = webhooks.data?.find(({ id }) => id === chosen) ?? webhooks.data?.[0];
  return (
    <Page
      title={t('webhooks.title')}
      lead={t('webhooks.lead')}
      actions={
        <Button look="primary" onPress={() => setCreating(true)}>
          <Icon name="plus" />
          {t('webhooks.new')}
        </Button>
      }
    >
      {webhooks.isPending && <Loading />}
      {webhooks.isError && (
        <Problem failure={webhooks.error} onRetry={() => void webhooks.refetch()} />
      )}
      {webhooks.data?.length === 0 && <Empty title={t('webhooks.none')} />}
      <ul className="stack">
        {webhooks.data?.map((webhook) => (
          <li key={webhook.id}>
            <WebhookCard
              webhook={webhook}
              isChosen={webhook.id === shown?.id}
              onChoose={() => setChosen(webhook.id)}
            />
          </li>
        ))}
      </ul>
      {shown && <Deliveries key={shown.id} webhook={shown} />}
      {isCreating && <NewWebhookDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
