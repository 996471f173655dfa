import { useState } from 'react';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { Keys } from './Keys';
import { NewKeyDialog } from './NewKeyDialog';

const PATH = '/api/v1/keys';

export function KeysPage() {
  const { t } = useWords();
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title={t('keys.title')}
      lead={t('keys.lead')}
      actions={
        <Button look="primary" onPress={() => setCreating(true)}>
          <Icon name="plus" />
          {t('keys.new')}
        </Button>
      }
    >
      <Keys path={PATH} />
      {isCreating && <NewKeyDialog path={PATH} onClose={() => setCreating(false)} />}
    </Page>
  );
}
