import type { Session } from '../../api/types';
import { isTextKey, type Translate } from '../../i18n';

/** A reason that ends with WhatsApp's own code. */
const CODED = /^(login_failure|stream_error|link_code_refused)_(\w+)$/;

/** Why a session is not connected, with what to do; nothing where there is nothing to say. */
export function reasonText(session: Session, t: Translate): string | undefined {
  const { reason, phase } = session;
  if (!reason || phase === 'connected' || phase === 'showing_qr' || phase === 'created') {
    return undefined;
  }
  const key = `reason.${reason}`;
  if (isTextKey(key)) {
    return t(key);
  }
  const [, kind = '', code = ''] = CODED.exec(reason) ?? [];
  const coded = `reason.${kind}`;
  return isTextKey(coded) ? t(coded, { code }) : t('reason.other', { reason });
}
