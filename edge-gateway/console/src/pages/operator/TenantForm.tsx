import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Tenant, TenantFields } from '../../api/operator';
import type { Quotas } from '../../api/types';
import { useWords, type TextKey } from '../../i18n';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';

const QUOTAS: readonly (readonly [keyof Quotas, TextKey])[] = [
  ['sessions', 'usage.quotaSessions'],
  ['messagesPerDay', 'usage.quotaMessages'],
  ['requestsPerSecond', 'usage.quotaRequests'],
  ['mediaBytes', 'tenants.mediaBytes'],
];

export interface TenantFormProps {
  /** Absent: a new one. */
  readonly tenant?: Tenant;
  readonly action: string;
  readonly save: (fields: TenantFields) => Promise<unknown>;
  readonly onSaved: () => void;
}

export function TenantForm({ tenant, action, save, onSaved }: TenantFormProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState(tenant?.name ?? '');
  const [country, setCountry] = useState(tenant?.defaultCountry ?? '');
  const [quotas, setQuotas] = useState<Record<keyof Quotas, string>>(() => {
    const text = (quota: keyof Quotas) => tenant?.quotas[quota]?.toString() ?? '';
    return {
      sessions: text('sessions'),
      messagesPerDay: text('messagesPerDay'),
      requestsPerSecond: text('requestsPerSecond'),
      mediaBytes: text('mediaBytes'),
    };
  });
  const saving = useMutation({
    mutationFn: () => {
      const number = (quota: keyof Quotas) => (quotas[quota] === '' ? null : Number(quotas[quota]));
      return save({
        name,
        defaultCountry: country || undefined,
        quotas: {
          sessions: number('sessions'),
          messagesPerDay: number('messagesPerDay'),
          requestsPerSecond: number('requestsPerSecond'),
          mediaBytes: number('mediaBytes'),
        },
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['tenants'] });
      onSaved();
    },
  });
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Field label={t('tenants.name')} isRequired maxLength={128} value={name} onChange={setName} />
      <Field
        label={t('tenants.country')}
        hint={t('tenants.countryHint')}
        inputMode="numeric"
        value={country}
        onChange={setCountry}
      />
      <p className="field-hint">{t('tenants.quotaHint')}</p>
      {QUOTAS.map(([quota, label]) => (
        <Field
          key={quota}
          label={t(label)}
          inputMode="numeric"
          pattern="[0-9]*"
          value={quotas[quota]}
          onChange={(value) => setQuotas({ ...quotas, [quota]: value })}
        />
      ))}
      {saving.isError && <Problem failure={saving.error} />}
      <div className="row">
        <Button look="primary" type="submit" isDisabled={saving.isPending}>
          {action}
        </Button>
      </div>
    </Form>
  );
}
