import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { sessionsApi } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { isSessionName } from './names';

export interface NewSessionDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (session: Session) => void;
}

export function NewSessionDialog({ onClose, onCreated }: NewSessionDialogProps) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => sessionsApi(http).create(name),
    onSuccess: (session) => {
      void queries.invalidateQueries({ queryKey: ['sessions'] });
      onCreated(session);
    },
  });
  return (
    <Dialog title={t('sessions.new')} isOpen onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t('sessions.name')}
          hint={t('sessions.nameHint')}
          value={name}
          onChange={setName}
          isRequired
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type a name
          autoFocus
          validate={(value) => (isSessionName(value) ? null : t('sessions.nameBad'))}
        />
        {create.isError && <Problem failure={create.error} />}
        <footer className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={create.isPending}>
            {t('sessions.create')}
          </Button>
        </footer>
      </Form>
    </Dialog>
  );
}
