import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Session } from '../../api/types';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/states';
import { reasonText } from './reasons';

export interface ByCodeProps {
  readonly session: Session;
  /** Asks for a code for a number; outlives this view, which the session's phases come and go with. */
  readonly code: UseMutationResult<string, Error, string>;
}

/** Links by a code that is typed on the phone; the number decides which phone. */
export function ByCode({ session, code }: ByCodeProps) {
  const { t } = useWords();
  const [number, setNumber] = useState(code.variables ?? '');
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
        code.mutate(number);
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
