import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { notifyApi, type NotifyContact, type OptIn } from '../../api/notify';
import { useHttp } from '../../app/account';
import { usePages } from '../../app/queries';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Badge, type Tone } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Field } from '../../ui/Field';
import { Listing } from '../../ui/Listing';
import { useToasts } from '../../ui/toast';
import { ConsentTextsForm } from './ConsentTextsForm';
import { NotifyFrame } from './NotifyFrame';

const TONES: Readonly<Record<OptIn, Tone>> = { yes: 'good', pending: 'busy', no: 'bad' };
const ANSWERS: readonly OptIn[] = ['yes', 'pending', 'no'];

export function ContactsPage() {
  const { t } = useWords();
  return (
    <NotifyFrame title={t('notify.contactsTitle')} lead={t('notify.contactsLead')}>
      <div className="stack">
        <ContactList />
        <ConsentTextsForm />
      </div>
    </NotifyFrame>
  );
}

function ContactList() {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const [optIn, setOptIn] = useState<string>('');
  const [phone, setPhone] = useState('');
  const pages = usePages(['notify', 'contacts', optIn, phone], (after) =>
    notifyApi(http).contacts(optIn, phone, after),
  );
  return (
    <section>
      <search className="filters">
        <Choice
          label={t('notify.optIn')}
          value={optIn}
          options={[
            { value: '', label: t('app.all') },
            ...ANSWERS.map((value) => ({ value, label: t(`notify.consent.${value}`) })),
          ]}
          onChange={setOptIn}
        />
        <Field label={t('notify.phone')} inputMode="tel" value={phone} onChange={setPhone} />
      </search>
      <Listing
        label={t('notify.contactsTitle')}
        pages={pages}
        columns={[
          { title: t('notify.phone'), cell: (row) => <bdi dir="ltr">{row.phone}</bdi> },
          {
            title: t('notify.optIn'),
            cell: (row) => <Badge tone={TONES[row.optIn]}>{t(`notify.consent.${row.optIn}`)}</Badge>,
          },
          {
            title: t('notify.optInAt'),
            cell: (row) => (row.optInAt ? times.full(row.optInAt) : t('app.none')),
          },
          { title: t('app.actions'), cell: (row) => <Change contact={row} /> },
        ]}
        rowKey={(row) => row.phone}
        none={t('notify.noContacts')}
      />
    </section>
  );
}

function Change({ contact }: { readonly contact: NotifyContact }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const to = contact.optIn === 'yes' ? 'pending' : 'yes';
  const change = useMutation({
    mutationFn: () => notifyApi(http).setContact(contact.phone, to),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['notify'] }),
  });
  return (
    <Button size="small" isDisabled={change.isPending} onPress={() => change.mutate()}>
      {t(to === 'yes' ? 'notify.setYes' : 'notify.setPending')}
    </Button>
  );
}
