import { ApiError, Http, type Credential } from '../api/http';
import type { Me } from '../api/types';

/** Who uses the console. */
export type Account =
  | { readonly state: 'asking' }
  | { readonly state: 'nobody'; readonly problem?: ApiError }
  | { readonly state: 'tenant'; readonly me: Me }
  | { readonly state: 'operator' };

const OPERATOR_KEY = 'tla_';

/** The way to the API. A key that the user typed is kept here, in memory only; a login is kept by
    its cookie, which no script sees. */
export class Access {
  readonly http = new Http(
    () => this.#key,
    () => this.#onUnauthorized(),
  );
  #onUnauthorized: () => void = () => undefined;
  #key: Credential | undefined;

  /** @param listener called when an answer says that the credential is not valid any more */
  watch(listener: () => void): void {
    this.#onUnauthorized = listener;
  }

  /** Asks who the caller is; `nobody` where that cannot be told. */
  async whoAmI(): Promise<Account> {
    try {
      return await this.#ask();
    } catch (failure) {
      return failure instanceof ApiError && failure.status !== 401
        ? { state: 'nobody', problem: failure }
        : { state: 'nobody' };
    }
  }

  /** @throws ApiError where the key is refused */
  async signInByKey(key: string): Promise<Account> {
    this.#key = {
      header: key.startsWith(OPERATOR_KEY) ? 'X-Admin-Key' : 'X-API-Key',
      secret: key,
    };
    try {
      return await this.#ask();
    } catch (failure) {
      this.#key = undefined;
      throw failure;
    }
  }

  /** @throws ApiError where the pair is refused */
  async signIn(email: string, password: string): Promise<Account> {
    this.#key = undefined;
    await this.http.data('/api/v1/auth/login', { method: 'POST', body: { email, password } });
    return this.#ask();
  }

  async signOut(): Promise<void> {
    if (this.#key) {
      this.#key = undefined;
    } else {
      await this.http.json('/api/v1/auth/logout', { method: 'POST', body: {} });
    }
  }

  /** A login cookie does not tell whose it is: an operator's is refused where tenants ask. */
  async #ask(): Promise<Account> {
    if (this.#key) {
      return this.#key.header === 'X-Admin-Key' ? this.#operator() : this.#tenant();
    }
    try {
      return await this.#tenant();
    } catch (failure) {
      if (failure instanceof ApiError && (failure.status === 401 || failure.status === 403)) {
        return this.#operator().catch(() => {
          throw failure;
        });
      }
      throw failure;
    }
  }

  async #tenant(): Promise<Account> {
    return { state: 'tenant', me: await this.http.data<Me>('/api/v1/me') };
  }

  async #operator(): Promise<Account> {
    await this.http.data('/admin/v1/tenants');
    return { state: 'operator' };
  }
}
