import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { operatorApi, type User } from '../../api/operator';
import { useHttp } from '../../app/account';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Confirm, Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Empty, Loading, Problem } from '../../ui/states';
import { Table } from '../../ui/Table';
import { useToasts } from '../../ui/toast';

export type RoleName = 'viewer' | 'agent' | 'admin' | 'operator';

export interface UsersProps {
  readonly path: string;
  /** What a new user may be; with one alone nobody is asked. */
  readonly roles: readonly [RoleName, ...RoleName[]];
}

export function Users({ path, roles }: UsersProps) {
  const { t } = useWords();
  const times = useTimes();
  const http = useHttp();
  const [isCreating, setCreating] = useState(false);
  const users = useQuery({
    queryKey: ['users', path],
    queryFn: () => operatorApi(http).users(path),
  });
  return (
    <div className="stack">
      <div className="row">
        <Button onPress={() => setCreating(true)}>{t('users.new')}</Button>
      </div>
      {users.isPending && <Loading />}
      {users.isError && <Problem failure={users.error} onRetry={() => void users.refetch()} />}
      {users.data?.length === 0 && <Empty title={t('users.none')} />}
      {users.data && users.data.length > 0 && (
        <Table
          label={t('tenants.users')}
          columns={[
            { title: t('users.email'), cell: (row) => <bdi>{row.email}</bdi> },
            { title: t('users.role'), cell: (row) => t(`users.role.${row.role as RoleName}`) },
            {
              title: t('users.lastLogin'),
              cell: (row) => (row.lastLoginAt ? times.full(row.lastLoginAt) : t('sessions.never')),
            },
            { title: t('app.actions'), cell: (row) => <Delete user={row} path={path} /> },
          ]}
          rows={users.data}
          rowKey={(row) => row.id}
        />
      )}
      {isCreating && (
        <NewUserDialog path={path} roles={roles} onClose={() => setCreating(false)} />
      )}
    </div>
  );
}

function Delete({ user, path }: { readonly user: User; readonly path: string }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsked, setAsked] = useState(false);
  const name = user.email;
  const remove = useMutation({
    mutationFn: () => operatorApi(http).removeUser(path, user.id),
    onError: toasts.sayFailure,
    onSettled: () => {
      setAsked(false);
      return queries.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <>
      <Button
        look="danger"
        size="small"
        aria-label={`${t('users.delete')}: ${name}`}
        onPress={() => setAsked(true)}
      >
        {t('users.delete')}
      </Button>
      <Confirm
        title={t('users.deleteTitle', { name })}
        text={t('users.deleteText')}
        action={t('users.delete')}
        isOpen={isAsked}
        isBusy={remove.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}

function NewUserDialog({ path, roles, onClose }: UsersProps & { readonly onClose: () => void }) {
  const { t } = useWords();
  const http = useHttp();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<RoleName>(roles[0]);
  const create = useMutation({
    mutationFn: () =>
      operatorApi(http).createUser(path, {
        email,
        password,
        ...(roles.length > 1 ? { role } : {}),
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <Dialog title={t('users.new')} isOpen onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field
          label={t('users.email')}
          type="email"
          inputMode="email"
          autoComplete="off"
          isRequired
          value={email}
          onChange={setEmail}
        />
        <Field
          label={t('users.password')}
          hint={t('users.passwordHint')}
          type="password"
          autoComplete="new-password"
          isRequired
          minLength={8}
          value={password}
          onChange={setPassword}
        />
        {roles.length > 1 && (
          <Choice
            label={t('users.role')}
            value={role}
            options={roles.map((value) => ({ value, label: t(`users.role.${value}`) }))}
            onChange={setRole}
          />
        )}
        {create.isError && <Problem failure={create.error} />}
        <footer className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={create.isPending}>
            {t('users.create')}
          </Button>
        </footer>
      </Form>
    </Dialog>
  );
}
