import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { webhooksApi, type WebhookFormat } from '../../api/develop';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Copyable } from '../../ui/Copyable';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';

const FORMATS: readonly WebhookFormat[] = ['trunkline', 'wwebjs', 'cloud'];

export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<WebhookFormat>('trunkline');
  const [events, setEvents] = useState('*');
  const create = useMutation({
    mutationFn: () =>
      webhooksApi(http).create({
        url,
        format,
        sessions: ['*'],
        events: events
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <Dialog title={t('webhooks.new')} isOpen onClose={onClose}>
      {create.data ? (
        <div className="stack">
          <p role="status">{t('webhooks.secretHint')}</p>
          <Copyable label={t('webhooks.secret')} text={create.data.secret ?? ''} />
          <footer className="dialog-foot">
            <Button look="primary" onPress={onClose}>
              {t('link.finish')}
            </Button>
          </footer>
        </div>
      ) : (
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <Field
            label={t('webhooks.url')}
            hint={t('webhooks.urlHint')}
            type="url"
            inputMode="url"
            isRequired
            value={url}
            onChange={setUrl}
          />
          <Choice
            label={t('webhooks.format')}
            value={format}
            options={FORMATS.map((value) => ({ value, label: t(`webhooks.format.${value}`) }))}
            onChange={setFormat}
          />
          <Field
            label={t('webhooks.events')}
            hint={t('webhooks.eventsHint')}
            isRequired
            value={events}
            onChange={setEvents}
          />
          {create.isError && <Problem failure={create.error} />}
          <footer className="dialog-foot">
            <Button onPress={onClose}>{t('app.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={create.isPending}>
              {t('webhooks.create')}
            </Button>
          </footer>
        </Form>
      )}
    </Dialog>
  );
}
