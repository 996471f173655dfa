import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FileTrigger, Form, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { notifyApi } from '../../api/notify';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { NotifyFrame } from './NotifyFrame';

const STANDARD = 'default';

export function SendPage() {
  const { t } = useWords();
  return (
    <NotifyFrame title={t('notify.sendTitle')} lead={t('notify.sendLead')}>
      <SendForm />
    </NotifyFrame>
  );
}

function SendForm() {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const sessions = useQuery({ queryKey: ['notify', 'sessions'], queryFn: notifyApi(http).sessions });
  const [session, setSession] = useState(STANDARD);
  const [kind, setKind] = useState('text');
  const [phone, setPhone] = useState('');
  const [text, setText] = useState('');
  const [file, setFile] = useState<File>();
  const send = useMutation({
    mutationFn: () =>
      kind === 'image' && file
        ? notifyApi(http).sendImage(session, phone, text, file)
        : notifyApi(http).send(session, phone, text),
    onSuccess: ({ message_id }) => {
      setText('');
      setFile(undefined);
      toasts.say(t('notify.queued', { id: String(message_id) }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['notify'] }),
  });
  const names = sessions.data?.map(({ name }) => name) ?? [STANDARD];
  const isImage = kind === 'image';
  return (
    <Form
      className="form form-page card"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Choice
        label={t('notify.session')}
        value={session}
        options={names.map((name) => ({ value: name, label: name }))}
        onChange={setSession}
      />
      <RadioGroup className="radios" aria-label={t('messages.kind')} value={kind} onChange={setKind}>
        <RadioField value="text">
          <RadioButton className="radio">{t('notify.sendText')}</RadioButton>
        </RadioField>
        <RadioField value="image">
          <RadioButton className="radio">{t('notify.sendImage')}</RadioButton>
        </RadioField>
      </RadioGroup>
      <Field
        label={t('notify.phone')}
        hint={t('notify.phoneHint')}
        inputMode="tel"
        isRequired
        value={phone}
        onChange={setPhone}
      />
      {isImage && (
        <div className="field">
          <span className="field-label">{t('notify.file')}</span>
          <span className="row">
            <FileTrigger
              acceptedFileTypes={['image/jpeg', 'image/png', 'image/gif', 'image/webp']}
              onSelect={(files) => setFile(files?.[0])}
            >
              <Button>{t('notify.chooseFile')}</Button>
            </FileTrigger>
            <bdi>{file?.name}</bdi>
          </span>
          <span className="field-hint">{t('notify.fileHint')}</span>
        </div>
      )}
      <Field
        label={t(isImage ? 'notify.caption' : 'notify.message')}
        rows={4}
        isRequired={!isImage}
        value={text}
        onChange={setText}
      />
      {send.isError && <Problem failure={send.error} />}
      <Button
        look="primary"
        type="submit"
        isDisabled={send.isPending || (isImage && file === undefined)}
      >
        {t('notify.queue')}
      </Button>
    </Form>
  );
}
