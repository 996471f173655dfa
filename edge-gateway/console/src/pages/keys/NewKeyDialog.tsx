import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CheckboxGroup, Form, Label } from 'react-aria-components';
import { keysApi } from '../../api/develop';
import type { Scope } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Check } from '../../ui/Check';
import { Copyable } from '../../ui/Copyable';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';

const SCOPES: readonly Scope[] = ['read', 'send', 'sessions', 'admin'];

export interface NewKeyDialogProps {
  readonly path: string;
  readonly onClose: () => void;
}

export function NewKeyDialog({ path, onClose }: NewKeyDialogProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read', 'send']);
  const [requests, setRequests] = useState('');
  const [expires, setExpires] = useState('');
  const create = useMutation({
    mutationFn: () =>
      keysApi(http, path).create({
        name,
        scopes: SCOPES.filter((scope) => scopes.includes(scope)),
        requestsPerSecond: requests ? Number(requests) : undefined,
        expiresAt: expires ? new Date(expires).toISOString() : undefined,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <Dialog title={t('keys.new')} isOpen onClose={onClose}>
      {create.data ? (
        <div className="stack">
          <p role="status">{t('keys.secretHint')}</p>
          <Copyable label={t('keys.secret')} text={create.data.secret ?? ''} />
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
          <Field label={t('keys.name')} isRequired maxLength={128} value={name} onChange={setName} />
          <CheckboxGroup className="field" value={scopes} onChange={setScopes}>
            <Label className="field-label">{t('keys.scopes')}</Label>
            {SCOPES.map((scope) => (
              <Check key={scope} value={scope} label={t(`keys.scope.${scope}`)} />
            ))}
          </CheckboxGroup>
          <Field
            label={t('keys.requests')}
            hint={t('keys.requestsHint')}
            inputMode="numeric"
            pattern="[1-9][0-9]*"
            value={requests}
            onChange={setRequests}
          />
          <Field
            label={t('keys.expires')}
            hint={t('keys.expiresHint')}
            type="datetime-local"
            value={expires}
            onChange={setExpires}
          />
          {scopes.length === 0 && <p className="field-error">{t('keys.needScope')}</p>}
          {create.isError && <Problem failure={create.error} />}
          <footer className="dialog-foot">
            <Button onPress={onClose}>{t('app.cancel')}</Button>
            <Button
              look="primary"
              type="submit"
              isDisabled={create.isPending || scopes.length === 0}
            >
              {t('keys.create')}
            </Button>
          </footer>
        </Form>
      )}
    </Dialog>
  );
}
