import { ApiError } from '../api/http';
import { isTextKey, type Translate } from '../i18n';

/** A failure in words that say what to do. */
export function errorText(failure: unknown, t: Translate): string {
  if (failure instanceof ApiError) {
    const key = `error.${failure.code}`;
    return isTextKey(key) ? t(key, { message: failure.message }) : t('error.other', { message: failure.message });
  }
  return t('error.other', { message: failure instanceof Error ? failure.message : String(failure) });
}
