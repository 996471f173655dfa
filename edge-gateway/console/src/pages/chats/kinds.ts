import { useWords, type TextKey } from '../../i18n';
import { en } from '../../i18n/en';

/** Words for the kinds of messages; one that is not known here by its own name. */
export function useKinds(): (kind: string) => string {
  const { t } = useWords();
  return (kind) => {
    const key = `kind.${kind}`;
    return isTextKey(key) ? t(key) : kind.replaceAll('_', ' ');
  };
}

function isTextKey(key: string): key is TextKey {
  return key in en;
}
