import type { Session } from '../../api/types';
import type { TextKey, Translate } from '../../i18n';
import { en } from '../../i18n/en';

/** Why a session is not connected, with what to do; nothing where there is nothing to say. */
export function reasonText(session: Session, t: Translate): string | undefined {
  const { reason, phase } = session;
  if (!reason || phase === 'connected' || phase === 'showing_qr' || phase === 'created') {
    return undefined;
  }
  const key = `reason.${reason}`;
  return isTextKey(key) ? t(key) : t('reason.other', { reason });
}

function isTextKey(key: string): key is TextKey {
  return key in en;
}
