import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { connectionsApi, type Requested } from '../../api/connections';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Copyable } from '../../ui/Copyable';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { isSessionName } from '../sessions/names';

export interface NewConnectionDialogProps {
  readonly onClose: () => void;
  readonly onLink: (id: string) => void;
}

export function NewConnectionDialog({ onClose, onLink }: NewConnectionDialogProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [customerId, setCustomerId] = useState('');
  const [customerName, setCustomerName] = useState('');
  const [websiteUrl, setWebsiteUrl] = useState('');
  const request = useMutation({
    mutationFn: () => connectionsApi(http).request(customerId, customerName, websiteUrl),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  });
  return (
    <Dialog title={t('connections.new')} isOpen onClose={onClose}>
      {request.data ? (
        <Made requested={request.data} onLink={onLink} />
      ) : (
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            request.mutate();
          }}
        >
          <Field
            label={t('connections.customerId')}
            hint={t('connections.customerIdHint')}
            isRequired
            value={customerId}
            onChange={setCustomerId}
            validate={(value) => (isSessionName(value) ? null : t('sessions.nameBad'))}
          />
          <Field
            label={t('connections.customerName')}
            isRequired
            maxLength={255}
            value={customerName}
            onChange={setCustomerName}
          />
          <Field
            label={t('connections.websiteUrl')}
            type="url"
            inputMode="url"
            value={websiteUrl}
            onChange={setWebsiteUrl}
          />
          {request.isError && <Problem failure={request.error} />}
          <footer className="dialog-foot">
            <Button onPress={onClose}>{t('app.cancel')}</Button>
            <Button look="primary" type="submit" isDisabled={request.isPending}>
              {t('connections.create')}
            </Button>
          </footer>
        </Form>
      )}
    </Dialog>
  );
}

interface MadeProps {
  readonly requested: Requested;
  readonly onLink: (id: string) => void;
}

function Made({ requested, onLink }: MadeProps) {
  const { t } = useWords();
  return (
    <div className="stack">
      <p className="field-hint">{t('connections.tokenHint')}</p>
      <Copyable label={t('connections.token')} text={requested.auth.connectionToken} />
      <p className="field-hint">{t('connections.qrShare')}</p>
      <footer className="dialog-foot">
        <Button look="primary" onPress={() => onLink(requested.connection.id)}>
          {t('connections.showQr')}
        </Button>
      </footer>
    </div>
  );
}
