import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-aria-components';
import { operatorApi } from '../../api/operator';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { Loading, Problem } from '../../ui/states';
import { Table } from '../../ui/Table';
import { TenantForm } from './TenantForm';
import { TenantState } from './TenantState';

export function TenantsPage() {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const [isCreating, setCreating] = useState(false);
  const tenants = useQuery({ queryKey: ['tenants'], queryFn: operatorApi(http).tenants });
  return (
    <Page
      title={t('tenants.title')}
      lead={t('tenants.lead')}
      actions={
        <Button look="primary" onPress={() => setCreating(true)}>
          <Icon name="plus" />
          {t('tenants.new')}
        </Button>
      }
    >
      {tenants.isPending && <Loading />}
      {tenants.isError && <Problem failure={tenants.error} onRetry={() => void tenants.refetch()} />}
      {tenants.data && (
        <Table
          label={t('tenants.title')}
          columns={[
            {
              title: t('tenants.name'),
              cell: (row) => (
                <Link href={`/console/tenants/${row.id}`}>
                  <bdi>{row.name}</bdi>
                </Link>
              ),
            },
            { title: t('tenants.state'), cell: (row) => <TenantState state={row.state} /> },
            {
              title: t('tenants.country'),
              cell: (row) => <bdi dir="ltr">+{row.defaultCountry}</bdi>,
            },
            { title: t('keys.created'), cell: (row) => times.full(row.createdAt) },
          ]}
          rows={tenants.data}
          rowKey={(row) => row.id}
        />
      )}
      <Dialog title={t('tenants.new')} isOpen={isCreating} onClose={() => setCreating(false)}>
        <TenantForm
          action={t('tenants.create')}
          save={operatorApi(http).create}
          onSaved={() => setCreating(false)}
        />
      </Dialog>
    </Page>
  );
}
