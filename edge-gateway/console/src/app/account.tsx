import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { Http } from '../api/http';
import { Access, type Account } from './access';

interface AccountContextValue {
  readonly account: Account;
  readonly http: Http;
  readonly signInByKey: (key: string) => Promise<void>;
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Shows the sign-in page to somebody who works without. */
  readonly leave: () => void;
  readonly askAgain: () => Promise<void>;
}

const AccountContext = createContext<AccountContextValue | undefined>(undefined);

export function AccountProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [access] = useState(() => new Access());
  const [account, setAccount] = useState<Account>({ state: 'asking' });

  useEffect(() => {
    access.watch(() =>
      setAccount((before) => (before.state === 'asking' ? before : { state: 'nobody' })),
    );
    void access.whoAmI().then(setAccount);
  }, [access]);

  /** What one caller saw is not for the next. */
  const become = (next: Account) => {
    queries.clear();
    setAccount(next);
  };
  return (
    <AccountContext
      value={{
        account,
        http: access.http,
        signInByKey: async (key) => become(await access.signInByKey(key)),
        signIn: async (email, password) => become(await access.signIn(email, password)),
        signOut: async () => {
          await access.signOut();
          become({ state: 'nobody' });
        },
        leave: () => become({ state: 'nobody' }),
        askAgain: async () => become(await access.whoAmI()),
      }}
    >
      {children}
    </AccountContext>
  );
}

export function useAccount(): AccountContextValue {
  const value = useContext(AccountContext);
  if (!value) {
    throw new Error('useAccount needs an AccountProvider');
  }
  return value;
}

export function useHttp(): Http {
  return useAccount().http;
}
