import type { Http } from './http';
import type { Quotas } from './types';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly defaultCountry: string;
  readonly state: 'active' | 'suspended' | 'deleting';
  readonly quotas: Quotas;
  readonly createdAt: string;
}

export interface TenantFields {
  readonly name: string;
  readonly defaultCountry?: string | undefined;
  readonly quotas: Quotas;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
}

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly role?: string;
}

export interface UsageDay {
  readonly day: string;
  readonly apiCalls: number;
  readonly mediaBytes: number;
  readonly messages: readonly {
    readonly kind: string;
    readonly direction: 'in' | 'out';
    readonly count: number;
  }[];
}

export interface Usage {
  readonly from: string;
  readonly to: string;
  readonly sessions: number;
  readonly days: readonly UsageDay[];
}

const TENANTS = '/admin/v1/tenants';

export const operatorApi = (http: Http) => ({
  tenants: () => http.data<{ tenants: Tenant[] }>(TENANTS).then(({ tenants }) => tenants),
  tenant: (id: string) =>
    http.data<{ tenant: Tenant }>(`${TENANTS}/${id}`).then(({ tenant }) => tenant),
  create: (fields: TenantFields) =>
    http
      .data<{ tenant: Tenant }>(TENANTS, { method: 'POST', body: fields })
      .then(({ tenant }) => tenant),
  change: (id: string, fields: TenantFields) =>
    http.data<{ tenant: Tenant }>(`${TENANTS}/${id}`, { method: 'PATCH', body: fields }),
  remove: (id: string) => http.json(`${TENANTS}/${id}`, { method: 'DELETE' }),
  setSuspended: (id: string, isSuspended: boolean) =>
    http.json(`${TENANTS}/${id}/${isSuspended ? 'suspend' : 'resume'}`, { method: 'POST', body: {} }),
  usage: (id: string) => http.data<Usage>(`${TENANTS}/${id}/usage`),
  users: (path: string) => http.data<{ users: User[] }>(path).then(({ users }) => users),
  createUser: (path: string, user: NewUser) => http.data(path, { method: 'POST', body: user }),
  removeUser: (path: string, id: string) => http.json(`${path}/${id}`, { method: 'DELETE' }),
});

export const keysOf = (tenant: string) => `${TENANTS}/${tenant}/keys`;
export const usersOf = (tenant: string) => `${TENANTS}/${tenant}/users`;
export const OPERATORS = '/admin/v1/users';
