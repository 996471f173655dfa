import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError, Http, type Credential } from '../api/http';
import type { Me } from '../api/types';

/** Who uses the console. */
export type Account =
  | { readonly state: 'asking' }
  | { readonly state: 'nobody'; readonly problem?: ApiError }
  | { readonly state: 'tenant'; readonly me: Me }
  | { readonly state: 'operator' };

interface AccountContextValue {
  readonly account: Account;
  readonly http: Http;
  /** @throws ApiError where the key is refused */
  readonly signInByKey: (key: string) => Promise<void>;
  /** @throws ApiError where the pair is refused */
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Shows the sign-in page to somebody who works without. */
  readonly leave: () => void;
  readonly askAgain: () => Promise<void>;
}

const AccountContext = createContext<AccountContextValue | undefined>(undefined);

const OPERATOR_KEY = 'tla_';

async function askTenant(http: Http): Promise<Account> {
  return { state: 'tenant', me: await http.data<Me>('/api/v1/me') };
}

async function askOperator(http: Http): Promise<Account> {
  await http.data('/admin/v1/tenants');
  return { state: 'operator' };
}

/** A login cookie does not tell whose it is: an operator's is refused where tenants ask. */
async function ask(http: Http, credential: Credential | undefined): Promise<Account> {
  if (credential) {
    return credential.header === 'X-Admin-Key' ? askOperator(http) : askTenant(http);
  }
  try {
    return await askTenant(http);
  } catch (failure) {
    if (failure instanceof ApiError && (failure.status === 401 || failure.status === 403)) {
      return askOperator(http).catch(() => {
        throw failure;
      });
    }
    throw failure;
  }
}

/** Keeps the key that the user typed, in memory only. A login is kept by its cookie. */
export function AccountProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const credential = useRef<Credential>(undefined);
  const [account, setAccount] = useState<Account>({ state: 'asking' });

  const http = useMemo(
    () =>
      new Http(
        () => credential.current,
        () => setAccount((before) => (before.state === 'asking' ? before : { state: 'nobody' })),
      ),
    [],
  );

  const askAgain = useCallback(async () => {
    try {
      setAccount(await ask(http, credential.current));
    } catch (failure) {
      setAccount(
        failure instanceof ApiError && failure.status !== 401
          ? { state: 'nobody', problem: failure }
          : { state: 'nobody' },
      );
    }
  }, [http]);

  useEffect(() => void askAgain(), [askAgain]);

  const value = useMemo<AccountContextValue>(
    () => ({
      account,
      http,
      askAgain,
      signInByKey: async (key) => {
        credential.current = {
          header: key.startsWith(OPERATOR_KEY) ? 'X-Admin-Key' : 'X-API-Key',
          secret: key,
        };
        try {
          setAccount(await ask(http, credential.current));
        } catch (failure) {
          credential.current = undefined;
          throw failure;
        }
      },
      signIn: async (email, password) => {
        await http.data('/api/v1/auth/login', { method: 'POST', body: { email, password } });
        setAccount(await ask(http, undefined));
      },
      leave: () => setAccount({ state: 'nobody' }),
      signOut: async () => {
        const hadKey = credential.current !== undefined;
        credential.current = undefined;
        if (!hadKey) {
          await http.json('/api/v1/auth/logout', { method: 'POST', body: {} });
        }
        setAccount({ state: 'nobody' });
        queries.clear();
      },
    }),
    [account, http, askAgain, queries],
  );
  return <AccountContext value={value}>{children}</AccountContext>;
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
