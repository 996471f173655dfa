import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger, Form } from 'react-aria-components';
import { sessionsApi } from '../../api/sessions';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { isSessionName } from './names';

/** Goes on with a link that a Baileys client holds, without a scan. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState('');
  const [file, setFile] = useState<File>();
  const take = useMutation({
    mutationFn: (link: File) => sessionsApi(http).take(name, link),
    onSuccess: () => {
      toasts.say(t('sessions.imported', { name }));
      onClose();
      return queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <Dialog title={t('sessions.import')} isOpen onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (file) {
            take.mutate(file);
          }
        }}
      >
        <p className="field-hint">{t('sessions.importHint')}</p>
        <Field
          label={t('sessions.name')}
          hint={t('sessions.nameHint')}
          isRequired
          value={name}
          onChange={setName}
          validate={(value) => (isSessionName(value) ? null : t('sessions.nameBad'))}
        />
        <div className="row">
          <FileTrigger
            acceptedFileTypes={['.zip', '.json']}
            onSelect={(files) => setFile(files?.[0])}
          >
            <Button>{t('sessions.importFile')}</Button>
          </FileTrigger>
          <bdi>{file?.name}</bdi>
        </div>
        {take.isError && <Problem failure={take.error} />}
        <footer className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={take.isPending || file === undefined}>
            {t('sessions.import')}
          </Button>
        </footer>
      </Form>
    </Dialog>
  );
}
