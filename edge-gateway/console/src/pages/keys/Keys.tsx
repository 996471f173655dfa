import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keysApi, type ApiKey } from '../../api/develop';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Empty, Loading, Problem } from '../../ui/states';
import { Table } from '../../ui/Table';
import { useToasts } from '../../ui/toast';

export interface KeysProps {
  /** Of the tenant itself, or of one that the operator looks at. */
  readonly path: string;
}

/** A tenant's keys, each with its revocation. */
export function Keys({ path }: KeysProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const keys = useQuery({ queryKey: ['keys', path], queryFn: keysApi(http, path).list });
  if (keys.isPending) {
    return <Loading />;
  }
  if (keys.isError) {
    return <Problem failure={keys.error} onRetry={() => void keys.refetch()} />;
  }
  if (keys.data.length === 0) {
    return <Empty title={t('keys.none')} />;
  }
  const time = (iso: string | null) => (iso ? times.full(iso) : t('app.none'));
  return (
    <Table
      label={t('keys.title')}
      columns={[
        { title: t('keys.name'), cell: (row) => <bdi>{row.name}</bdi> },
        {
          title: t('keys.scopes'),
          cell: (row) => row.scopes.map((scope) => t(`keys.scope.${scope}`)).join(', '),
        },
        {
          title: t('keys.requests'),
          cell: (row) =>
            row.requestsPerSecond === null ? t('app.none') : times.number(row.requestsPerSecond),
        },
        { title: t('keys.created'), cell: (row) => time(row.createdAt) },
        { title: t('keys.expires'), cell: (row) => time(row.expiresAt) },
        { title: t('keys.lastUsed'), cell: (row) => time(row.lastUsedAt) },
        { title: t('app.actions'), cell: (row) => <Revoke apiKey={row} path={path} /> },
      ]}
      rows={keys.data}
      rowKey={(row) => row.id}
    />
  );
}

function Revoke({ apiKey, path }: { readonly apiKey: ApiKey; readonly path: string }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsked, setAsked] = useState(false);
  const { name } = apiKey;
  const revoke = useMutation({
    mutationFn: () => keysApi(http, path).remove(apiKey.id),
    onSuccess: () => toasts.say(t('keys.revoked', { name })),
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(false);
      return queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <>
      <Button
        look="danger"
        size="small"
        aria-label={`${t('keys.revoke')}: ${name}`}
        onPress={() => setAsked(true)}
      >
        {t('keys.revoke')}
      </Button>
      <Confirm
        title={t('keys.revokeTitle', { name })}
        text={t('keys.revokeText')}
        action={t('keys.revoke')}
        isOpen={isAsked}
        isBusy={revoke.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}
