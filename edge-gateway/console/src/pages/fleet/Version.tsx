import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { fleetApi, type ClientVersion } from '../../api/fleet';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Loading, Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';

/** The version of WhatsApp Web that the workers claim at their next connects. */
export function Version() {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [chosen, setChosen] = useState('');
  const version = useQuery({ queryKey: ['whatsapp-version'], queryFn: fleetApi(http).version });
  const change = useMutation({
    mutationFn: (to: string | undefined) =>
      to === undefined ? fleetApi(http).refreshVersion() : fleetApi(http).setVersion(to),
    onSuccess: (inUse: ClientVersion) => {
      queries.setQueryData(['whatsapp-version'], inUse);
      setChosen('');
      toasts.say(t('app.saved'));
    },
  });
  return (
    <section className="card form" aria-label={t('fleet.version')}>
      <h2>{t('fleet.version')}</h2>
      {version.isPending && <Loading />}
      {version.isError && (
        <Problem failure={version.error} onRetry={() => void version.refetch()} />
      )}
      {version.data && <InUse inUse={version.data} />}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(chosen);
        }}
      >
        <Field
          label={t('fleet.newVersion')}
          hint={t('fleet.versionHint')}
          isRequired
          pattern="\d+\.\d+\.\d+"
          value={chosen}
          onChange={setChosen}
        />
        {change.isError && <Problem failure={change.error} />}
        <div className="row">
          <Button type="submit" isDisabled={change.isPending}>
            {t('fleet.setVersion')}
          </Button>
          <Button isDisabled={change.isPending} onPress={() => change.mutate(undefined)}>
            {t('fleet.refreshVersion')}
          </Button>
        </div>
      </Form>
    </section>
  );
}

function InUse({ inUse }: { readonly inUse: ClientVersion }) {
  const { t } = useWords();
  const times = useTimes();
  return (
    <dl className="facts">
      <div>
        <dt>{t('fleet.inUse')}</dt>
        <dd dir="ltr">{inUse.version}</dd>
      </div>
      <div>
        <dt>{t('fleet.source')}</dt>
        <dd>{t(`fleet.source.${inUse.source}`)}</dd>
      </div>
      {inUse.since && (
        <div>
          <dt>{t('fleet.since')}</dt>
          <dd>{times.full(inUse.since)}</dd>
        </div>
      )}
    </dl>
  );
}
