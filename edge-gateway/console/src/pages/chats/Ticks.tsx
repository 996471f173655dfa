import type { MessageStatus } from '../../api/types';
import { useWords } from '../../i18n';

const ONE = 'M2 9l4 4 8-9';
const TWO = 'M2 9l4 4 8-9M9 12l1 1 8-9';
const CLOCK = 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3l2 2';
const MARK = 'M8 3v6M8 12v.01';

const SHAPES: Readonly<Record<MessageStatus, string>> = {
  pending: CLOCK,
  sent: ONE,
  delivered: TWO,
  read: TWO,
  played: TWO,
  failed: MARK,
  received: '',
};

/** A message's status as WhatsApp's users know it: one tick, two, two in colour. */
export function Ticks({ status }: { readonly status: MessageStatus }) {
  const { t } = useWords();
  return (
    <svg
      className={`ticks ticks-${status}`}
      viewBox="0 0 20 16"
      role="img"
      aria-label={t(`status.${status}`)}
    >
      <path d={SHAPES[status]} />
    </svg>
  );
}
