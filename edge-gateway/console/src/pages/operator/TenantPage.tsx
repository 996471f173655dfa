import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useNavigate, useParams } from 'react-router';
import { keysOf, operatorApi, usersOf, type Tenant } from '../../api/operator';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Page } from '../../ui/Page';
import { Loading, Problem } from '../../ui/states';
import { useToasts } from '../../ui/toast';
import { Keys } from '../keys/Keys';
import { NewKeyDialog } from '../keys/NewKeyDialog';
import { TenantForm } from './TenantForm';
import { TenantState } from './TenantState';
import { TenantUsage } from './TenantUsage';
import { Users } from './Users';

export function TenantPage() {
  const { t } = useWords();
  const http = useHttp();
  const { id = '' } = useParams();
  const tenant = useQuery({
    queryKey: ['tenants', id],
    queryFn: () => operatorApi(http).tenant(id),
  });
  return (
    <Page
      title={tenant.data?.name ?? t('tenants.title')}
      actions={
        <>
          <Link className="button button-plain button-normal" href="/">
            {t('tenants.back')}
          </Link>
          {tenant.data && <Life tenant={tenant.data} />}
        </>
      }
    >
      {tenant.isPending && <Loading />}
      {tenant.isError && <Problem failure={tenant.error} onRetry={() => void tenant.refetch()} />}
      {tenant.data && <Parts tenant={tenant.data} />}
    </Page>
  );
}

function Parts({ tenant }: { readonly tenant: Tenant }) {
  const { t } = useWords();
  const http = useHttp();
  const toasts = useToasts();
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <p className="row">
        <TenantState state={tenant.state} />
        <code>{tenant.id}</code>
      </p>
      <Tabs className="section">
        <TabList className="tabs" aria-label={tenant.name}>
          <Tab className="tab" id="usage">
            {t('usage.title')}
          </Tab>
          <Tab className="tab" id="settings">
            {t('tenants.settings')}
          </Tab>
          <Tab className="tab" id="keys">
            {t('keys.title')}
          </Tab>
          <Tab className="tab" id="users">
            {t('tenants.users')}
          </Tab>
        </TabList>
        <TabPanel id="usage">
          <TenantUsage id={tenant.id} />
        </TabPanel>
        <TabPanel id="settings" className="form-page">
          <TenantForm
            tenant={tenant}
            action={t('app.save')}
            save={(fields) => operatorApi(http).change(tenant.id, fields)}
            onSaved={() => toasts.say(t('app.saved'))}
          />
        </TabPanel>
        <TabPanel id="keys">
          <div className="stack">
            <div className="row">
              <Button onPress={() => setCreating(true)}>{t('keys.new')}</Button>
            </div>
            <Keys path={keysOf(tenant.id)} />
          </div>
          {isCreating && (
            <NewKeyDialog path={keysOf(tenant.id)} onClose={() => setCreating(false)} />
          )}
        </TabPanel>
        <TabPanel id="users">
          <Users path={usersOf(tenant.id)} roles={['viewer', 'agent', 'admin']} />
        </TabPanel>
      </Tabs>
    </>
  );
}

/** Suspends, resumes and deletes a tenant. */
function Life({ tenant }: { readonly tenant: Tenant }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'suspend' | 'delete'>();
  const { id, name, state } = tenant;
  const run = useMutation({
    mutationFn: async (action: 'suspend' | 'resume' | 'delete') => {
      const api = operatorApi(http);
      await (action === 'delete' ? api.remove(id) : api.setSuspended(id, action === 'suspend'));
    },
    onSuccess: (_, action) => (action === 'delete' ? navigate('/') : undefined),
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(undefined);
      return queries.invalidateQueries({ queryKey: ['tenants'] });
    },
  });
  return (
    <>
      {state === 'active' && (
        <Button onPress={() => setAsked('suspend')}>{t('tenants.suspend')}</Button>
      )}
      {state === 'suspended' && (
        <Button isDisabled={run.isPending} onPress={() => run.mutate('resume')}>
          {t('tenants.resume')}
        </Button>
      )}
      <Button look="danger" onPress={() => setAsked('delete')}>
        {t('tenants.delete')}
      </Button>
      {asked && (
        <Confirm
          title={t(`tenants.${asked}Title`, { name })}
          text={t(`tenants.${asked}Text`)}
          action={t(`tenants.${asked}`)}
          isOpen
          isBusy={run.isPending}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run.mutate(asked)}
        />
      )}
    </>
  );
}
