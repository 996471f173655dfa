import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { webhooksApi, type WebhookFormat } from '../../api/develop';
import { sessionsApi } from '../../api/sessions';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Check } from '../../ui/Check';
import { Choice } from '../../ui/Choice';
import { Copyable } from '../../ui/Copyable';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';

const FORMATS: readonly WebhookFormat[] = ['trunkline', 'wwebjs', 'cloud'];

const EVERY = '*';

export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<WebhookFormat>('trunkline');
  const [events, setEvents] = useState('*');
  const [session, setSession] = useState(EVERY);
  const [isOrdered, setOrdered] = useState(true);
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: sessionsApi(http).list });
  const create = useMutation({
    mutationFn: () =>
      webhooksApi(http).create({
        url,
        format,
        sessions: [session],
        ordered: isOrdered,
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
          <Choice
            label={t('webhooks.sessions')}
            value={session}
            options={[
              { value: EVERY, label: t('app.all') },
              ...(sessions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setSession}
          />
          <Check
            label={t('webhooks.ordered')}
            isSelected={isOrdered}
            onChange={setOrdered}
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
