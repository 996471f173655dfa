import type { MessageStatus } from '../api/types';
import { useWords } from '../i18n';
import { Badge, type Tone } from './Badge';

const TONES: Readonly<Record<MessageStatus, Tone>> = {
  pending: 'busy',
  sent: 'info',
  delivered: 'good',
  read: 'good',
  played: 'good',
  failed: 'bad',
  received: 'idle',
};

export function StatusBadge({ status }: { readonly status: MessageStatus }) {
  const { t } = useWords();
  return <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>;
}
