import { isTextKey, useWords } from '../../i18n';

/** Words for the kinds of messages; one that is not known here by its own name. */
export function useKinds(): (kind: string) => string {
  const { t } = useWords();
  return (kind) => {
    const key = `kind.${kind}`;
    return isTextKey(key) ? t(key) : kind.replaceAll('_', ' ');
  };
}
