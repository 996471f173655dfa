import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { notifyApi, type ConsentTexts } from '../../api/notify';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Loading, Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';

/** What recipients are told about their consent. */
export function ConsentTextsForm() {
  const { t } = useWords();
  const http = useHttp();
  const texts = useQuery({ queryKey: ['consent-texts'], queryFn: notifyApi(http).texts });
  return (
    <section className="card stack">
      <h2>{t('notify.textsTitle')}</h2>
      {texts.isPending && <Loading />}
      {texts.isError && <Problem failure={texts.error} onRetry={() => void texts.refetch()} />}
      {texts.data && <Edited texts={texts.data} />}
    </section>
  );
}

function Edited({ texts }: { readonly texts: ConsentTexts }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [edited, setEdited] = useState(texts);
  const save = useMutation({
    mutationFn: () => notifyApi(http).setTexts(edited),
    onSuccess: (saved) => {
      setEdited(saved);
      queries.setQueryData(['consent-texts'], saved);
      toasts.say(t('app.saved'));
    },
  });
  const field = (name: keyof ConsentTexts, label: string, rows?: number) => (
    <Field
      label={label}
      {...(rows ? { rows } : {})}
      value={edited[name] ?? ''}
      onChange={(value) => setEdited({ ...edited, [name]: value })}
    />
  );
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="field-hint">{t('notify.textsHint', { place: '{site}' })}</p>
      {field('prompt', t('notify.textPrompt'), 3)}
      {field('yes', t('notify.textYes'), 2)}
      {field('no', t('notify.textNo'), 2)}
      {field('autoReply', t('notify.textReply'), 2)}
      {field('site', t('notify.textSite'))}
      {save.isError && <Problem failure={save.error} />}
      <div className="row">
        <Button look="primary" type="submit" isDisabled={save.isPending}>
          {t('app.save')}
        </Button>
      </div>
    </Form>
  );
}
