import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { settingsApi, type ConnectionSettings } from '../../api/settings';
import { useHttp } from '../../app/account';
import { useWords, type TextKey } from '../../i18n';
import { Button } from '../../ui/Button';
import { Check } from '../../ui/Check';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { fieldsOf, settingsOf, type SettingsFields, type TextName } from './form';

export interface SettingsFormProps {
  readonly id: string;
  readonly settings: ConnectionSettings;
}

export function SettingsForm({ id, settings }: SettingsFormProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [fields, setFields] = useState(() => fieldsOf(settings, ownZone()));
  const saving = useMutation({
    mutationFn: () => settingsApi(http).change(id, settingsOf(fields)),
    onSuccess: (changed) => {
      queries.setQueryData(['settings', id], changed);
      setFields(fieldsOf(changed, fields.quietZone));
      toasts.say(t('app.saved'));
    },
  });
  const change = (changed: Partial<SettingsFields>) => setFields({ ...fields, ...changed });
  const text = (name: TextName, hint?: TextKey) => ({
    label: t(`settings.${name}`),
    value: fields[name],
    onChange: (value: string) => change({ [name]: value }),
    ...(hint ? { hint: t(hint) } : {}),
  });
  const count = (name: TextName, hint?: TextKey) => ({
    ...text(name, hint),
    inputMode: 'numeric' as const,
    pattern: '[0-9]*',
  });
  const check = (name: 'consent' | 'sendReadReceipts' | 'rejectCalls') => ({
    label: t(`settings.${name}`),
    isSelected: fields[name],
    onChange: (value: boolean) => change({ [name]: value }),
  });
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <div className="halves">
        <Part title={t('settings.linking')}>
          <Field {...text('deviceName', 'settings.deviceNameHint')} maxLength={100} />
          <Field {...text('proxyUrl', 'settings.proxyUrlHint')} inputMode="url" />
          <Field {...count('historyDays')} />
        </Part>
        <Part title={t('settings.sending')}>
          <Field {...count('defaultCountry', 'tenants.countryHint')} />
          <Field {...count('messageLifetime', 'settings.messageLifetimeHint')} />
          <Check {...check('consent')} />
          <Check {...check('sendReadReceipts')} />
          <Check {...check('rejectCalls')} />
        </Part>
      </div>
      <Part title={t('settings.pace')}>
        <p className="field-hint">{t('settings.paceHint')}</p>
        <div className="filters">
          <Field {...count('minSeconds')} />
          <Field {...count('maxSeconds')} />
          <Field {...count('pollSeconds')} />
          <Field {...count('perHour')} />
          <Field {...count('perDay')} />
        </div>
        <div className="filters">
          <Field {...text('quietFrom')} type="time" />
          <Field {...text('quietTo')} type="time" />
          <Field {...text('quietZone')} />
        </div>
      </Part>
      {saving.isError && <Problem failure={saving.error} />}
      <div className="row">
        <Button look="primary" type="submit" isDisabled={saving.isPending}>
          {t('app.save')}
        </Button>
      </div>
    </Form>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="card form" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** That of the browser. */
function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
