import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { sessionsApi } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { reasonText } from './reasons';

/** Links by a code that is typed on the phone; the number decides which phone. */
export function ByCode({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const http = useHttp();
  const [number, setNumber] = useState('');
  const code = useMutation({
    mutationFn: () => sessionsApi(http).pairingCode(session.id, number),
  });
  const isWaiting = code.isSuccess && session.phase === 'showing_qr';
  if (isWaiting) {
    return (
      <div className="code-box">
        <p>{t('link.codeSteps')}</p>
        <p className="pairing-code" dir="ltr" aria-label={t('link.code')} role="status">
          {code.data}
        </p>
        <p dir="auto">{t('link.codeWaiting', { number })}</p>
      </div>
    );
  }
  const over = code.isSuccess ? reasonText(session, t) : undefined;
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        code.mutate();
      }}
    >
      {over && <p role="status">{over}</p>}
      <Field
        label={t('link.number')}
        hint={t('link.numberHint')}
        inputMode="tel"
        isRequired
        value={number}
        onChange={setNumber}
      />
      {code.isError && <Problem failure={code.error} />}
      <Button look="primary" type="submit" isDisabled={code.isPending}>
        {t('link.getCode')}
      </Button>
    </Form>
  );
}
