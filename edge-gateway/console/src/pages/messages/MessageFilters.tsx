import type { MessageFilter } from '../../api/messages';
import type { MessageStatus, Session } from '../../api/types';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Field } from '../../ui/Field';

const STATUSES: readonly MessageStatus[] = [
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'received',
];

export interface MessageFiltersProps {
  readonly filter: MessageFilter;
  readonly onChange: (filter: MessageFilter) => void;
  readonly sessions: readonly Session[];
}

export function MessageFilters({ filter, onChange, sessions }: MessageFiltersProps) {
  const { t } = useWords();
  const all = { value: '', label: t('app.all') };
  return (
    <search className="filters">
      <Field
        label={t('messages.textFilter')}
        value={filter.text ?? ''}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <Choice
        label={t('messages.connection')}
        value={filter.connectionId ?? ''}
        options={[all, ...sessions.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(connectionId) => onChange({ ...filter, connectionId })}
      />
      <Choice
        label={t('messages.direction')}
        value={filter.direction ?? ''}
        options={[
          all,
          { value: 'in', label: t('messages.in') },
          { value: 'out', label: t('messages.out') },
        ]}
        onChange={(direction) =>
          onChange({ ...filter, direction: direction as MessageFilter['direction'] })
        }
      />
      <Choice
        label={t('messages.status')}
        value={filter.status ?? ''}
        options={[all, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]}
        onChange={(status) => onChange({ ...filter, status })}
      />
      <Field
        label={t('messages.chatFilter')}
        value={filter.chat ?? ''}
        onChange={(chat) => onChange({ ...filter, chat })}
      />
      {Object.values(filter).some(Boolean) && (
        <Button look="quiet" onPress={() => onChange({})}>
          {t('messages.clear')}
        </Button>
      )}
    </search>
  );
}
