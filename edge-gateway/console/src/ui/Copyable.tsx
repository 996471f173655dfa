import { useState } from 'react';
import { useWords } from '../i18n';
import { Button } from './Button';
import { Icon } from './Icon';

export interface CopyableProps {
  readonly label: string;
  readonly text: string;
}

/** A text that is made to be copied: a secret that is shown once, an example. */
export function Copyable({ label, text }: CopyableProps) {
  const { t } = useWords();
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="copyable">
      <pre dir="ltr">
        <code>{text}</code>
      </pre>
      <Button
        look="quiet"
        size="small"
        aria-label={`${t('app.copy')}: ${label}`}
        onPress={() => {
          void navigator.clipboard.writeText(text).then(() => setCopied(true));
        }}
      >
        <Icon name={isCopied ? 'check' : 'copy'} />
        {t(isCopied ? 'app.copied' : 'app.copy')}
      </Button>
    </div>
  );
}
