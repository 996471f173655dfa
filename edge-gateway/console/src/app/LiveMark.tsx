import { useWords } from '../i18n';
import { Badge } from '../ui/Badge';
import { useLive } from './live';

/** Green while the event stream is up. */
export function LiveMark() {
  const { t } = useWords();
  const { isLive } = useLive();
  return (
    <span className="live" role="status" title={t(isLive ? 'live.onHint' : 'live.offHint')}>
      <Badge tone={isLive ? 'good' : 'idle'}>{t(isLive ? 'live.on' : 'live.off')}</Badge>
    </span>
  );
}
