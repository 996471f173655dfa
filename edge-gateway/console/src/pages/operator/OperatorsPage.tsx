import { OPERATORS } from '../../api/operator';
import { useWords } from '../../i18n';
import { Page } from '../../ui/Page';
import { Users } from './Users';

export function OperatorsPage() {
  const { t } = useWords();
  return (
    <Page title={t('users.title')} lead={t('users.lead')}>
      <Users path={OPERATORS} roles={['operator']} />
    </Page>
  );
}
