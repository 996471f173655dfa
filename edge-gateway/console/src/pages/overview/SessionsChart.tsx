import type { Phase, Session } from '../../api/types';
import { Rows } from '../../charts/Rows';
import { useWords } from '../../i18n';
import { useTimes } from '../../i18n/times';
import { TONES } from '../sessions/phases';

export function SessionsChart({ sessions }: { readonly sessions: readonly Session[] }) {
  const { t } = useWords();
  const { number } = useTimes();
  const counts = new Map<Phase, number>();
  sessions.forEach(({ phase }) => counts.set(phase, (counts.get(phase) ?? 0) + 1));
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  return (
    <Rows
      title={t('overview.sessions')}
      axis={t('overview.state')}
      unit={t('nav.sessions')}
      rows={rows.map(([phase, value]) => ({
        key: phase,
        tone: `tone-${TONES[phase]}`,
        label: t(`phase.${phase}`),
        value,
      }))}
      format={number}
    />
  );
}
