import type { Session } from '../../api/types';
import { isTextKey, type Translate } from '../../i18n';

/** Why a session is not connected, with what to do; nothing where there is nothing to say. */
export function reasonText(session: Session, t: Translate): string | undefined {
  const { reason, phase } = session;
  if (!reason || phase === 'connected' || phase === 'showing_qr' || phase === 'created') {
    return undefined;
  }
  const key = `reason.${reason}`;
  return isTextKey(key) ? t(key) : t('reason.other', { reason });
}
