import type { Tenant } from '../../api/operator';
import { useWords } from '../../i18n';
import { Badge, type Tone } from '../../ui/Badge';

const TONES: Readonly<Record<Tenant['state'], Tone>> = {
  active: 'good',
  suspended: 'warn',
  deleting: 'bad',
};

export function TenantState({ state }: { readonly state: Tenant['state'] }) {
  const { t } = useWords();
  return <Badge tone={TONES[state]}>{t(`tenants.${state}`)}</Badge>;
}
