import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fleetApi } from '../../api/fleet';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Problem } from '../../ui/states';

/** Wraps the tenants' data keys anew under the newest master key. */
export function MasterKey() {
  const { t } = useWords();
  const http = useHttp();
  const [isAsked, setAsked] = useState(false);
  const rotate = useMutation({
    mutationFn: fleetApi(http).rotateMasterKey,
    onSettled: () => setAsked(false),
  });
  return (
    <section className="card form" aria-label={t('fleet.masterKey')}>
      <h2>{t('fleet.masterKey')}</h2>
      <p>{t('fleet.masterKeyText')}</p>
      {rotate.isError && <Problem failure={rotate.error} />}
      {rotate.isSuccess && (
        <p role="status">
          {t('fleet.rotates', { key: rotate.data.masterKeyId, count: rotate.data.dataKeys })}
        </p>
      )}
      <div className="row">
        <Button onPress={() => setAsked(true)}>{t('fleet.rotate')}</Button>
      </div>
      {isAsked && (
        <Confirm
          title={t('fleet.rotateTitle')}
          text={t('fleet.rotateText')}
          action={t('fleet.rotate')}
          isOpen
          isBusy={rotate.isPending}
          onClose={() => setAsked(false)}
          onConfirm={() => rotate.mutate()}
        />
      )}
    </section>
  );
}
